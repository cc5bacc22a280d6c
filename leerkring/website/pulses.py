"""What the portal notes that it did: the names of its pulses, and the report of the last retention."""

from collections.abc import Mapping
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from leerkring.notifications.models import Pulse

BACKUP, KEEP = "backup", "retention"
# The beat does the retention once a day, counted from when it last ran.
EACH = timedelta(days=1)
REPORT, REMEMBERED = "website:retention", 8 * 24 * 60 * 60


def note(name: str) -> None:
    """Write down that this was done just now."""
    Pulse.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def remember(went: Mapping[str, int], comes: Mapping[str, int]) -> None:
    """Keep for operators how many rows of each kind went, and how many the next run takes; a week, in the cache."""
    both = {name: (went.get(name, 0), comes.get(name, 0)) for name in sorted({*went, *comes})}
    cache.set(REPORT, {name: counts for name, counts in both.items() if any(counts)}, REMEMBERED)


def remembered() -> dict[str, tuple[int, int]]:
    """Return both per kind; empty when nothing went or comes, or when the cache was emptied."""
    return cache.get(REPORT) or {}
