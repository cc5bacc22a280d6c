"""Somebody whose own calendar follows the meetings of all their circles."""

from datetime import datetime, timedelta

from leerkring.accounts.models import User
from meetings.actions.calendar import make_feed
from meetings.models import CalendarFeed


def load_feed(person: User, now: datetime) -> None:
    """Let a calendar have fetched the address of this person yesterday; an address that was stopped stays so."""
    if not CalendarFeed.objects.filter(user=person).exists():
        feed = make_feed(None, by=person)
        feed.last_used_on = now.date() - timedelta(days=1)
        feed.save(update_fields=["last_used_on"])
