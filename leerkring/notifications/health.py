"""Figures that tell whether mail goes out; ``/health/`` shows them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from .claims import KEEP_CONTEXT
from .models import Message, Pulse
from .onhold import HELD

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


@dataclass(frozen=True)
class Outbox:
    """How the outbox stands; ``results`` by state, of the last 24 hours."""

    waiting: int
    late: int
    oldest_seconds: float
    is_held: bool
    tick_age: float
    results: dict[str, int]


def outbox() -> Outbox:
    """Return how the outbox stands; three queries, each by an index."""
    now = timezone.now()
    pulses = dict(Pulse.objects.filter(name__in=[TICK, HELD]).values_list("name", "at"))
    waits = Message.objects.filter(try_after__isnull=False).aggregate(
        waiting=Count("pk"),
        late=Count("pk", filter=Q(try_after__lte=now, send_after__lte=now - LATE)),
        oldest=Min("send_after", filter=Q(try_after__lte=now)),
    )
    done = Message.objects.filter(erase_after__gt=now - DAY + KEEP_CONTEXT).order_by()
    return Outbox(
        waiting=waits["waiting"],
        late=waits["late"],
        oldest_seconds=max((now - waits["oldest"]).total_seconds(), 0) if waits["oldest"] else 0,
        is_held=HELD in pulses,
        tick_age=(now - pulses[TICK]).total_seconds() if TICK in pulses else -1,
        results=dict(done.values_list("state").annotate(Count("pk"))),
    )
