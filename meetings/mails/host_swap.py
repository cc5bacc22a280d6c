"""What hosts are told when they change turns."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_noop

from communities.models import Membership
from leerkring.core.links import absolute_url
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..models import HostSwap
from .batch import LEFT

GONE = Skip(gettext_noop("the offer was removed"))
ANSWERED = Skip(gettext_noop("answered in the meantime"))


def prepare_offers(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Ask the other host, while the offer waits."""
    swaps = _Swaps(messages)
    return {message.pk: _prepare(swaps, message, "meetings_swap_offered", is_offer=True) for message in messages}


def prepare_answers(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell what became of an offer."""
    swaps = _Swaps(messages)
    return {message.pk: _prepare(swaps, message, "meetings_swap_answered", is_offer=False) for message in messages}


class _Swaps:
    """The offers of some messages, and who is still a member; two queries."""

    def __init__(self, messages: Sequence[Message]) -> None:
        asked = {message.context.get("swap") for message in messages} - {None}
        rows = HostSwap.objects.select_related(
            "meeting__cycle__community__programme", "other", "host", "other_host", "answered_by", "offered_by"
        )
        self.rows: dict[int, HostSwap] = rows.in_bulk(asked)
        circles = {row.meeting.cycle.community_id for row in self.rows.values()}
        people = {message.recipient_id for message in messages}
        members = Membership.objects.active().filter(community__in=circles, user__in=people, user__is_active=True)
        self.members = set(members.values_list("community", "user"))


def _prepare(swaps: _Swaps, message: Message, template: str, *, is_offer: bool) -> Mail | Skip:
    swap = swaps.rows.get(message.context.get("swap", 0))
    if swap is None:
        return GONE
    if (swap.meeting.cycle.community_id, message.recipient_id) not in swaps.members:
        return LEFT
    if is_offer and not swap.is_open:
        return ANSWERED
    context = {
        "swap": swap,
        "community": swap.meeting.cycle.community,
        "mine": swap.meeting.local_start,
        "theirs": swap.other.local_start,
        "url": absolute_url(swap.get_absolute_url()),
    }
    return Mail(template, context)
