"""The cycles of a circle on a line of time: all of it for members, the outline for everybody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leerkring.core.templatetags.ui import day_time

from .models import ActionItem, Attendance, Cycle, Meeting, Presence

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
    elif meeting.may_read_summary:
        item["text"] = _("What this meeting was about, for everybody.")
        item["url"] = reverse("meetings:summary_detail", kwargs={"pk": meeting.pk})
    return item | ({"url": meeting.get_absolute_url()} if meeting.may_view else {})


def _month(meeting: Meeting) -> str:
    return date_format(meeting.date, "F Y")


@dataclass(frozen=True)
class ShownRow:
    """One meeting on the page of its cycle."""

    meeting: Meeting
    when: str
    people: str
    # What was agreed there, and where it stands; empty when nothing was.
    actions: str
    actions_url: str
    is_draft: bool
    is_cancelled: bool

    @property
    def lacks_host(self) -> bool:
        """Whether it is to come and nobody hosts it yet."""
        return self.meeting.host_id is None and not self.is_cancelled and not self.meeting.has_begun


def cycle_rows(meetings: QuerySet[Meeting]) -> list[ShownRow]:
    """Return the meetings with how many people come or were there, and what became of its action items; one query."""
    open_ones = ActionItem.objects.filter(status=ActionItem.Status.OPEN)
    counted = meetings.annotate(
        coming=Count("attendances", filter=COMING),
        present=_count(Presence.objects.counted()),
        open_actions=_count(open_ones),
        done_actions=_count(ActionItem.objects.filter(status=ActionItem.Status.DONE)),
    )
    return [_row(meeting) for meeting in counted]


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Return how many of these rows a meeting has: a subquery, so that no join multiplies another."""
    here = rows.filter(meeting=OuterRef("pk")).order_by().values("meeting").annotate(count=Count("pk"))
    return Coalesce(Subquery(here.values("count"), output_field=IntegerField()), Value(0))


def _row(meeting: Any) -> ShownRow:
    is_draft = meeting.status == Meeting.Status.DRAFT
    is_cancelled = meeting.status == Meeting.Status.CANCELLED
    return ShownRow(
        meeting=meeting,
        when=day_time(meeting.local_start, meeting.local_end),
        people="" if is_draft or is_cancelled else _people(meeting),
        actions=_actions(meeting),
        actions_url=reverse("meetings:meeting_actions", kwargs={"pk": meeting.pk}),
        is_draft=is_draft,
        is_cancelled=is_cancelled,
    )


def _people(meeting: Any) -> str:
    """Return who was there once the list is signed; before that, who said they come."""
    if meeting.presence_signed_at and meeting.present:
        words = ngettext("%(number)s person was there", "%(number)s people were there", meeting.present)
        return words % {"number": meeting.present}
    if not meeting.coming:
        return ""
    if meeting.is_over:
        words = ngettext(
            "%(number)s person said they would come", "%(number)s people said they would come", meeting.coming
        )
    else:
        words = ngettext("%(number)s person is coming", "%(number)s people are coming", meeting.coming)
    return words % {"number": meeting.coming}


def _actions(meeting: Any) -> str:
    """Return what became of what was agreed there; nothing where nothing was."""
    numbers = {"open": meeting.open_actions, "done": meeting.done_actions}
    if all(numbers.values()):
        return _("Action items: %(open)s open, %(done)s done") % numbers
    if numbers["open"]:
        return _("Action items: %(open)s open") % numbers
    return _("Action items: %(done)s done") % numbers if numbers["done"] else ""
