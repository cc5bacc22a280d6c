"""A reminder before a meeting."""

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext_noop

from communities.models import Community
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..models import Attendance
from .batch import CANCELLED, OVER, Batch, mail_context, thread_of

MOVED = Skip(gettext_noop("the meeting moved"))
ABSENT = Skip(gettext_noop("answered not to come"))
WAITING = Skip(gettext_noop("on the waiting list"))
CLOSED = Skip(gettext_noop("the circle is closed"))


def prepare_reminders(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Remind of a meeting that still starts when the key says, of whoever may still come."""
    batch = Batch(messages)
    return {message.pk: _prepare(batch, message) for message in messages}


def _prepare(batch: Batch, message: Message) -> Mail | Skip:
    meeting = batch.meeting_for(message)
    if isinstance(meeting, Skip):
        return meeting
    if not meeting.is_planned:
        return CANCELLED
    if meeting.starts_at.isoformat() != message.context["starts_at"]:
        return MOVED
    if meeting.starts_at <= timezone.now():
        return OVER
    if meeting.cycle.community.status != Community.Status.ACTIVE:
        return CLOSED
    answer = batch.answer_of(message)
    if answer == Attendance.Answer.NO:
        return ABSENT
    if batch.waits(message):
        return WAITING
    context = mail_context(meeting, message) | {"answer": answer, "rule": message.context["rule"]}
    return Mail("meetings_reminder", context, thread=thread_of(meeting))
