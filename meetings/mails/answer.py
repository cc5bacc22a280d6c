"""The confirmation of an answer, with a calendar file."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_noop

from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..models import Attendance
from .batch import CANCELLED, OVER, Batch, calendar_attachment, mail_context, thread_of

NEWER = Skip(gettext_noop("answered otherwise since"))


def prepare_answers(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Confirm the latest answer only."""
    batch = Batch(messages)
    return {message.pk: _prepare(batch, message) for message in messages}


def _prepare(batch: Batch, message: Message) -> Mail | Skip:
    meeting = batch.meeting_for(message)
    if isinstance(meeting, Skip):
        return meeting
    if not meeting.is_planned:
        return CANCELLED
    if meeting.is_over:
        return OVER
    attendance = batch.attendances.get((meeting.pk, message.recipient_id or 0))
    if attendance is None or attendance.revision != message.context["revision"]:
        return NEWER
    # Who never said yes has nothing in the calendar that a "no" should change.
    in_calendar = attendance.answer != Attendance.Answer.NO or attendance.revision > 1
    file = calendar_attachment(meeting, message, method="REQUEST", answer=attendance.answer)
    return Mail(
        "meetings_answer",
        mail_context(meeting, message)
        | {"answer": attendance.answer, "in_calendar": in_calendar, "answered_by": _coordinator(attendance)},
        attachments=[file] if in_calendar else [],
        thread=thread_of(meeting),
    )


def _coordinator(attendance: Attendance) -> str:
    """Return the name of who answered for them; empty when they did it themselves."""
    return attendance.answered_by.full_name if attendance.answered_by else ""
