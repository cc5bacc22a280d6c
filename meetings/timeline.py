"""The cycles of a circle on a line of time: all of it for members, the outline for everybody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leerkring.core.templatetags.ui import day_time

from .models import Attendance, Cycle, Meeting

# Who waits does not come yet.
COMING = Q(attendances__answer=Attendance.Answer.YES, attendances__is_waiting=False)


@dataclass(frozen=True)
class ShownCycle:
    """A cycle with its meetings as items for ``components/timeline.html``."""

    title: str
    learning_goal: str
    # The page of the cycle, for who sees more of it than the outline.
    url: str
    items: list[dict[str, str]]
    # The cycle that goes on, or else the last one, stands open.
    is_open: bool


def timeline(meetings: Iterable[Any]) -> list[ShownCycle]:
    """Return the cycles, the newest first; ``meetings`` in order, each marked with ``may_view``."""
    cycles = [(cycle, list(rows)) for cycle, rows in groupby(meetings, key=lambda meeting: meeting.cycle)]
    going_on = [cycle.pk for cycle, rows in cycles if not all(meeting.is_over for meeting in rows)]
    open_ones = going_on[:1] or [cycle.pk for cycle, _rows in cycles[-1:]]
    return [_shown(cycle, rows, cycle.pk in open_ones) for cycle, rows in reversed(cycles)]


def _shown(cycle: Cycle, meetings: list[Any], is_open: bool) -> ShownCycle:
    is_member = any(meeting.may_view for meeting in meetings)
    own = (cycle.learning_goal, cycle.get_absolute_url()) if is_member else ("", "")
    return ShownCycle(str(cycle), *own, _items(meetings), is_open)


def _items(meetings: list[Any]) -> list[dict[str, str]]:
    to_come = [meeting.pk for meeting in meetings if not meeting.is_over and meeting.is_planned]
    return [_item(meeting, is_next=meeting.pk in to_come[:1]) for meeting in meetings]


def _item(meeting: Any, *, is_next: bool) -> dict[str, str]:
    day = day_time(meeting.local_start, meeting.local_end) if meeting.may_view else _month(meeting)
    when = _("Meeting %(number)s") % {"number": meeting.number} + " · " + day
    item = {"when": when, "title": str(meeting), "state": "now" if is_next else "past" if meeting.is_over else "next"}
    if meeting.status == Meeting.Status.CANCELLED:
        item |= {"state": "next", "text": _("Does not go on.")}
    elif meeting.status == Meeting.Status.DRAFT:
        item["text"] = _("Still a draft.")
    elif meeting.may_view:
        item["text"] = meeting.whereabouts
    return item | ({"url": meeting.get_absolute_url()} if meeting.may_view else {})


def _month(meeting: Meeting) -> str:
    return date_format(meeting.date, "F Y")


@dataclass(frozen=True)
class ShownRow:
    """One meeting on the page of its cycle."""

    meeting: Meeting
    when: str
    people: str
    is_draft: bool
    is_cancelled: bool

    @property
    def lacks_host(self) -> bool:
        """Whether it is to come and nobody hosts it yet."""
        return self.meeting.host_id is None and not self.is_cancelled and not self.meeting.has_begun


def cycle_rows(meetings: QuerySet[Meeting]) -> list[ShownRow]:
    """Return the meetings with how many people said they come; one query."""
    counted = meetings.annotate(coming=Count("attendances", filter=COMING))
    return [_row(meeting) for meeting in counted]


def _row(meeting: Any) -> ShownRow:
    is_draft = meeting.status == Meeting.Status.DRAFT
    is_cancelled = meeting.status == Meeting.Status.CANCELLED
    if is_draft or is_cancelled or not meeting.coming:
        people = ""
    elif meeting.is_over:
        people = ngettext(
            "%(number)s person said they would come", "%(number)s people said they would come", meeting.coming
        )
    else:
        people = ngettext("%(number)s person is coming", "%(number)s people are coming", meeting.coming)
    when = day_time(meeting.local_start, meeting.local_end)
    return ShownRow(meeting, when, people % {"number": meeting.coming} if people else "", is_draft, is_cancelled)
