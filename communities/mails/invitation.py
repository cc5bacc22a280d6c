"""Mail about circles, made just before it is sent."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.core.tokens import hash_token
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..models import Community, Invitation
from ..tokens import invitation_token


def prepare_invitations(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Return a mail for each invitation that still stands; one query for all."""
    return _prepare(messages, "communities_invitation")


def prepare_reminders(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Return a reminder for each invitation that nobody answered yet, with the same link; one query for all."""
    return _prepare(messages, "communities_invitation_reminder")


def _prepare(messages: Sequence[Message], template: str) -> dict[int, Mail | Skip]:
    asked = {message.context.get("invitation") for message in messages}
    rows = Invitation.objects.select_related("community__programme", "invited_by").in_bulk(asked - {None})
    return {
        message.pk: _invitation(rows.get(message.context.get("invitation")), message, template) for message in messages
    }


def _invitation(invitation: Invitation | None, message: Message, template: str) -> Mail | Skip:
    if invitation is None or not invitation.is_sent:
        return Skip(gettext_noop("invitation answered or withdrawn"))
    if invitation.nonce != message.context.get("nonce"):
        return Skip(gettext_noop("a newer invitation was sent"))
    if invitation.is_expired:
        return Skip(gettext_noop("invitation expired"))
    if invitation.community.status != Community.Status.ACTIVE:
        return Skip(gettext_noop("circle not running"))
    token = invitation_token(invitation)
    if hash_token(token) != invitation.token_hash:
        # The portal's key was replaced in between; a link that opens nothing would only disappoint.
        return Skip(gettext_noop("link made with another key"))
    return Mail(template=template, context=_invitation_context(invitation, token))


def _invitation_context(invitation: Invitation, token: str) -> dict[str, object]:
    inviter = invitation.invited_by
    return {
        "community": invitation.community,
        "inviter": inviter.full_name if inviter else "",
        "name": invitation.given_name,
        # Its role is read in the template, in the language of the reader.
        "invitation": invitation,
        "expires_at": invitation.expires_at,
        "url": absolute_url(reverse("communities:invitation_answer", kwargs={"token": token})),
        "decline_url": absolute_url(reverse("communities:invitation_decline", kwargs={"token": token})),
    }
