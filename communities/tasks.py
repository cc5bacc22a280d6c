"""What a worker does for circles."""

from celery import shared_task

from .actions import import_job


@shared_task
def run_import(pk: int) -> None:
    """Read a list or carry it out, from where it stands; the tick takes up what stood still."""
    import_job.run_import(pk)
