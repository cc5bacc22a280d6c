"""Counting circles beforehand, so that no page has to."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from leerkring.notifications.schedule import in_batches

from ..models import Community, Tally
from ..tallies import count_all

# How old numbers may become; a little less than a day, so that they are of each day.
OLD = timedelta(hours=23)
BATCH = 100


def recount_due(now: datetime) -> int:
    """Count each circle whose numbers are old or not there; return how many.

    Whoever counts the same circle at the same time writes the same rows: no lock is needed.
    """
    return in_batches(_recount_batch, now, BATCH)


def _recount_batch(now: datetime) -> tuple[int, int]:
    fresh = Tally.objects.filter(community=OuterRef("pk"), year=Tally.ALL_YEARS, counted_at__gt=now - OLD)
    rows = Community.objects.started().filter(~Exists(fresh)).order_by("pk")
    circles = list(rows.values_list("pk", flat=True)[:BATCH])
    recount(circles, now)
    return len(circles), len(circles)


def recount(circles: Sequence[int], now: datetime) -> None:
    """Count these circles now, whatever is known of them."""
    numbers: dict[tuple[int, int], dict[str, int]] = {(circle, Tally.ALL_YEARS): {} for circle in circles}
    with transaction.atomic():
        found: defaultdict[tuple[int, int], dict[str, int]] = defaultdict(dict, numbers)
        for circle, year, name, number in count_all(circles):
            found[circle, year][name] = number
        Tally.objects.bulk_create(
            [
                Tally(community_id=circle, year=year, numbers=each, counted_at=now)
                for (circle, year), each in found.items()
            ],
            update_conflicts=True,
            unique_fields=["community", "year"],
            update_fields=["numbers", "counted_at"],
        )
        # A year of which nothing is left.
        Tally.objects.filter(community__in=circles, counted_at__lt=now).delete()
