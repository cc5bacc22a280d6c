"""The secret in the link of an invitation (rule 23): 256 bits, only its hash in the database."""

import base64
import hashlib

from django.utils.crypto import salted_hmac

from .models import Invitation

SALT = "communities.invitation"


def invitation_token(invitation: Invitation) -> str:
    """Return the secret of this sending of the invitation.

    It follows from the portal's key, the invitation and its nonce, so a mail that is tried again holds the same link
    while neither database nor outbox holds anything that opens it.
    """
    digest = salted_hmac(SALT, f"{invitation.pk}:{invitation.nonce}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_token(token: str) -> str:
    """Return what the database keeps of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()
