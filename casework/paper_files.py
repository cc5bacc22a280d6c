"""A frozen version as Word, EPUB, JATS, and Markdown with its reference: bytes, made from what never changes."""

import io
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from leerkring.core.documents import to_form
from leerkring.core.markdown_parts import literal
from leerkring.files.purposes import DOCX, EPUB, XML, ZIP

from .actions.reference import printed_text
from .actions.version import work_of
from .citations import Work, apa, bibtex
from .models import OutcomeVersion, VersionFile
from .pictures import beside, packed, pictures_of

Form = VersionFile.Form
TYPES = {Form.WORD: DOCX, Form.EPUB: EPUB, Form.JATS: XML, Form.MARKDOWN: ZIP}


def make_file(version: OutcomeVersion, form: str) -> bytes:
    """Return the version in this form, in its own language; needs ``outcome.community.programme`` loaded.

    Raises ``DocumentError`` for a text that cannot be converted.
    """
    with translation.override(version.outcome.language):
        return MAKERS[Form(form)](version, work_of(version))


def _word(version: OutcomeVersion, work: Work) -> bytes:
    return packed(_whole(version, work), pictures_of(version), partial(to_form, form="docx", facts=_facts(work)))


def _epub(version: OutcomeVersion, work: Work) -> bytes:
    facts = _facts(work) | {"identifier": work.link, "publisher": work.publisher, "rights": work.licence_url}
    pack = partial(to_form, form="epub3", facts=facts | {"description": work.abstract})
    return packed(_whole(version, work), pictures_of(version), pack)


def _jats(version: OutcomeVersion, work: Work) -> bytes:
    """What catalogues read: names in their parts, and the abstract in the head instead of the text."""
    authors = [
        {
            "surname": " ".join(filter(None, [person.particle, person.family])) or person.name,
            "given-names": person.given,
            "orcid": person.orcid,
        }
        for person in work.authors
    ]
    head = {
        "author": authors,
        "abstract": work.abstract,
        "journal": {"title": work.programme, "publisher-name": work.publisher},
        "article": {"publisher-id": work.number, "doi": work.doi, "type": "research-article"},
        "license": {"link": work.licence_url, "type": "open-access"} if work.licence_url else {},
    }
    return to_form(version.body, "jats", facts=_facts(work) | head)


def _markdown(version: OutcomeVersion, work: Work) -> bytes:
    """The text as written, its pictures, and how to refer to it; dated as it was frozen, so twice the same bytes."""
    pictures = pictures_of(version)
    text = beside(_whole(version, work, body=version.body), pictures)
    name, moment = f"{version.outcome.slug}-{version.number}", timezone.localtime(version.frozen_at)
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        texts = {f"{name}.md": f"# {literal(work.title)}\n\n{text}", f"{name}.bib": bibtex(work)}
        parts: dict[str, str | bytes] = {**texts, **{picture.name: picture.content for picture in pictures}}
        for title, content in parts.items():
            entry = zipfile.ZipInfo(title, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return stored.getvalue()


MAKERS: dict[str, Callable[[OutcomeVersion, Work], bytes]] = {
    Form.WORD: _word,
    Form.EPUB: _epub,
    Form.JATS: _jats,
    Form.MARKDOWN: _markdown,
}


def _whole(version: OutcomeVersion, work: Work, *, body: str = "") -> str:
    """The abstract, the text (with its citations written out, unless it is given), and how to refer to it."""
    parts = [
        f"## {_('Abstract')}\n\n{literal(work.abstract)}" if work.abstract else "",
        body or printed_text(version),
        f"## {_('Cite this')}\n\n{literal(apa(work))}",
    ]
    return "\n\n".join(part for part in parts if part)


def _facts(work: Work) -> dict[str, Any]:
    return {
        "title": work.title,
        "author": [person.name for person in work.authors],
        "date": work.on.isoformat(),
        "lang": work.language or settings.LANGUAGE_CODE,
        "subtitle": f"{work.kind} · {work.version_label}",
    }
