"""What a host prints: name badges and the attendance list, as accessible PDFs.

Made in the request (30 ms, a few hundredths more for forty people) and kept nowhere: who comes changes until the
morning itself.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from communities import sheet
from communities.models.sector import Sector
from leerkring.core.documents import DocumentError, make_pdf
from leerkring.core.labels import label_of
from leerkring.core.templatetags.ui import day_time

from .models import Meeting
from .shown.host_kit import Person

FOLDER = Path(__file__).resolve().parent / "documents"
# Lines at the end for who walks in.
EMPTY_LINES = 6


def badges_pdf(meeting: Meeting, people: Sequence[Person]) -> bytes:
    """Return a badge for each of the people, ten on a page; raises ``DocumentError``."""
    with translation.override(settings.LANGUAGE_CODE):
        return _set("badges", _facts(meeting, people, _("Name badges")))


def attendance_list_pdf(meeting: Meeting, people: Sequence[Person]) -> bytes:
    """Return the list on which people sign; raises ``DocumentError``."""
    with translation.override(settings.LANGUAGE_CODE):
        columns = [_("Name"), _("Organisation"), _("From"), _("Until"), _("Signature")]
        when = [day_time(meeting.local_start, meeting.local_end), meeting.whereabouts]
        made = _("As of %(day)s. For the circle only.") % {"day": date_format(timezone.localtime(), "j F Y, H.i")}
        more = {"columns": columns, "when": " · ".join(filter(None, when)), "foot": made, "empty": EMPTY_LINES}
        return _set("attendance_list", _facts(meeting, people, _("Attendance list")) | more)


def _facts(meeting: Meeting, people: Sequence[Person], title: str) -> dict[str, Any]:
    return {
        "language": settings.LANGUAGE_CODE,
        "title": f"{title}: {meeting}",
        "community": meeting.cycle.community.name,
        "people": [_person(person) for person in people],
    }


def _person(person: Person) -> dict[str, str]:
    word = label_of(Sector, person.sector) if person.sector else _("guest")
    facts = {"name": person.name, "place": person.place, "note": person.note}
    return facts | {"sector": person.sector, "word": str(capfirst(word))}


def _set(name: str, facts: dict[str, Any]) -> bytes:
    template, beside = FOLDER / f"{name}.typ", [sheet.FOLDER / "mark.typ"]
    try:
        return make_pdf(template, body="", data=facts, beside=beside)
    except DocumentError:
        # An accessible PDF may hold no sign that its letters can't draw: it goes, the words around it stay.
        return make_pdf(template, body="", data=sheet.in_our_letters(facts), beside=beside)
