"""Freezing a text under a number, and the PDF of what was published."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.documents import make_pdf
from leerkring.core.links import absolute_url
from leerkring.files.actions import store_bytes

from ..citations import Person, Work, apa
from ..models import Outcome, OutcomeRevision, OutcomeVersion
from ..pictures import beside, pictures_of
from ..signatures import Signed
from .feedback import report_rounds
from .figure import show_figures
from .reference import cited_items, printed_text

FRAME = Path(__file__).resolve().parent.parent / "documents" / "paper.typ"
PURPOSE = "casework.outcome_pdf"
MOST_ATTEMPTS = 5
SECONDS_BETWEEN_QUESTIONS = 60
TASK = "casework.tasks.make_version_pdf"


def next_number(outcome: Outcome, *, is_concept: bool = False) -> str:
    """Return the number that the next frozen version gets: 0.1, 0.2 as a concept, then 1.0, 1.1, 1.2."""
    numbers = OutcomeVersion.frozen.filter(outcome=outcome).values_list("number", flat=True)
    taken = [tuple(int(part) for part in number.split(".")) for number in numbers]
    major = 0 if is_concept and not any(number[0] for number in taken) else 1
    minors = [number[1] for number in taken if number[0] == major]
    return f"{major}.{max(minors, default=0 if major == 0 else -1) + 1}"


def freeze_text(
    outcome: Outcome,
    *,
    number: str,
    by: User,
    change_note: str,
    concept: Outcome | OutcomeRevision | None = None,
    signed: Signed | None = None,
) -> OutcomeVersion:
    """Keep the text of this outcome, or a ``concept`` of it, with its authors as they stand now."""
    text = concept or outcome
    rows = list(outcome.authors.select_related("organisation"))
    authors = [row.person for row in rows if row.is_author]
    others = [row.person for row in rows if not row.is_author]
    show_figures(outcome, text.body, is_concept=concept is not None)
    version = OutcomeVersion.frozen.create(
        outcome=outcome,
        number=number,
        title=text.title,
        abstract=text.abstract,
        body=text.body,
        author_line=", ".join(person.with_organisation for person in authors),
        people=[person.as_data() for person in authors],
        contributors=[person.as_data() for person in others],
        references=cited_items(outcome, text.body),
        change_note=change_note,
        signed=signed.as_data() if signed else {},
        frozen_by=by,
        frozen_at=timezone.now(),
        is_concept=concept is not None,
    )
    report_rounds(version)
    return version


def wake_pdf(version: OutcomeVersion) -> None:
    """Ask a worker for the PDF once this is committed; when the broker is away, the tick asks again."""

    def ask() -> None:
        # A function with a name: Django can't report the failure of a ``partial``, and fails itself.
        current_app.send_task(TASK, args=[version.pk], retry=False)

    transaction.on_commit(ask, robust=True)


def wake_pdf_for_reader(version: OutcomeVersion) -> None:
    """Ask for the PDF that somebody looks for, once a minute: reloading a public page must not use up its attempts."""
    if cache.add(f"casework:pdf:{version.pk}", True, SECONDS_BETWEEN_QUESTIONS):
        wake_pdf(version)


def wake_missing_pdfs(now: datetime) -> int:
    """Ask again for PDFs that are still missing after two minutes; return how many."""
    missing = OutcomeVersion.frozen.filter(
        pdf=None, pdf_attempts__lt=MOST_ATTEMPTS, frozen_at__lt=now - timedelta(minutes=2)
    )
    found = list(missing[:20])
    for version in found:
        wake_pdf(version)
    return len(found)


def make_version_pdf(pk: int) -> bool:
    """Make and keep the PDF of a version; return whether it is there now.

    Idempotent: the typesetting stands outside the transaction, and of two that finish at once the first is kept.
    """
    waiting = OutcomeVersion.frozen.filter(pk=pk, pdf=None, pdf_attempts__lt=MOST_ATTEMPTS)
    if not waiting.update(pdf_attempts=F("pdf_attempts") + 1):
        return OutcomeVersion.frozen.filter(pk=pk, pdf__isnull=False).exists()
    version = OutcomeVersion.frozen.select_related("outcome__community__programme").get(pk=pk)
    content = pdf_of(version)
    with transaction.atomic():
        row = OutcomeVersion.frozen.select_for_update().get(pk=pk)
        if row.pdf_id is None:
            name = f"{version.outcome.slug}-{version.number}.pdf"
            row.pdf = store_bytes(content, name=name, content_type="application/pdf", by=None, purpose=PURPOSE)
            row.save(update_fields=["pdf"])
    return True


def pdf_of(version: OutcomeVersion) -> bytes:
    """Return the version typeset, in its own language; needs ``outcome.community.programme`` loaded."""
    with translation.override(version.outcome.language):
        pictures = pictures_of(version)
        body = beside(printed_text(version), pictures)
        files = {picture.name: picture.content for picture in pictures}
        return make_pdf(FRAME, body=body, data=_facts(version), pictures=files)


def citation(version: OutcomeVersion) -> str:
    """Return how to refer to this version; needs ``outcome.community.programme`` loaded."""
    return apa(work_of(version))


def work_of(version: OutcomeVersion) -> Work:
    """Return the version as it is cited, in its own language; needs ``outcome.community.programme`` loaded."""
    outcome = version.outcome
    address = {"slug": outcome.slug, "number": version.number}
    with translation.override(outcome.language):
        kind = str(outcome.get_kind_display())
        words = _("Concept %(number)s") if version.is_concept else _("Version %(number)s")
    return Work(
        title=version.title,
        authors=[Person.from_data(person) for person in version.people],
        contributors=[Person.from_data(person) for person in version.contributors],
        on=timezone.localtime(version.frozen_at).date(),
        number=version.number,
        kind=kind[:1].upper() + kind[1:],
        form=outcome.kind,
        circle=outcome.community.name,
        programme=outcome.community.programme.name,
        url=absolute_url(version.get_absolute_url()),
        pdf_url=absolute_url(reverse("casework:version_pdf", kwargs=address)),
        language=outcome.language,
        version_label=words % {"number": version.number},
        abstract=version.abstract,
        licence_url=outcome.licence_url,
        doi=version.doi or outcome.doi,
    )


def _facts(version: OutcomeVersion) -> dict[str, Any]:
    outcome = version.outcome
    day = date_format(timezone.localtime(version.frozen_at), "j F Y")
    label = _("Concept %(number)s") if version.is_concept else _("Version %(number)s")
    line = _("Concept %(number)s, not final · %(day)s") if version.is_concept else _("Version %(number)s · %(day)s")
    return {
        "title": version.title,
        "authors": [version.author_line],
        "author_line": version.author_line,
        "kind": str(outcome.get_kind_display()).capitalize(),
        "community": outcome.community.name,
        "site": settings.SITE_NAME,
        "language": outcome.language,
        # Behind the text of each page of what is not final.
        "concept_mark": _("Concept") if version.is_concept else "",
        "version_label": label % {"number": version.number},
        "version_line": line % {"number": version.number, "day": day},
        "abstract": version.abstract,
        "abstract_label": _("Abstract"),
        "contents_label": _("Contents"),
        "cite_label": _("Cite this"),
        "citation": citation(version),
        "address": absolute_url(version.get_absolute_url()),
    }
