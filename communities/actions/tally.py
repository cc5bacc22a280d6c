"""Counting circles beforehand, and adding them up by programme, so that no page has to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from leerkring.notifications.schedule import in_batches

from ..models import Community, Programme, ProgrammeTally, Tally
from ..models.area import province_at
from ..permissions.community import PUBLIC
from ..tallies import count_all, gather_all

# How old numbers may become; a little less than a day, so that they are of each day.
OLD = timedelta(hours=23)
BATCH = 500
CHUNK = 2_000


def recount_due(now: datetime) -> int:
    """Count each circle whose numbers are old or not there, and add up their programmes; return how many circles.

    Whoever counts the same circle at the same time writes the same rows: no lock is needed.
    """
    count = in_batches(_recount_batch, now, BATCH)
    sum_up_due(now)
    return count


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


def sum_up_due(now: datetime) -> None:
    """Add up each programme of which a circle was counted since, or whose sums are old: circles come and go.

    What is gathered of a programme is of its parts too, so it is due when they are.
    """
    rows = Tally.objects.filter(year=Tally.ALL_YEARS).order_by().values_list("community__programme")
    counted = dict(rows.annotate(Max("counted_at")))
    above = Programme.objects.filter(pk__in=counted).values_list("pk", "parent", "parent__parent")
    for programme, *parents in above:
        for parent in filter(None, parents):
            counted[parent] = max(counted.get(parent, counted[programme]), counted[programme])
    summed = dict(ProgrammeTally.objects.filter(year=Tally.ALL_YEARS).values_list("programme", "summed_at"))
    for programme in sorted(counted.keys() | summed.keys()):
        done = summed.get(programme)
        if done is None or done <= now - OLD or (programme in counted and counted[programme] > done):
            sum_up(programme, now)


@dataclass
class _Sums:
    """What is added up of one year."""

    oldest: datetime
    numbers: dict[str, int] = field(default_factory=dict)
    by_province: dict[str, dict[str, int]] = field(default_factory=dict)
    by_cohort: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, numbers: dict[str, int], counted_at: datetime, province: int | None, cohort: int | None) -> None:
        self.oldest = min(self.oldest, counted_at)
        of_province = self.by_province.setdefault(str(province or ""), {})
        of_cohort = self.by_cohort.setdefault(str(cohort or ""), {})
        for each in (self.numbers, of_province, of_cohort):
            for name, number in numbers.items():
                each[name] = each.get(name, 0) + number


def sum_up(programme: int, now: datetime) -> None:
    """Add up what is known of the circles that run or ran in a programme; one circle at a time is in memory."""
    rows = Tally.objects.filter(community__programme=programme, community__status__in=PUBLIC)
    province, cohort = province_at("community__area"), "community__cohort"
    sums = {Tally.ALL_YEARS: _Sums(now)}
    for year, *facts in rows.values_list("year", "numbers", "counted_at", province, cohort).iterator(CHUNK):
        sums.setdefault(year, _Sums(now)).add(*facts)
    with transaction.atomic():
        ProgrammeTally.objects.bulk_create(
            [
                ProgrammeTally(
                    programme_id=programme,
                    year=year,
                    numbers=each.numbers,
                    by_province=each.by_province,
                    by_cohort=each.by_cohort,
                    gathered=gather_all(programme) if year == Tally.ALL_YEARS else {},
                    counted_at=each.oldest,
                    summed_at=now,
                )
                for year, each in sums.items()
            ],
            update_conflicts=True,
            unique_fields=["programme", "year"],
            update_fields=["numbers", "by_province", "by_cohort", "gathered", "counted_at", "summed_at"],
        )
        # A year of which nothing is left.
        ProgrammeTally.objects.filter(programme=programme, summed_at__lt=now).delete()
