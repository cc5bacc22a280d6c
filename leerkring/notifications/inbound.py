"""Mail that comes in: found by the signed part of the address it was sent to, never by who says to have sent it.

``REPLY_ADDRESS`` is antwoord@…; mail to antwoord+TOKEN@… is for whichever app knows the first part of TOKEN. Apps
register a receiver in ``AppConfig.ready()``. Two roads bring mail: the page at which a mail service hands it in, and
the mailbox that is looked into each minute; both end in ``receive``. Nothing of a mail is kept or logged here.

The path not taken: django-anymail's inbound views. They are one per mail service, each with a secret of its own; the
services that have one can also post the mail as it came, and that is all we need.
"""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from django.conf import settings

logger = logging.getLogger(__name__)

# Answers of calendars take some kilobytes; a picture in a signature some hundreds.
MOST_BYTES = 1024 * 1024
# Where mail servers write for whom a mail was. The last word is that of who delivered it to us.
ADDRESSED = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To", "To", "Cc")
# More addresses than a mail to one person has.
MOST_ADDRESSES = 20

Receiver = Callable[[str, Message], str]
_receivers: dict[str, Receiver] = {}


@dataclass(frozen=True)
class Handled:
    """What became of a mail, in a word for the log."""

    outcome: str


def register_receiver(prefix: str, receiver: Receiver) -> None:
    """Add a receiver of mail to ``prefix-…``: a function from token and mail to what became of it, in one word."""
    if prefix in _receivers:
        raise LookupError(f"Mail to {prefix} is received twice.")
    _receivers[prefix] = receiver


def receive(raw: bytes, *, addressed: Iterable[str] = ()) -> Handled:
    """Hand a mail to whom it is for; ``addressed`` is what the road it came by knows of that beside its headers.

    Whatever is in it, there is an outcome: only the database being away raises. Twice the same mail is harmless as
    far as its receiver is.
    """
    handled = Handled(_outcome(raw, addressed))
    logger.info("A mail came in: %s.", handled.outcome)
    return handled


def _outcome(raw: bytes, addressed: Iterable[str]) -> str:
    if len(raw) > MOST_BYTES:
        return "too large"
    mail = _parsed(raw)
    if mail is None:
        return "not a mail"
    for token in _tokens([*addressed, *_headers(mail)]):
        if receiver := _receivers.get(token.partition("-")[0]):
            return receiver(token, mail)
    return "for nobody"


def _parsed(raw: bytes) -> Message | None:
    """Return the mail, with whatever is wrong in it left as it is; None when it is nested beyond reading.

    The old policy of Python's parser: the newer one reads headers into parts, and stumbles over some.
    """
    try:
        mail = message_from_bytes(raw.lstrip(b"\r\n"))
    except (RecursionError, ValueError, LookupError, AssertionError):
        return None
    return mail if mail.keys() else None


def _headers(mail: Message) -> list[str]:
    return [str(value) for name in ADDRESSED for value in mail.get_all(name, [])]


def _tokens(places: Iterable[str]) -> list[str]:
    """Return what stands behind the plus in our address, wherever it is named, each once."""
    name, _at, host = settings.REPLY_ADDRESS.partition("@")
    if not host:
        return []
    ours = re.compile(
        rf"(?<![\w.+-]){re.escape(name)}\+([a-z0-9-]{{1,60}})@{re.escape(host)}(?![\w.-])", re.IGNORECASE
    )
    found = [token.lower() for place in places for token in ours.findall(place[:2000])]
    return list(dict.fromkeys(found))[:MOST_ADDRESSES]
