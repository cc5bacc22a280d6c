"""Mail about coming in under another address than the one that was asked."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_noop

from leerkring.accounts.models import User
from leerkring.core.links import absolute_url
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..models import Community, Invitation, Membership


def _invitations(messages: Sequence[Message]) -> dict[int, Invitation]:
    asked = {message.context.get("invitation") for message in messages} - {None}
    return Invitation.objects.select_related("community__programme").in_bulk(asked)


def prepare_claims(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell coordinators that somebody asks to come in; three queries for any number."""
    rows = _invitations(messages)
    people = User.objects.in_bulk({message.context.get("by") for message in messages} - {None})
    circles = {row.community_id for row in rows.values()}
    coordinating = Membership.objects.active().with_role(Membership.Role.COORDINATOR).filter(community__in=circles)
    coordinators = set(coordinating.values_list("community", "user"))
    return {message.pk: _claim(message, rows, people, coordinators) for message in messages}


def _claim(
    message: Message, rows: Mapping[int, Invitation], people: Mapping[int, User], coordinators: set[tuple[int, int]]
) -> Mail | Skip:
    invitation = rows.get(message.context.get("invitation", 0))
    claimant = people.get(message.context.get("by", 0))
    if invitation is None or claimant is None or invitation.claimed_by_id != claimant.pk:
        return Skip(gettext_noop("nobody asks any more"))
    if not invitation.is_sent or invitation.community.status != Community.Status.ACTIVE:
        return Skip(gettext_noop("invitation answered, or circle not running"))
    if (invitation.community_id, message.recipient_id) not in coordinators:
        return Skip(gettext_noop("no coordinator any more"))
    path = reverse("communities:invitation_list", kwargs={"slug": invitation.community.slug})
    return Mail(
        template="communities_invitation_claimed",
        context={
            "community": invitation.community,
            "claimant": claimant,
            "asked": invitation.email,
            "url": absolute_url(path),
        },
    )


def prepare_claim_answers(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell who asked what the coordinator said; one query for any number."""
    rows = _invitations(messages)
    return {message.pk: _claim_answer(message, rows) for message in messages}


def _claim_answer(message: Message, rows: Mapping[int, Invitation]) -> Mail | Skip:
    invitation, agreed = rows.get(message.context.get("invitation", 0)), bool(message.context.get("agreed"))
    if invitation is None:
        return Skip(gettext_noop("invitation gone"))
    if agreed and invitation.accepted_by_id != message.recipient_id:
        return Skip(gettext_noop("not in the circle under this invitation"))
    community = invitation.community
    url = absolute_url(community.get_absolute_url())
    return Mail(
        template="communities_invitation_claim_answered",
        context={
            "community": community,
            "agreed": agreed,
            "ended": bool(message.context.get("ended")),
            "asked": invitation.email,
            "url": url,
        },
    )
