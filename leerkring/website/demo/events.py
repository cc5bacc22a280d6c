"""What programmes and circles organise for more people, and who signed up. No mail is sent."""

import secrets
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from communities.actions.organisation import ensure_organisation
from communities.models import Area, Community, Programme
from leerkring.core.tokens import hash_token
from meetings.actions.meeting import municipality_named
from meetings.dates import holidays_in
from meetings.models import Event, EventPart, Registration
from meetings.tokens import registration_token

from .meetings import next_thursday

Row = dict[str, Any]
WHEN = {"week", "weeks", "days", "time"}
OWN = WHEN | {"programme", "community", "kind", "title", "municipality", "host", "parts", "people"}


def load_events(
    rows: list[Row], programmes: dict[str, Programme], communities: dict[str, Community], now: datetime
) -> None:
    """Publish each event once, on days around ``now``."""
    thursday = next_thursday(timezone.localtime(now).date())
    for row in rows:
        if Event.objects.filter(slug=slugify(row["title"])[:80]).exists():
            continue
        event = _event(row, now)
        event.programme, event.community = (
            programmes.get(row.get("programme", "")),
            communities.get(row.get("community", "")),
        )
        first = holidays_in(Area.HolidayRegion.MIDDLE).first_working_date(thursday + timedelta(weeks=row["week"]))
        start, end = (_clock(text) for text in row.get("time", ["9.00", "17.00"]))
        last = first + timedelta(weeks=row.get("weeks", 0), days=row.get("days", 0))
        event.set_times(first, last, start, end)
        event.next_reminder_at = event.starts_at - Event.REMINDER if event.starts_at - Event.REMINDER > now else None
        event.save()
        _parts(event, row.get("parts", []))
        _people(event, row.get("people", []), now)


def _clock(text: str) -> time:
    hour, minute = text.split(".")
    return time(int(hour), int(minute))


def _event(row: Row, now: datetime) -> Event:
    texts = {
        name: value.strip() if isinstance(value, str) else value for name, value in row.items() if name not in OWN
    }
    return Event(
        kind=row["kind"],
        title=row["title"],
        slug=slugify(row["title"])[:80],
        municipality=municipality_named(row.get("municipality", "")),
        host=ensure_organisation(row.get("host", "")),
        status=Event.Status.PUBLISHED,
        published_at=now - timedelta(weeks=8),
        **texts,
    )


def _parts(event: Event, rows: list[Row]) -> None:
    for position, row in enumerate(rows, start=1):
        facts = row | {"organisation": ensure_organisation(row.get("organisation", ""))}
        facts["starts"] = _clock(row["starts"]) if "starts" in row else None
        EventPart.objects.create(event=event, position=position, **facts)


def _people(event: Event, people: list[list[str]], now: datetime) -> None:
    """Let people sign up, in turn; who comes after the last place waits."""
    for number, (name, organisation) in enumerate(people):
        waits = event.capacity is not None and number >= event.capacity
        row = Registration.objects.create(
            event=event,
            name=name,
            organisation=organisation,
            email=f"{slugify(name)}@example.nl",
            status=Registration.Status.WAITING if waits else Registration.Status.CONFIRMED,
            confirmed_at=now - timedelta(days=20 - number),
            nonce=secrets.token_hex(16),
            token_hash=hash_token(secrets.token_hex(16)),
        )
        row.token_hash = hash_token(registration_token(row))
        row.save(update_fields=["token_hash"])
