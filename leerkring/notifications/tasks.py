"""What the worker does: schedule, deliver, sweep."""

from celery import shared_task
from django.db import transaction


@shared_task
def deliver() -> None:
    """Send what is due."""


@shared_task
def tick() -> None:
    """One look at the schedule, then delivery; each minute."""


@shared_task
def sweep() -> None:
    """Forget what need not be kept."""


def wake_delivery(*, using: str) -> None:
    """Ask a worker to deliver as soon as this transaction is committed; when the broker is away, the tick does it."""
    transaction.on_commit(deliver.delay, using=using, robust=True)
