"""Figures that tell whether mail goes out; ``/health/`` shows them."""

from datetime import datetime, timedelta

from .claims import KEEP_CONTEXT
from .models import Message, Pulse

TICK = "tick"
# The tick looks each minute; what waits longer than two is late.
LATE = timedelta(minutes=2)
DAY = timedelta(days=1)


def last_tick_age(now: datetime) -> timedelta | None:
    """Return how long ago the beat last did its work; None when it never did."""
    at = Pulse.objects.filter(name=TICK).values_list("at", flat=True).first()
    return None if at is None else now - at


def backlog(now: datetime) -> int:
    """Return how many messages should have gone out already; those that wait after a failure are not counted."""
    return Message.objects.claimable(now).filter(send_after__lte=now - LATE).count()


def given_up(now: datetime) -> int:
    """Return how many messages were given up in the last 24 hours."""
    since = now - DAY + KEEP_CONTEXT
    return Message.objects.filter(state=Message.State.DEAD, erase_after__gt=since).count()


def note_tick(now: datetime) -> None:
    """Write down that the beat did its work."""
    if not Pulse.objects.filter(name=TICK).update(at=now):
        Pulse.objects.update_or_create(name=TICK, defaults={"at": now})
