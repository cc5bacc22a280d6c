"""What the worker does: look at the schedule, deliver, sweep. The tasks carry nothing: truth is in the database."""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from imaplib import IMAP4

from celery import shared_task
from django.db import connections, transaction
from django.utils import timezone

from leerkring.accounts.privacy.run import keep_all

from .delivery import deliver_due
from .health import note_tick
from .mailbox import fetch_mail
from .models import Message
from .schedule import Finder, all_erasers, finders_at

logger = logging.getLogger(__name__)


@shared_task
def deliver() -> None:
    """Send what is due; when time is up before the work is done, ask for another turn."""
    if deliver_due()["left"]:
        wake_worker()


@shared_task
def tick() -> None:
    """One look at the schedule, then delivery; each minute."""
    run_tick(timezone.now())
    if deliver_due()["left"]:
        wake_worker()


@shared_task(soft_time_limit=300, time_limit=330)
def fetch() -> None:
    """Look into the mailbox to which calendars answer, where there is one; the next minute tries again."""
    try:
        fetch_mail()
    except (OSError, IMAP4.error) as error:
        logger.warning("The mailbox can't be read: %s", type(error).__name__)


@shared_task
def sweep() -> None:
    """Forget what need not be kept, in the outbox and in the apps."""
    now = timezone.now()
    for done in keep_all(now, dry=False, failed=_say, hourly=True):
        if done.report.erased:
            logger.info("Retention of %s: %s erased.", done.model, done.report.erased)
    _ask_all(all_erasers(), now)


def _say(model: str) -> None:
    logger.exception("The retention of %s broke; the next turn tries again.", model)


def run_tick(now: datetime) -> Counter[str]:
    """Let each finder whose turn it is look for what is due; return how much each wrote.

    One that breaks doesn't stop the others.
    """
    note_tick(now)
    return _ask_all(finders_at(now), now)


def _ask_all(works: Mapping[str, Finder], now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    for name, work in works.items():
        try:
            counts[name] = work(now)
        except Exception:
            logger.exception("%s broke; the next turn tries again.", name)
    return counts


def erase_contexts(now: datetime) -> int:
    """Erase what messages were about, a week after they were done with; key and state stay, so none is sent twice."""
    return Message.objects.to_erase(now).update(context={}, erase_after=None)


def wake_delivery(*, using: str) -> None:
    """Ask a worker to deliver as soon as this transaction is committed; once, however many messages it writes."""
    waiting = connections[using].run_on_commit
    if not any(entry[1] is wake_worker for entry in waiting):
        transaction.on_commit(wake_worker, using=using, robust=True)


def wake_worker() -> None:
    """Ask a worker to deliver now; when the broker is away, the next tick does it."""
    try:
        deliver.apply_async(retry=False)
    except Exception as error:
        # Each transport has errors of its own, and the deed is done: nobody must see an error page for it.
        logger.warning("The worker can't be woken, the next tick delivers: %s", error)
