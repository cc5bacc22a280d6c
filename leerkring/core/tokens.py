"""The secret in a link that somebody without a session may follow: 256 bits, only its hash is kept (rule 23)."""

import base64
import hashlib

from django.utils.crypto import salted_hmac


def link_token(salt: str, pk: int, nonce: str) -> str:
    """Return the secret of one link.

    It follows from the portal's key, what the link is for (``salt``), the row and its nonce, so every mail holds the
    same link while neither database nor outbox holds anything that opens it; another nonce makes another link.
    """
    digest = salted_hmac(salt, f"{pk}:{nonce}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_token(token: str) -> str:
    """Return what the database keeps of a secret; also for what is none, such as an address with broken letters."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
