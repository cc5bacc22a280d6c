"""The places of an event: who has one, who waits, and what comes free."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from leerkring.notifications.actions import Intent, notify_all

from ..models import Event, Registration

KIND = "meetings.event_place"


def must_wait(event: Event) -> bool:
    """Return whether whoever confirms now waits for a place; sure only while the event is locked."""
    if event.capacity is None:
        return False
    # Who already waits goes first, also in the moment before a free place is given on.
    rows = Registration.objects.filter(event=event)
    return rows.waiting().exists() or rows.coming().count() >= event.capacity


def give_event_places(event: Event, now: datetime) -> list[Registration]:
    """Give the free places to who waited longest, and tell them by mail; the event is locked. Twice is harmless."""
    if not event.is_published or event.starts_at <= now:
        return []
    waiting = Registration.objects.filter(event=event).waiting()
    if event.capacity is not None:
        free = event.capacity - Registration.objects.filter(event=event).coming().count()
        waiting = waiting[: max(free, 0)]
    chosen = list(waiting)
    for row in chosen:
        row.status, row.revision = Registration.Status.CONFIRMED, row.revision + 1
    Registration.objects.bulk_update(chosen, ["status", "revision"])
    notify_all(KIND, [intent_of(row, KIND) for row in chosen])
    return chosen


def intent_of(row: Registration, kind: str) -> Intent:
    """Return the mail about the state of one registration as it is now."""
    context = {"registration": row.pk, "revision": row.revision}
    return Intent(row.email, f"{kind}:{row.pk}:{row.revision}", context, row.language)


def give_free_event_places(now: datetime) -> int:
    """Give places that came free in whatever way; return how many were given."""
    return sum(_give(pk, now) for pk in _with_free_places(now))


def _with_free_places(now: datetime) -> list[int]:
    """Return the events to come where somebody waits while there is room; one query."""
    mine = Registration.objects.filter(event=OuterRef("pk"))
    counted = mine.coming().order_by().values("event").annotate(number=Count("pk")).values("number")
    taken = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    rows = Event.objects.published().filter(Exists(mine.waiting()), starts_at__gt=now)
    return list(rows.filter(Q(capacity__isnull=True) | Q(capacity__gt=taken)).values_list("pk", flat=True))


def _give(pk: int, now: datetime) -> int:
    with transaction.atomic():
        row = Event.objects.select_for_update().filter(pk=pk).first()
        return len(give_event_places(row, now)) if row else 0
