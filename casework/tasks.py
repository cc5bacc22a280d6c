"""What a worker does for casework."""

from celery import shared_task

from .actions import version as actions


@shared_task
def make_version_pdf(pk: int) -> None:
    """Typeset a frozen version; a failure is tried again by the tick."""
    actions.make_version_pdf(pk)
