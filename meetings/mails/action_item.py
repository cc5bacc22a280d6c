"""What owners of action items are told: that something was put in their name, and that its day comes or has passed.

What was assigned within two minutes of one another, or is due on the same morning, stands in one mail: the last such
message speaks for all, the others give way to it. What it is about they read on the page, not in the mail.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop

from communities.models import Community, Membership
from leerkring.core.links import absolute_url
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..models import ActionItem
from .batch import LEFT

GONE = Skip(gettext_noop("the action item is closed, moved or somebody else's"))
FOLDED = Skip(gettext_noop("in one mail with a later one"))
CLOSED = Skip(gettext_noop("the circle is closed"))
# How far back the first message of a chain can be.
LONGEST_CHAIN = timedelta(hours=6)

Answer = Mail | Skip
Holds = Callable[[ActionItem, Message], bool]


def prepare_assigned(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell that action items were put in somebody's name, as far as they still are."""
    return _each(messages, "meetings_action", lambda item, message: True)


def prepare_reminders(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Remind of action items that are still open and due on the day that the key says."""
    return _each(messages, "meetings_action_reminder", _is_due_as_said)


def _is_due_as_said(item: ActionItem, message: Message) -> bool:
    return item.due_on is not None and item.due_on.isoformat() == message.context["due_on"]


def _each(messages: Sequence[Message], template: str, holds: Holds) -> Mapping[int, Answer]:
    batch = _Batch(messages)
    return {message.pk: _prepare(batch, message, template, holds) for message in messages}


def _prepare(batch: "_Batch", message: Message, template: str, holds: Holds) -> Answer:
    chain = batch.chains[message.pk]
    if chain[-1].pk != message.pk:
        return FOLDED
    told = {each.context["item"]: batch.items.get(each.context["item"]) for each in chain if batch.holds(each, holds)}
    items = [item for item in told.values() if item is not None]
    if not items:
        return GONE
    community = items[0].community
    if community.status != Community.Status.ACTIVE:
        return CLOSED
    if (community.pk, message.recipient_id) not in batch.members:
        return LEFT
    url = absolute_url(reverse("meetings:action_item_list", kwargs={"slug": community.slug})) + "?van=mij"
    days = sorted({item.due_on for item in items if item.due_on})
    return Mail(template, {"community": community, "count": len(items), "days": days, "url": url})


class _Batch:
    """The messages that belong together, their action items, and who is still a member; three queries."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.chains = _chains(messages)
        around = [message for chain in self.chains.values() for message in chain]
        rows = ActionItem.objects.select_related("community__programme")
        self.items: dict[int, ActionItem] = rows.in_bulk({message.context["item"] for message in around})
        circles = {message.context["community"] for message in messages}
        people = {message.recipient_id for message in messages}
        members = Membership.objects.active().filter(community__in=circles, user__in=people, user__is_active=True)
        self.members = set(members.values_list("community", "user"))

    def holds(self, message: Message, holds: Holds) -> bool:
        """Return whether what a message tells is still so."""
        item = self.items.get(message.context["item"])
        return item is not None and item.is_open and item.owner_id == message.recipient_id and holds(item, message)


def _chains(messages: Sequence[Message]) -> dict[int, list[Message]]:
    """Return per message those of its kind, person and circle that came within two minutes of one another."""
    since = min(message.send_after for message in messages) - LONGEST_CHAIN
    people = {message.recipient_id for message in messages}
    kind = messages[0].kind
    rows = Message.objects.filter(kind=kind, recipient__in=people, send_after__gte=since)
    # What went out on its own is not told a second time.
    rows = rows.exclude(state=Message.State.SENT)
    # Contents that were erased speak of nothing any more.
    known = sorted((row for row in rows if "item" in row.context), key=_whose)
    chains: dict[int, list[Message]] = {}
    for _owner, together in groupby(known, key=lambda row: _whose(row)[:2]):
        for chain in _split(together):
            chains |= dict.fromkeys([row.pk for row in chain], chain)
    return chains


def _whose(message: Message) -> tuple[Any, ...]:
    return message.recipient_id, message.context["community"], message.send_after, message.pk


def _split(messages: Iterable[Message]) -> list[list[Message]]:
    chains: list[list[Message]] = []
    for message in messages:
        if chains and message.send_after - chains[-1][-1].send_after < ActionItem.FOLD:
            chains[-1].append(message)
        else:
            chains.append([message])
    return chains
