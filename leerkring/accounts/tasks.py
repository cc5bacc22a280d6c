"""What a worker does for accounts."""

from celery import shared_task
from django.utils import timezone

from .second_factor import ask_second_factors
from .sessions import forget_ended_sessions


@shared_task
def look_after() -> None:
    """Ask for second factors, and forget sessions that ended; each hour."""
    ask_second_factors(timezone.now())
    forget_ended_sessions()
