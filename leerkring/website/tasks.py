"""What a worker does for the whole portal."""

import logging
from collections import Counter
from datetime import datetime

from celery import shared_task
from django.core.cache import cache
from django.http import Http404
from django.utils import timezone

from leerkring.accounts.privacy.run import keep_all
from leerkring.notifications.expiry_mail import warn_owners

from .front import count_figures
from .pulses import EACH, KEEP, note, remember
from .social import draw, draw_missing, facts_of

logger = logging.getLogger(__name__)


@shared_task
def keep() -> None:
    """Erase what has been kept long enough; once a day. The log says how much, never what."""
    now = timezone.now()
    _warn(now)
    went: dict[str, int] = Counter()
    for done in keep_all(now, dry=False, failed=_say):
        logger.info("Retention of %s: %s warned, %s erased.", done.model, done.report.warned, done.report.erased)
        went[done.label] += done.report.erased
    comes = {done.label: done.report.erased for done in keep_all(now + EACH, dry=True, failed=_say)}
    remember(went, comes)
    note(KEEP)


def _warn(now: datetime) -> None:
    """Tell people what of theirs goes soon; when that breaks, what has to go still goes."""
    try:
        logger.info("Retention: %s told what of theirs is erased soon.", warn_owners(now, dry=False))
    except Exception:
        logger.exception("Telling people what of theirs is erased soon broke; tomorrow tries again.")


def _say(name: str) -> None:
    logger.exception("The retention of %s broke; tomorrow tries again.", name)


@shared_task
def count_front() -> None:
    """Count the living figures of the first page."""
    count_figures()


@shared_task
def draw_pictures() -> None:
    """Draw the pictures beside links that are new, or say something else now."""
    draw_missing()


@shared_task
def draw_picture(kind: str, slug: str) -> None:
    """Draw the one that somebody asked for; what is hidden by now stays without."""
    try:
        facts = facts_of(kind, slug)
    except Http404:
        return
    draw(kind, slug, facts)


def wake_drawing(kind: str, slug: str) -> None:
    """Ask a worker for this picture, at most once a minute; when the broker is away, a next turn or visit does it."""
    if not cache.add(f"website:social:asked:{kind}:{slug}", True, 60):
        return
    try:
        draw_picture.apply_async((kind, slug), retry=False)
    except Exception as error:
        logger.warning("The worker can't be asked for a picture: %s", error)
