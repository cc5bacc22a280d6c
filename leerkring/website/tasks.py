"""What a worker does for the whole portal."""

import logging

from celery import shared_task
from django.utils import timezone

from leerkring.core.retention import keep_all

from .pulses import KEEP, note

logger = logging.getLogger(__name__)


@shared_task
def keep() -> None:
    """Erase what has been kept long enough; once a day. The log says how much, never what."""
    for period, report in keep_all(timezone.now(), dry=False, failed=_say):
        logger.info("Retention of %s: %s warned, %s erased.", period.name, report.warned, report.erased)
    note(KEEP)


def _say(name: str) -> None:
    logger.exception("The retention of %s broke; tomorrow tries again.", name)
