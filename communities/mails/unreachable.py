"""Mail to coordinators about somebody whom mail does not reach."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.notifications.bounces import suppressed_among
from leerkring.notifications.kinds import Kind, Mail, Needed, Skip, register_kind
from leerkring.notifications.models import Message

from ..actions.unreachable import KIND
from ..models import Community, Invitation, Membership

RIGHT_AGAIN = Skip(gettext_noop("the address works again"))
LEFT = Skip(gettext_noop("no longer in the circle"))
NO_COORDINATOR = Skip(gettext_noop("no coordinator any more"))


def prepare(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Name who is not reached, unless that is over; four queries for all."""
    rows = Membership.objects.active().select_related("user", "community__programme")
    members = rows.in_bulk({message.context.get("membership", 0) for message in messages})
    sent = Invitation.objects.filter(status=Invitation.Status.SENT).select_related("community__programme")
    invitations = sent.in_bulk({message.context.get("invitation", 0) for message in messages})
    addresses = {row.user.email for row in members.values()} | {row.email for row in invitations.values()}
    silent = suppressed_among(addresses) if addresses else set()
    coordinators = Membership.objects.active().with_role(Membership.Role.COORDINATOR)
    coordinators = coordinators.filter(user__in={message.recipient_id for message in messages})
    coordinate = set(coordinators.values_list("user", "community"))
    return {message.pk: _mail(message, members, invitations, silent, coordinate) for message in messages}


def _mail(
    message: Message,
    members: Mapping[int, Membership],
    invitations: Mapping[int, Invitation],
    silent: set[str],
    coordinate: set[tuple[int, int]],
) -> Mail | Skip:
    member = members.get(message.context.get("membership", 0))
    invitation = invitations.get(message.context.get("invitation", 0))
    row = member or invitation
    if row is None:
        return LEFT
    if (message.recipient_id, row.community_id) not in coordinate:
        return NO_COORDINATOR
    address = member.user.email if member else invitation.email if invitation else ""
    if address not in silent:
        return RIGHT_AGAIN
    name = member.user.full_name if member else address
    return Mail("communities_unreachable", _facts(row.community, name, message, is_invited=member is None))


def _facts(community: Community, name: str, message: Message, *, is_invited: bool) -> dict[str, object]:
    page = "communities:invitation_list" if is_invited else "communities:member_list"
    return {
        "community": community,
        "name": name,
        "is_invited": is_invited,
        "is_complaint": message.context.get("cause") == "complaint",
        "url": absolute_url(reverse(page, kwargs={"slug": community.slug})),
    }


def register() -> None:
    """Register this mail."""
    label = _("Mail to somebody in your circle does not arrive")
    register_kind(Kind(KIND, label, prepare=prepare, needed=Needed.REACH))
