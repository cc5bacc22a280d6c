"""The programme of a day with its times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from leerkring.core.templatetags.ui import clock

from ..models import Guest, Meeting, ProgrammeItem


@dataclass(frozen=True)
class ShownItem:
    """One line of the programme."""

    item: ProgrammeItem
    url: str
    starts: str
    ends: str
    pillar: str
    is_now: bool


def programme_rows(meeting: Meeting, items: Iterable[ProgrammeItem]) -> list[ShownItem]:
    """Return the items with the times that follow from their minutes, on the clock of the place."""
    rows, moment, start = [], meeting.local_start, meeting.starts_at
    now, base = timezone.now(), reverse("meetings:programme_change", kwargs={"pk": meeting.pk})
    for item in items:
        length = timedelta(minutes=item.minutes)
        is_now = start <= now < start + length
        times = clock(moment), clock(moment + length)
        rows.append(ShownItem(item, f"{base}{item.pk}/", *times, item.get_pillar_display(), is_now))
        moment, start = moment + length, start + length
    return rows


def own_parts(meeting: Meeting, items: Iterable[ProgrammeItem], guest: Guest) -> list[dict[str, Any]]:
    """Return the items that this guest takes care of; their times are written in the language of the reader."""
    parts, moment = [], meeting.local_start
    for item in items:
        ends = moment + timedelta(minutes=item.minutes)
        if item.guest_id == guest.pk:
            parts.append({"starts": moment, "ends": ends, "title": item.title})
        moment = ends
    return parts


def ends_late(meeting: Meeting, items: Sequence[ProgrammeItem]) -> bool:
    """Return whether the items take longer than the meeting."""
    return meeting.starts_at + timedelta(minutes=sum(item.minutes for item in items)) > meeting.ends_at
