"""Proposing dates on which people are not on holiday.

School holidays are rows that operators keep up to date (``SchoolHoliday``); schools may add days of their own. The
table that comes with the portal (data/holidays_nl.csv) holds those that the Rijksoverheid publishes per region for the
school years 2025–2026 to 2027–2028 (rijksoverheid.nl, "Overzicht schoolvakanties per schooljaar"). Public holidays
come from the ``holidays`` package. Outside the years in the table only the latter are known.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.utils.translation import gettext as _

from communities.models import Community

from .models import SchoolHoliday

WEEKS_BETWEEN = 6
# Five weeks leave time to invite; Thursday is the day on which most people in care, education and town halls can.
LEAD, THURSDAY = timedelta(weeks=5), 3
# From Saturday on.
WEEKEND = 5


@dataclass(frozen=True)
class Period:
    """A school holiday, both days included."""

    first: date
    last: date
    name: str


@dataclass(frozen=True)
class Holidays:
    """The holidays of one region, read once for all the dates that are looked at."""

    region: str
    periods: tuple[Period, ...]

    def name_on(self, day: date) -> str:
        """Return what holiday it is; empty on any other day."""
        public = _public_holidays(day.year).get(day, "")
        return public or next((each.name for each in self.periods if each.first <= day <= each.last), "")

    def first_working_date(self, day: date) -> date:
        """Return the day itself or, past holidays, the same weekday of a later week."""
        while self.name_on(day):
            day += timedelta(weeks=1)
        return day

    def propose(self, first: date, *, count: int = 4, weeks: int = WEEKS_BETWEEN) -> list[date]:
        """Return ``count`` dates on one weekday, at least ``weeks`` apart, each moved past holidays week by week."""
        dates: list[date] = []
        for _number in range(count):
            day = dates[-1] + timedelta(weeks=weeks) if dates else first
            dates.append(self.first_working_date(day))
        return dates

    def propose_from(self, day: date, *, weekday: int, count: int, weeks: int) -> list[date]:
        """Return the same from the first such weekday on or after a day."""
        return self.propose(day + timedelta(days=(weekday - day.weekday()) % 7), count=count, weeks=weeks)

    def first_proposal(self, today: date, *, weekday: int = THURSDAY) -> date:
        """Return the first such weekday that leaves time to invite, outside holidays."""
        lead = today + LEAD
        return self.first_working_date(lead + timedelta(days=(weekday - lead.weekday()) % 7))

    def around(self, day: date, *, after: date) -> list[date]:
        """Return the day itself, the other workdays of its week and the next, and its weekday two weeks round.

        In order; holidays and days until ``after`` are left out, but for the day itself.
        """
        monday = day - timedelta(days=day.weekday())
        workdays = [monday + timedelta(weeks=week, days=number) for week in (0, 1) for number in range(WEEKEND)]
        same = [day + timedelta(weeks=number) for number in (-2, -1, 1, 2)]
        free = {each for each in [*workdays, *same] if each > after and not self.name_on(each)}
        return sorted(free | {day})

    def warning(self, day: date) -> str:
        """Return why people may not come on this day, in a sentence; empty when nothing is known against it."""
        if name := self.name_on(day):
            return _("This day is in a holiday: %(name)s.") % {"name": name}
        if day.weekday() >= WEEKEND:
            return _("This day is in the weekend.")
        if self.periods and day > self.periods[-1].last:
            return _("The school holidays of that year are not in the portal yet. Look whether this day suits.")
        return ""


def holidays_in(region: str) -> Holidays:
    """Return the holidays of a region (noord, midden, zuid), in one query; without one only public holidays."""
    rows = SchoolHoliday.objects.filter(region=region).order_by("first") if region else SchoolHoliday.objects.none()
    return Holidays(region, tuple(Period(*row) for row in rows.values_list("first", "last", "name")))


@cache
def _public_holidays(year: int) -> dict[date, str]:
    # Imported here: 7 MiB that a web worker needs only where somebody plans a cycle.
    import holidays

    return dict(holidays.country_holidays("NL", years=year, language="nl"))


def region_of(community: Community) -> str:
    """Return the school-holiday region of the circle's area, or of what the area is part of."""
    area = community.area
    return (area.holiday_region or (area.parent.holiday_region if area.parent else "")) if area else ""


def holidays_of(community: Community) -> Holidays:
    """Return the holidays where the circle is."""
    return holidays_in(region_of(community))
