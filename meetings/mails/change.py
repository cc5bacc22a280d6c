"""A meeting was changed, or is cancelled."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext_noop

from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..facts import MOMENT, Difference, differences, facts_of
from ..models import Attendance, Meeting, MeetingChange, ProgrammeChange
from .batch import CANCELLED, OVER, Batch, calendar_attachment, is_near, mail_context, thread_of

# What follows quickly is told in one mail, of a meeting as of its programme.
Change = TypeVar("Change", MeetingChange, ProgrammeChange)

FOLDED = Skip(gettext_noop("a later change tells this too"))
CHANGED_BACK = Skip(gettext_noop("everything is as it was"))
GOES_ON = Skip(gettext_noop("the meeting is not cancelled"))


def prepare_changes(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell what differs from before the first of the changes that this mail is about, as it stands now."""
    batch = Batch(messages)
    made: dict[int, dict[int, MeetingChange]] = {pk: {} for pk in batch.meetings}
    for change in MeetingChange.objects.filter(meeting__in=batch.meetings):
        made[change.meeting_id][change.version] = change
    return {message.pk: _prepare(batch, made, message) for message in messages}


def _prepare(batch: Batch, made: Mapping[int, Mapping[int, MeetingChange]], message: Message) -> Mail | Skip:
    meeting = batch.meeting_for(message)
    if isinstance(meeting, Skip):
        return meeting
    if not meeting.is_planned:
        return CANCELLED
    if meeting.is_over:
        return OVER
    known = made[meeting.pk]
    change = known.get(message.context["version"])
    if change is None or is_folded(change, known):
        return FOLDED
    changes = differences(known[change.first_version].before, facts_of(meeting))
    return _mail(batch, meeting, message, changes) if changes else CHANGED_BACK


def is_folded(change: Change, known: Mapping[int, Change]) -> bool:
    """Return whether a later change of the same two minutes speaks for this one."""
    return any(
        other.first_version == change.first_version and other.version > change.version for other in known.values()
    )


def _mail(batch: Batch, meeting: Meeting, message: Message, changes: Sequence[Difference]) -> Mail:
    answer = batch.answer_of(message)
    context = mail_context(meeting, message) | {
        "answer": answer,
        "is_waiting": batch.waits(message),
        "is_moved": any(change.name in MOMENT for change in changes),
        "changes": changes,
    }
    # A calendar holds what somebody may come to.
    is_left_out = answer == Attendance.Answer.NO or batch.waits(message)
    files = [] if is_left_out else [calendar_attachment(meeting, message, method="REQUEST", answer=answer)]
    return Mail(
        "meetings_changed", context, attachments=files, thread=thread_of(meeting), urgent=_is_urgent(meeting, changes)
    )


def _is_urgent(meeting: Meeting, changes: Sequence[Difference]) -> bool:
    """Return whether somebody could travel in vain today or tomorrow: it moves there, away from there, or within."""
    if not any(change.name in MOMENT for change in changes):
        return False
    days = [change.before.value for change in changes if change.name == "date"]
    return is_near(meeting) or any(day and is_near(meeting, date.fromisoformat(str(day))) for day in days)


def prepare_cancellations(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell that a meeting is off, and take it out of calendars."""
    batch = Batch(messages)
    return {message.pk: _prepare_cancellation(batch, message) for message in messages}


def _prepare_cancellation(batch: Batch, message: Message) -> Mail | Skip:
    meeting = batch.meeting_for(message)
    if isinstance(meeting, Skip):
        return meeting
    if meeting.status != Meeting.Status.CANCELLED:
        return GOES_ON
    if meeting.is_over:
        return OVER
    file = calendar_attachment(meeting, message, method="CANCEL", answer=batch.answer_of(message))
    context, thread = mail_context(meeting, message), thread_of(meeting)
    return Mail("meetings_cancelled", context, attachments=[file], thread=thread, urgent=is_near(meeting))
