"""What a worker does for accounts."""

from celery import shared_task
from django.utils import timezone

from .privacy import erasure, export
from .second_factor import ask_second_factors


@shared_task
def look_after() -> None:
    """Ask for second factors; each hour."""
    ask_second_factors(timezone.now())


@shared_task
def make_export(pk: int) -> None:
    """Make a copy of somebody's data; the hourly sweep asks again for one that is not there yet."""
    export.make_export(pk)


@shared_task
def erase_due() -> None:
    """Erase who asked for it seven days ago; a failure is tried again by the next sweep."""
    erasure.erase_due(timezone.now())
