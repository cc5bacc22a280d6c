"""Mail about the team of a programme, made just before it is sent."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.core.tokens import hash_token
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..models import TeamInvitation
from ..tokens import team_token


def prepare_team_invitations(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Return a mail for each invitation that still stands; one query for all."""
    asked = {message.context.get("invitation") for message in messages}
    rows = TeamInvitation.objects.select_related("programme", "theme", "invited_by").in_bulk(asked - {None})
    return {message.pk: _invitation(rows.get(message.context.get("invitation")), message) for message in messages}


def _invitation(invitation: TeamInvitation | None, message: Message) -> Mail | Skip:
    if invitation is None or invitation.status != TeamInvitation.Status.SENT:
        return Skip(gettext_noop("invitation answered or withdrawn"))
    if invitation.nonce != message.context.get("nonce"):
        return Skip(gettext_noop("a newer invitation was sent"))
    if invitation.is_expired:
        return Skip(gettext_noop("invitation expired"))
    token = team_token(invitation)
    if hash_token(token) != invitation.token_hash:
        # The portal's key was replaced in between; a link that opens nothing would only disappoint.
        return Skip(gettext_noop("link made with another key"))
    inviter = invitation.invited_by
    context = {
        "programme": invitation.programme,
        "invitation": invitation,
        "inviter": inviter.full_name if inviter else "",
        "expires_at": invitation.expires_at,
        "url": absolute_url(reverse("communities:team_answer", kwargs={"token": token})),
        "decline_url": absolute_url(reverse("communities:team_decline", kwargs={"token": token})),
    }
    return Mail(template="communities_team_invitation", context=context)
