"""What a worker does for meetings."""

from celery import shared_task

from .actions import certificate_batch


@shared_task
def make_certificates(pk: int) -> None:
    """Go on with a batch of certificates, from where it stands; the tick takes up what stood still."""
    certificate_batch.run_batch(pk)
