"""A circle on paper: what stands on its one page and its poster. Only what everybody may see.

A sheet is known by what it says: the key of a made one is a hash of its facts, so nobody ever gets an old one.
"""

import hashlib
import io
import json
import re
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from leerkring.core.documents import DocumentError, make_pdf
from leerkring.core.links import absolute_url

from .models import Commitment, Community, ContactPerson, Recognition
from .triangle import triangle_of

FOLDER = Path(__file__).resolve().parent / "documents"
KEPT_SECONDS = 24 * 60 * 60
# What fits on one page beside each other; the rest stands on the public page.
MOST_LETTERS = 600
MOST_ORGANISATIONS = 7
MOST_RECOGNITIONS = 3
MOST_CONTACTS = 3
# All but Latin letters with their accents, quotes and dashes, and the euro.
OTHER_SIGNS = re.compile(r"[^\n\u0020-\u007e\u00a0-\u017f\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac]")


class Sheet(StrEnum):
    """Which of the two; the name is that of its typst file."""

    PAGE = "sheet"
    POSTER = "poster"


def facts_of(community: Community, sheet: Sheet) -> dict[str, Any]:
    """Return everything that stands on a sheet, in the language of now; four queries for the page.

    ``community`` has its programme, theme and area loaded.
    """
    address = absolute_url(community.get_absolute_url())
    facts = {
        "language": get_language() or settings.LANGUAGE_CODE,
        "site": settings.SITE_NAME,
        "name": community.name,
        "question": community.headline,
        "programme": community.programme.name,
        "programme_line": community.programme.name,
        "facts": _short_facts(community),
        "address": address,
        "short_address": address.partition("://")[2].rstrip("/"),
        "qr": qr_svg(address),
    }
    return facts | (_poster_facts() if sheet == Sheet.POSTER else _page_facts(community))


def facts_of_invitation(community: Community, url: str, ends_at: datetime) -> dict[str, Any]:
    """Return what stands on a poster whose code leads to joining, until its link ends."""
    facts = facts_of(community, Sheet.POSTER)
    words = {
        "invitation": _("Join in!"),
        "scan": _("Scan the code to join, until %(day)s.")
        % {"day": date_format(timezone.localtime(ends_at), "j F Y")},
        "qr": _("QR code that leads to joining this circle"),
    }
    return facts | {"qr": qr_svg(url), "words": words}


def qr_svg(address: str) -> str:
    """Return the address as a QR code; it survives a fold or a drop of coffee (a quarter of it may be lost)."""
    drawing = io.BytesIO()
    segno.make(address, error="q", micro=False).save(drawing, kind="svg", scale=8, border=2)
    return drawing.getvalue().decode()


def pdf_of(facts: dict[str, Any], sheet: Sheet) -> bytes:
    """Return the PDF that says exactly this; raises ``DocumentError``.

    Typesetting takes 30 ms, as every text on a sheet has a limit, so no worker is asked; a copy is kept for a day.
    """
    key = _key(facts, sheet)
    content: bytes | None = cache.get(key)
    if content is None:
        content = make_pdf_of(facts, sheet)
        cache.set(key, content, KEPT_SECONDS)
    return content


def make_pdf_of(facts: dict[str, Any], sheet: Sheet) -> bytes:
    """Return the PDF without keeping a copy: for what is not for everybody; raises ``DocumentError``."""
    try:
        return _set(facts, sheet)
    except DocumentError:
        # An accessible PDF may hold no sign that its letters can't draw: 👩 goes, the words around it stay.
        return _set(in_our_letters(facts), sheet)


def _set(facts: dict[str, Any], sheet: Sheet) -> bytes:
    return make_pdf(FOLDER / f"{sheet}.typ", body="", data=facts, beside=[FOLDER / "mark.typ"])


def in_our_letters(value: Any) -> Any:
    """Return all texts in ``value`` with no signs but Latin letters and the punctuation of print."""
    if isinstance(value, dict):
        return {name: in_our_letters(part) for name, part in value.items()}
    if isinstance(value, list):
        return [in_our_letters(part) for part in value]
    return OTHER_SIGNS.sub("", value) if isinstance(value, str) else value


def _key(facts: dict[str, Any], sheet: Sheet) -> str:
    said = json.dumps(facts, sort_keys=True, default=str)
    return f"communities:{sheet}:{hashlib.sha256(said.encode()).hexdigest()}"


def _short_facts(community: Community) -> list[str]:
    facts = [str(capfirst(community.get_phase_display()))]
    if community.area:
        facts.append(community.area.label)
    if community.theme:
        facts.append(community.theme.name)
    return facts


def _poster_facts() -> dict[str, Any]:
    words = {
        "invitation": _("Do you want to think along?"),
        "scan": _("Scan the code and read who we are."),
        "qr": _("QR code that leads to the page of this circle"),
    }
    return {"words": words}


def _page_facts(community: Community) -> dict[str, Any]:
    triangle = triangle_of(community)
    contact_address = absolute_url(reverse("communities:contact_message_create", kwargs={"slug": community.slug}))
    contacts = _contacts(community)
    return {
        "sides": _sides(community),
        "sentence": triangle.sentence,
        "corners": [
            {
                "sector": corner.sector.value,
                "label": capfirst(str(corner.sector.label)),
                "count": corner.count,
                "percent": corner.percent,
                "scale": float(corner.scale),
            }
            for corner in triangle.corners
        ],
        **_organisations(community),
        "recognitions": _recognitions(community),
        "contacts": contacts,
        "contact_address": contact_address if contacts else absolute_url(community.get_absolute_url()),
        "contact_label": _("Write to us") if contacts else _("Read more about us"),
        "made_line": _as_of(timezone.localdate()),
        "words": {
            "people": _("The people"),
            "columns": [_("Sector"), _("People"), pgettext("part of a whole", "Share")],
            "organisations": _("Committed organisations"),
            "recognitions": _("Recognitions"),
            "contact": _("Contact"),
            "contact_text": _("Everything about this circle stands on its page. Scan the code."),
            "qr": _("QR code that leads to the page of this circle"),
        },
    }


def _as_of(day: date) -> str:
    return _("As of %(day)s") % {"day": date_format(day, "j F Y")}


def _sides(community: Community) -> list[dict[str, str]]:
    sides = [
        (_("Why this matters to us"), community.common_interest),
        (_("What it is about"), community.domain_about),
        (_("Who we are together"), community.community_about),
        (_("What we do together"), community.practice_about),
    ]
    return [{"label": label, "text": _plain(text)} for label, text in sides if text.strip()]


def _plain(text: str) -> str:
    return Truncator(text.replace("\r\n", "\n").strip()).chars(MOST_LETTERS)


def _organisations(community: Community) -> dict[str, Any]:
    rows = Commitment.objects.permitted(AnonymousUser(), "communities.view_commitment")
    found = list(rows.filter(community=community).select_related("organisation"))
    shown, more = found[:MOST_ORGANISATIONS], len(found) - MOST_ORGANISATIONS
    more_words = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more} if more > 0 else ""
    return {
        "organisations": [
            {"name": row.organisation.name, "interest": Truncator(row.interest).chars(100)} for row in shown
        ],
        "more_organisations": more_words,
    }


def _recognitions(community: Community) -> list[str]:
    rows = Recognition.objects.permitted(AnonymousUser(), "communities.view_recognition").filter(community=community)
    current = [row for row in rows if not row.is_over][:MOST_RECOGNITIONS]
    return [f"{row.title} ({row.issuer}, {row.starts_on.year})" for row in current]


def _contacts(community: Community) -> list[str]:
    rows = ContactPerson.objects.permitted(AnonymousUser(), "communities.view_contact_person")
    rows = rows.filter(community=community).select_related("user")[:MOST_CONTACTS]
    return [", ".join(filter(None, [row.full_name, row.function])) for row in rows]
