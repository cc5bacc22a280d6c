"""The secret in the link of an invitation (rule 23): 256 bits, only its hash in the database."""

import base64
import hashlib

from django.utils.crypto import salted_hmac

from .models import Invitation, JoinLink, TeamInvitation

SALT = "communities.invitation"
TEAM_SALT = "communities.team_invitation"
JOIN_SALT = "communities.join_link"


def invitation_token(invitation: Invitation) -> str:
    """Return the secret of this sending of the invitation.

    It follows from the portal's key, the invitation and its nonce, so a mail that is tried again holds the same link
    while neither database nor outbox holds anything that opens it.
    """
    return _secret(SALT, invitation.pk, invitation.nonce)


def team_token(invitation: TeamInvitation) -> str:
    """Return the secret of this sending of an invitation into a team; made in the same way."""
    return _secret(TEAM_SALT, invitation.pk, invitation.nonce)


def join_link_token(link: JoinLink) -> str:
    """Return the secret of an open link; it follows from circle and nonce, so that the code can be shown once more."""
    return _secret(JOIN_SALT, link.community_id, link.nonce)


def _secret(salt: str, pk: int, nonce: str) -> str:
    digest = salted_hmac(salt, f"{pk}:{nonce}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_token(token: str) -> str:
    """Return what the database keeps of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()
