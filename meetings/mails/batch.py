"""What the mails about meetings have in common, read for a whole batch at once."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_noop

from communities.models import Membership
from leerkring.core.links import absolute_url
from leerkring.notifications.kinds import Attachment, Skip
from leerkring.notifications.models import Message

from ..audience import CANCELLED, LEFT
from ..exports.meeting import calendar_file
from ..models import Attendance, Meeting
from ..tokens import answer_url

__all__ = ["CANCELLED", "GONE", "LEFT", "OVER", "Batch", "calendar_attachment", "mail_context", "thread_of"]

GONE = Skip(gettext_noop("the meeting was removed"))
OVER = Skip(gettext_noop("the meeting has begun"))


class Batch:
    """The meetings of some messages, who is still a member, and who answered what; three queries."""

    def __init__(self, messages: Sequence[Message]) -> None:
        pks = {message.context.get("meeting") for message in messages} - {None}
        users = {message.recipient_id for message in messages}
        rows = Meeting.objects.filter(pk__in=pks).select_related("cycle__community__programme", "host", "municipality")
        self.meetings: dict[int, Meeting] = {row.pk: row for row in rows}
        circles = {row.cycle.community_id for row in self.meetings.values()}
        members = Membership.objects.active().filter(community__in=circles, user__in=users, user__is_active=True)
        self.members = set(members.values_list("community", "user"))
        attendances = Attendance.objects.filter(meeting__in=self.meetings, user__in=users)
        attendances = attendances.select_related("answered_by")
        self.attendances = {(row.meeting_id, row.user_id): row for row in attendances}

    def meeting_for(self, message: Message) -> Meeting | Skip:
        """Return the meeting, or why this person is told nothing about it."""
        meeting = self.meetings.get(message.context.get("meeting", 0))
        if meeting is None:
            return GONE
        if (meeting.cycle.community_id, message.recipient_id) not in self.members:
            return LEFT
        return meeting

    def answer_of(self, message: Message) -> str:
        """Return what this person answered; empty when nothing yet."""
        attendance = self.attendances.get((message.context["meeting"], message.recipient_id or 0))
        return attendance.answer if attendance else ""

    def waits(self, message: Message) -> bool:
        """Return whether this person is on the waiting list."""
        attendance = self.attendances.get((message.context["meeting"], message.recipient_id or 0))
        return bool(attendance and attendance.waits)


def mail_context(meeting: Meeting, message: Message) -> dict[str, Any]:
    """Return what every mail about a meeting shows, in the time of the place."""
    person = message.recipient
    return {
        "meeting": meeting,
        "community": meeting.cycle.community,
        "start": meeting.local_start,
        "end": meeting.local_end,
        "url": absolute_url(meeting.get_absolute_url()),
        # Said only to somebody who lives by another clock.
        "clock_city": meeting.zone_city if person and person.time_zone != meeting.time_zone else "",
        "yes_url": answer_url(meeting.pk, message.recipient_id or 0, "yes"),
        "maybe_url": answer_url(meeting.pk, message.recipient_id or 0, "maybe"),
        "no_url": answer_url(meeting.pk, message.recipient_id or 0, "no"),
    }


def calendar_attachment(meeting: Meeting, message: Message, *, method: str, answer: str) -> Attachment:
    """Return the calendar file for this person."""
    content = calendar_file(meeting, method=method, person=message.recipient, answer=answer)
    return Attachment("bijeenkomst.ics", content, f"text/calendar; method={method}; charset=utf-8")


def thread_of(meeting: Meeting) -> str:
    """Return the name of the thread in which all mails about one meeting stand."""
    return f"meeting-{meeting.uid}"


def is_near(meeting: Meeting, day: date | None = None) -> bool:
    """Return whether it, or another day, is today or tomorrow at its place: then what changes can't wait a night."""
    today = timezone.localdate(timezone=ZoneInfo(meeting.time_zone))
    return (day or meeting.date) <= today + timedelta(days=1)
