"""The confirmation of an answer and of a place that came free, with a calendar file."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop

from leerkring.core.clock import moment
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..models import Attendance, Meeting
from .batch import CANCELLED, OVER, Batch, calendar_attachment, mail_context, thread_of

NEWER = Skip(gettext_noop("answered otherwise since"))


def prepare_answers(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Confirm the latest answer only."""
    batch = Batch(messages)
    return {message.pk: _prepare(batch, message) for message in messages}


def _prepare(batch: Batch, message: Message) -> Mail | Skip:
    found = _latest(batch, message)
    if isinstance(found, Skip):
        return found
    meeting, attendance = found
    # Who never said yes has nothing in the calendar that a "no" should change; who waits has no place to note.
    in_calendar = not attendance.waits and (attendance.answer != Attendance.Answer.NO or attendance.revision > 1)
    context = {"answer": attendance.answer, "is_waiting": attendance.waits, "in_calendar": in_calendar}
    context["answered_by"] = _coordinator(attendance)
    context["details"] = ", ".join(attendance.details(meeting))
    return _mail("meetings_answer", meeting, message, context)


def prepare_places(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell who waited that there is a place for them, while they still have it and can use it."""
    batch = Batch(messages)
    return {message.pk: _prepare_place(batch, message) for message in messages}


def _prepare_place(batch: Batch, message: Message) -> Mail | Skip:
    found = _latest(batch, message)
    if isinstance(found, Skip):
        return found
    meeting, attendance = found
    if meeting.starts_at <= moment():
        return OVER
    return _mail("meetings_place", meeting, message, {"answer": attendance.answer, "in_calendar": True})


def _latest(batch: Batch, message: Message) -> tuple[Meeting, Attendance] | Skip:
    """Return the meeting and the answer that this message is about; why not when it is not the latest any more."""
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
    return meeting, attendance


def _mail(template: str, meeting: Meeting, message: Message, context: dict[str, Any]) -> Mail:
    file = calendar_attachment(meeting, message, method="REQUEST", answer=context["answer"])
    files = [file] if context["in_calendar"] else []
    return Mail(template, mail_context(meeting, message) | context, attachments=files, thread=thread_of(meeting))


def _coordinator(attendance: Attendance) -> str:
    """Return the name of who answered for them; empty when they did it themselves."""
    return attendance.answered_by.full_name if attendance.answered_by else ""
