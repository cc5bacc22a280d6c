"""What a worker does for circles."""

from celery import shared_task
from django.utils import timezone

from .actions import import_job, tally


@shared_task
def run_import(pk: int) -> None:
    """Read a list or carry it out, from where it stands; the tick takes up what stood still."""
    import_job.run_import(pk)


@shared_task
def recount() -> None:
    """Count circles anew whose numbers are a day old, or that were never counted."""
    tally.recount_due(timezone.now())
