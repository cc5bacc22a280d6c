"""What a member is told whose calendar sent an answer that could not be taken over."""

from collections.abc import Mapping, Sequence

from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from .batch import OVER, Batch, calendar_attachment, mail_context, thread_of


def prepare_replies(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Say why, and how to answer otherwise; with the meeting as it is now for a calendar that lags behind."""
    batch = Batch(messages)
    return {message.pk: _prepare(batch, message) for message in messages}


def _prepare(batch: Batch, message: Message) -> Mail | Skip:
    meeting = batch.meeting_for(message)
    if isinstance(meeting, Skip):
        return meeting
    reason = message.context["reason"]
    may_answer = meeting.is_planned and not meeting.is_over
    if not may_answer and reason != "closed":
        return OVER
    answer = batch.answer_of(message)
    files = [calendar_attachment(meeting, message, method="REQUEST", answer=answer)] if reason == "moved" else []
    context = mail_context(meeting, message) | {"reason": reason, "may_answer": may_answer}
    return Mail("meetings_reply", context, attachments=files, thread=thread_of(meeting))
