"""Reminding who has a place, two days before."""

from datetime import datetime

from django.db import transaction

from leerkring.notifications.actions import Intent, notify_all
from leerkring.notifications.schedule import in_batches

from ..models import Event, Registration

KIND = "meetings.event_reminder"
BATCH = 100


def remind_of_events(now: datetime) -> int:
    """Write a reminder for each who has a place in an event that is due; return how many.

    The key of a mail names registration and start, so that looking twice is harmless and a moved event reminds again.
    """
    return in_batches(_remind_batch, now, BATCH)


def _remind_batch(now: datetime) -> tuple[int, int]:
    with transaction.atomic():
        due = Event.objects.published().filter(next_reminder_at__lte=now).order_by("next_reminder_at")
        events = {event.pk: event for event in due.select_for_update()[:BATCH]}
        to_come = [pk for pk, event in events.items() if event.starts_at > now]
        rows = Registration.objects.coming().filter(event__in=to_come, erased_at=None)
        count = notify_all(KIND, [_intent(row, events[row.event_id]) for row in rows])
        Event.objects.filter(pk__in=events).update(next_reminder_at=None)
    return len(events), count


def _intent(row: Registration, event: Event) -> Intent:
    start = event.starts_at.isoformat()
    return Intent(row.email, f"{KIND}:{row.pk}:{start}", {"registration": row.pk, "starts_at": start}, row.language)
