"""What calendars get instead of a session: the address of a feed, and the address to which they send an answer."""

import base64
import re

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from leerkring.core.links import absolute_url
from leerkring.core.tokens import link_token

from .models import CalendarFeed

FEED_SALT = "meetings.feed"


def feed_token(feed: CalendarFeed) -> str:
    """Return the secret in the address of a feed; it follows from its owner and nonce, so it can be shown again."""
    return link_token(FEED_SALT, feed.user_id, feed.nonce)


def feed_url(feed: CalendarFeed) -> str:
    """Return the full address that a calendar asks."""
    return absolute_url(reverse("meetings:feed", kwargs={"token": feed_token(feed)}))


REPLY_SALT = "meetings.reply"
REPLY_TOKEN = re.compile(r"m-(?P<meeting>[0-9]{1,12})-(?P<user>[0-9]{1,12})-(?P<mark>[a-z2-7]{26})")


def reply_token(meeting_pk: int, user_pk: int) -> str:
    """Return the signed part of the address to which one person's calendar answers for one meeting.

    Small letters and digits only, as mail servers may change capitals; short, as the part before the @ may have 64.
    """
    return f"m-{meeting_pk}-{user_pk}-{_reply_mark(meeting_pk, user_pk, settings.SECRET_KEY)}"


def read_reply_token(token: str) -> tuple[int, int] | None:
    """Return meeting and person; None when the token was altered."""
    found = REPLY_TOKEN.fullmatch(token.lower())
    if not found:
        return None
    meeting, user = int(found["meeting"]), int(found["user"])
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    ours = any(constant_time_compare(found["mark"], _reply_mark(meeting, user, key)) for key in keys)
    return (meeting, user) if ours else None


def reply_address(meeting_pk: int, user_pk: int) -> str:
    """Return the address to which one person's calendar answers; empty where the portal receives no mail."""
    name, _at, host = settings.REPLY_ADDRESS.partition("@")
    return f"{name}+{reply_token(meeting_pk, user_pk)}@{host}" if host else ""


def _reply_mark(meeting_pk: int, user_pk: int, key: str) -> str:
    """Return 128 bits that only who knows the key can make, in letters of base32."""
    digest = salted_hmac(REPLY_SALT, f"{meeting_pk}-{user_pk}", secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()
