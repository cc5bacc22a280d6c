"""Proposing dates on which people are not on holiday.

School holidays (data/holidays_nl.csv) are those that the Rijksoverheid publishes per region for the school years
2025–2026 to 2027–2028 (rijksoverheid.nl, "Overzicht schoolvakanties per schooljaar"); schools may add days of their
own. Public holidays come from the ``holidays`` package. Outside the years in the table only the latter are known.
"""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from communities.models import Community

WEEKS_BETWEEN = 6
# Five weeks leave time to invite; Thursday is the day on which most people in care, education and town halls can.
LEAD, THURSDAY = timedelta(weeks=5), 3
TABLE = Path(__file__).parent / "data" / "holidays_nl.csv"


@cache
def _school_holidays(region: str) -> list[tuple[date, date]]:
    with TABLE.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["region"] == region]
    return [(date.fromisoformat(row["first"]), date.fromisoformat(row["last"])) for row in rows]


@cache
def _public_holidays(year: int) -> frozenset[date]:
    # Imported here: 7 MiB that a web worker needs only where somebody plans a cycle.
    import holidays

    return frozenset(holidays.country_holidays("NL", years=year))


def is_holiday(day: date, *, region: str = "") -> bool:
    """Return whether the day is a public holiday, or a school holiday of the region (noord, midden, zuid)."""
    in_school_holiday = any(first <= day <= last for first, last in _school_holidays(region))
    return in_school_holiday or day in _public_holidays(day.year)


def first_working_date(day: date, *, region: str = "") -> date:
    """Return the day itself or, past holidays, the same weekday of a later week."""
    while is_holiday(day, region=region):
        day += timedelta(weeks=1)
    return day


def propose_dates(first: date, *, count: int = 4, weeks: int = WEEKS_BETWEEN, region: str = "") -> list[date]:
    """Return ``count`` dates on one weekday, at least ``weeks`` apart, each moved past holidays week by week.

    Without a region only public holidays are known.
    """
    dates: list[date] = []
    for _number in range(count):
        day = dates[-1] + timedelta(weeks=weeks) if dates else first
        dates.append(first_working_date(day, region=region))
    return dates


def region_of(community: Community) -> str:
    """Return the school-holiday region of the circle's area, or of what the area is part of."""
    area = community.area
    return (area.holiday_region or (area.parent.holiday_region if area.parent else "")) if area else ""


def first_proposal(today: date, *, region: str) -> date:
    """Return the first Thursday that leaves time to invite, outside holidays."""
    lead = today + LEAD
    return first_working_date(lead + timedelta(days=(THURSDAY - lead.weekday()) % 7), region=region)
