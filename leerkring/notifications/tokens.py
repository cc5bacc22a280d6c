"""The link that stops one kind of mail without signing in: signed, for one person and one kind, expiring."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

SALT = "leerkring.notifications.unsubscribe"
# Mail is kept and read again; a year and a half is longer than a cycle and its holidays.
MAX_AGE = timedelta(days=550)


@dataclass(frozen=True)
class Subscription:
    """One kind of mail to one person."""

    user_id: int
    kind: str


def make_token(subscription: Subscription) -> str:
    """Return the token for the link in a mail."""
    return signing.dumps([subscription.user_id, subscription.kind], salt=SALT)


def read_token(token: str) -> Subscription | None:
    """Return what the token is for; None when it was altered or is too old."""
    try:
        user_id, kind = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Subscription(user_id, kind)
