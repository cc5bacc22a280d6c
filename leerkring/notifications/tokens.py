"""The link that stops mail without signing in: signed, for one person and one kind or circle, expiring."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

SALT = "leerkring.notifications.unsubscribe"
# Mail is kept and read again; a year and a half is longer than a cycle and its holidays.
MAX_AGE = timedelta(days=550)


@dataclass(frozen=True)
class Subscription:
    """One kind of mail to one person; or all that can be missed of one circle, when ``scope`` is its number."""

    user_id: int
    kind: str = ""
    scope: int = 0


def make_token(subscription: Subscription) -> str:
    """Return the token for the link in a mail."""
    return signing.dumps([subscription.user_id, subscription.kind, subscription.scope], salt=SALT)


def read_token(token: str) -> Subscription | None:
    """Return what the token is for; None when it was altered or is too old."""
    try:
        # Links of before there were circles in them have two parts.
        return Subscription(*signing.loads(token, salt=SALT, max_age=MAX_AGE))
    except (signing.BadSignature, ValueError, TypeError):
        return None
