"""A meeting among the others of its cycle, in an agenda, and beside what was typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from leerkring.core.templatetags.ui import day_time, short_day

from ..actions.meeting import OPTIONAL, MeetingPlan, members_of
from ..facts import FACILITATOR, Difference, Fact, differences, facts_of
from ..models import Attendance, Meeting


def stepper(meetings: Iterable[Meeting], current: Meeting | None = None) -> list[dict[str, Any]]:
    """Return the meetings of a cycle as steps; without a current one the page is about them all."""
    here = current.pk if current else None
    return [
        {
            "title": str(meeting),
            "state": "current" if meeting.pk == here else "done" if meeting.is_over else "todo",
            "url": "" if meeting.pk == here else meeting.get_absolute_url(),
            "note": _("cancelled") if meeting.status == Meeting.Status.CANCELLED else short_day(meeting.date),
        }
        for meeting in meetings
    ]


@dataclass(frozen=True)
class ShownMeeting:
    """A meeting in an agenda."""

    meeting: Meeting
    url: str
    title: str
    when: str
    where: str
    circle: str
    badge: datetime
    answer: str
    answer_words: str
    is_cancelled: bool
    is_draft: bool
    is_past: bool


def agenda_rows(meetings: Sequence[Meeting], user: Any) -> list[ShownMeeting]:
    """Return the meetings with this person's answers; one query."""
    own = Attendance.objects.filter(meeting__in=[meeting.pk for meeting in meetings], user=user)
    answers = {row.meeting_id: row for row in own}
    return [_agenda_row(meeting, answers.get(meeting.pk)) for meeting in meetings]


def _agenda_row(meeting: Meeting, attendance: Attendance | None) -> ShownMeeting:
    return ShownMeeting(
        meeting=meeting,
        url=meeting.get_absolute_url(),
        title=str(meeting),
        when=day_time(meeting.local_start, meeting.local_end),
        where=meeting.whereabouts,
        circle=meeting.cycle.community.name,
        badge=meeting.local_start,
        answer="" if attendance is None else "waiting" if attendance.waits else attendance.answer,
        answer_words=_answer_words(attendance, is_past=meeting.is_over) if attendance else "",
        is_cancelled=meeting.status == Meeting.Status.CANCELLED,
        is_draft=meeting.status == Meeting.Status.DRAFT,
        is_past=meeting.is_over,
    )


def _answer_words(attendance: Attendance, *, is_past: bool) -> str:
    """What was answered; of a meeting that is over, so that it does not read as a plan."""
    if not is_past:
        return attendance.words
    if attendance.answer == Attendance.Answer.YES and not attendance.waits:
        return _("signed up")
    return _("not signed up")


def conflicts(meeting: Meeting, plan: MeetingPlan) -> list[Difference]:
    """Return in what a plan differs from the meeting as it stands."""
    typed = Meeting(time_zone=meeting.time_zone)
    for name in ["date", "start_time", "end_time", "theme", "place", "address", "travel", *OPTIONAL]:
        value = getattr(plan, name)
        setattr(typed, name, getattr(meeting, name) if value is None else value)
    theirs = facts_of(typed) | {"host": plan.host, "municipality": plan.municipality or ""}
    return differences(facts_of(meeting), theirs) + _other_facilitator(meeting, plan)


def _other_facilitator(meeting: Meeting, plan: MeetingPlan) -> list[Difference]:
    """Return that another person was chosen to lead it, by name."""
    if plan.facilitator in (None, str(meeting.facilitator_id or "")):
        return []
    names = {str(person.pk): person.full_name for person in members_of(meeting.cycle.community)}
    now = meeting.facilitator.full_name if meeting.facilitator else ""
    typed = names.get(plan.facilitator or "", "")
    return [Difference("facilitator", FACILITATOR, Fact("facilitator", now), Fact("facilitator", typed))]
