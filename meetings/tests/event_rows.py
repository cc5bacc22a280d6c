"""Events to test with."""

from datetime import date, time, timedelta

from django.utils import timezone

from meetings.actions.registration import confirm_registration, register
from meetings.models import Event, Registration

FACTS = {"start_time": time(13, 30), "end_time": time(17, 0)}


def make_event(owner, *, days: int = 14, **fields) -> Event:
    """Make a published event of a circle or programme, ``days`` from today from 13.30 to 17.00."""
    name = "community" if hasattr(owner, "question") else "programme"
    fields = {"kind": Event.Kind.CAFE, "title": "Café over mantelzorg", "slug": "cafe", "status": "published"} | fields
    if fields["status"] != Event.Status.DRAFT:
        fields.setdefault("published_at", timezone.now())
    event = Event(**{name: owner}, **fields)
    day: date = timezone.localdate() + timedelta(days=days)
    event.set_times(day, day, FACTS["start_time"], FACTS["end_time"])
    event.save()
    return event


def sign_up(event: Event, name: str = "Noor Willemsen", **facts) -> Registration:
    """Sign somebody up and let them confirm."""
    email = f"{name.split()[0].lower()}@example.nl"
    facts = {"organisation": "", "remark": ""} | facts
    return confirm_registration(register(event, email=email, language="nl", name=name, **facts))
