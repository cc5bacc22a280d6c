"""A published programme was changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..models import Meeting, ProgrammeChange, ProgrammeItem
from ..programme_facts import differences, facts_of_items
from .batch import CANCELLED, OVER, Batch, mail_context, thread_of
from .change import CHANGED_BACK, FOLDED, is_folded


class Programmes:
    """The programmes of some meetings as they are now, and what changed in them; two queries."""

    def __init__(self, meetings: Iterable[int]) -> None:
        known = list(meetings)
        self.made: dict[int, dict[int, ProgrammeChange]] = {pk: {} for pk in known}
        for change in ProgrammeChange.objects.filter(meeting__in=known):
            self.made[change.meeting_id][change.version] = change
        self.items: dict[int, list[ProgrammeItem]] = {pk: [] for pk in known}
        for item in ProgrammeItem.objects.filter(meeting__in=known):
            self.items[item.meeting_id].append(item)

    def changes(self, meeting: Meeting, version: int) -> list[Any] | Skip:
        """Return what differs from before the first of the changes that this mail is about, as it stands now."""
        known = self.made[meeting.pk]
        change = known.get(version)
        if change is None or is_folded(change, known):
            return FOLDED
        before = known[change.first_version].before
        return differences(meeting, before, facts_of_items(self.items[meeting.pk])) or CHANGED_BACK


def prepare_programme_changes(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell members what became different in a programme they could see: titles, times and parties, no more."""
    batch = Batch(messages)
    programmes = Programmes(batch.meetings)
    return {message.pk: _prepare(batch, programmes, message) for message in messages}


def _prepare(batch: Batch, programmes: Programmes, message: Message) -> Mail | Skip:
    meeting = batch.meeting_for(message)
    if isinstance(meeting, Skip):
        return meeting
    if not meeting.is_planned:
        return CANCELLED
    if meeting.is_over:
        return OVER
    changes = programmes.changes(meeting, message.context["version"])
    if isinstance(changes, Skip):
        return changes
    context = mail_context(meeting, message) | {"changes": changes}
    return Mail("meetings_programme_changed", context, thread=thread_of(meeting))
