"""What programmes and circles of the demo chose about their mail, and when it is quiet."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from communities.actions.rhythm import look_again
from communities.models import Community, Programme
from meetings.models import Meeting

Rows = list[dict[str, Any]]


def load_rhythms(
    rows: Rows, programmes: dict[str, Programme], communities: dict[str, Community], now: datetime
) -> None:
    """Give programmes and circles their rhythm; what somebody chose there since stays."""
    for row in rows:
        scope: Any = programmes[row["programme"]] if "programme" in row else communities[row["circle"]]
        for name, choice in row.get("mails", {}).items():
            facts = {"is_on": choice.get("on"), "days": choice.get("days"), "line": choice.get("line", "")}
            scope.rhythm.get_or_create(rule=name, defaults=facts)
        if "quiet" in row and not scope.rhythm_breaks.exists():
            first, last = (_next_summer(day, now) for day in row["quiet"])
            scope.rhythm_breaks.create(starts_on=first, ends_on=last)
    look_again(Meeting.objects.planned(), "next_reminder_at", now)


def _next_summer(day: str, now: datetime) -> date:
    """Return the day (``07-10``) in the year of the next summer."""
    today = timezone.localtime(now).date()
    month, number = map(int, day.split("-"))
    return date(today.year + (today.month > 6), month, number)
