"""Mail to authors and coordinators: a reader uses their outcome."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import words_of
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from .actions.uptake import people_of
from .models import Uptake


def prepare_told(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell that a reader told something, as long as nobody decided about it; three queries. No word of it."""
    rows = Uptake.objects.select_related("outcome__community__programme").defer("outcome__body", "outcome__abstract")
    told = rows.in_bulk({message.context.get("uptake", 0) for message in messages})
    people = people_of({row.outcome for row in told.values()})
    return {message.pk: _told(message, told.get(message.context.get("uptake", 0)), people) for message in messages}


def _told(message: Message, row: Uptake | None, people: Mapping[int, Mapping[int, object]]) -> Mail | Skip:
    if row is None or not row.is_waiting or not row.outcome.is_published:
        return Skip(gettext_noop("decided already"))
    if message.recipient_id not in people.get(row.outcome_id, {}):
        return Skip(gettext_noop("neither an author nor a coordinator any more"))
    facts = {"title": row.outcome.title, "url": absolute_url(row.get_absolute_url())}
    return Mail("casework_uptake_told", facts, words=words_of(row.outcome.community))
