"""Fetching what came in from a mailbox (IMAP) or a folder (Maildir), for where no mail service hands it in.

The box is the portal's own. A mail that was handled is deleted from it, since nothing of it is kept; one that we
stumble over is flagged and left for somebody to look at, and the rest goes on.
"""

import imaplib
import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from .inbound import MOST_BYTES, receive
from .models import Pulse

logger = logging.getLogger(__name__)

FETCH = "fetch"
# In one look; the next one is a minute later.
MOST_MAILS = 200
# Seconds until a server that says nothing counts as away.
PATIENCE = 20
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def fetch_mail() -> int:
    """Handle what waits in the mailbox of INBOUND_URL; return how many that were. Without one: 0.

    Two at once are harmless: a mail that both take is one answer. Raises ``OSError`` or ``imaplib.IMAP4.error`` when
    the mailbox is away, and what was not handled waits there.
    """
    box = urlsplit(settings.INBOUND_URL)
    if not box.scheme:
        return 0
    count = _from_folder(Path(unquote(box.path))) if box.scheme == "maildir" else _from_server(box)
    Pulse.objects.update_or_create(name=FETCH, defaults={"at": timezone.now()})
    return count


def last_fetch_age(now: datetime) -> timedelta | None:
    """Return how long ago the mailbox was last looked into; None when it never was."""
    at = Pulse.objects.filter(name=FETCH).values_list("at", flat=True).first()
    return None if at is None else now - at


def _from_folder(folder: Path) -> int:
    """Handle the mails of a Maildir; a letter behind the comma of their name is a flag, F says that we stumbled."""
    waiting = [path for part in ("new", "cur") for path in sorted((folder / part).iterdir())]
    waiting = [path for path in waiting if "F" not in path.name.partition(":2,")[2]][:MOST_MAILS]
    for path in waiting:
        if _handle(partial(_beginning, path)):
            path.unlink(missing_ok=True)
        else:
            path.rename(folder / "cur" / f"{path.name.partition(':2,')[0]}:2,F")
    return len(waiting)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _from_server(url: SplitResult) -> int:
    with _opened(url) as box:
        _answer, found = box.uid("search", "UNFLAGGED", "UNDELETED")
        numbers = [number.decode() for number in (found[0] or b"").split()[:MOST_MAILS]]
        for number in numbers:
            is_done = _handle(partial(_read, box, number))
            box.uid("store", number, "+FLAGS", r"(\Deleted)" if is_done else r"(\Flagged)")
        box.expunge()
    return len(numbers)


@contextmanager
def _opened(url: SplitResult) -> Iterator[imaplib.IMAP4]:
    """Log in and choose the folder; always over a line that others can't read, but on this machine itself."""
    host, context = url.hostname or "", ssl.create_default_context()
    if url.scheme == "imaps":
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, url.port or 993, ssl_context=context, timeout=PATIENCE)
    else:
        box = imaplib.IMAP4(host, url.port or 143, timeout=PATIENCE)
    with box:
        if url.scheme == "imap" and host not in LOOPBACK:
            box.starttls(context)
        box.login(unquote(url.username or ""), unquote(url.password or ""))
        folder = unquote(url.path.strip("/")) or "INBOX"
        answer, _said = box.select(f'"{folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"The mailbox has no folder {folder}.")
        yield box


def _read(box: imaplib.IMAP4, number: str) -> bytes:
    """Return the mail, or as much of it as shows that it is too large, without marking it as read."""
    _answer, parts = box.uid("fetch", number, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")
    return next(part[1] for part in parts if isinstance(part, tuple))


def _handle(read: Callable[[], bytes]) -> bool:
    """Return whether a mail is done with. The log tells what sort of error it was, and nothing of the mail."""
    try:
        receive(read())
    except (OperationalError, InterfaceError, imaplib.IMAP4.abort):
        # The database or the mailbox is away: the mail waits where it is.
        raise
    except Exception as error:
        logger.error("A mail could not be handled (%s); it is left in the mailbox with a flag.", type(error).__name__)
        return False
    return True
