"""A time zone as calendars want it written out (VTIMEZONE, RFC 5545 3.6.5), from the zone database of this machine.

The path not taken: ``Calendar.add_missing_timezones`` of icalendar 7.3. It puts the night in which the clock goes
forward an hour late, which a calendar notices that believes the file more than its own zone database.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def written_zone(name: str, first_year: int, last_year: int) -> Timezone:
    """Return the zone as it is from the first of those years through the last; the row is shared: do not change it."""
    zone = ZoneInfo(name)
    start, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    component = Timezone()
    component.add("tzid", name)
    component.add_component(_observance(zone, start, start))
    for moment in _changes(zone, start, end):
        component.add_component(_observance(zone, moment - timedelta(seconds=1), moment))
    return component


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield each moment at which the clocks of the zone change: found by day, then by halving."""
    day = start
    while day < end:
        early, late = day, day + DAY
        if early.astimezone(zone).utcoffset() != late.astimezone(zone).utcoffset():
            while late - early > timedelta(seconds=1):
                middle = early + timedelta(seconds=int((late - early).total_seconds()) // 2)
                is_before = middle.astimezone(zone).utcoffset() == early.astimezone(zone).utcoffset()
                early, late = (middle, late) if is_before else (early, middle)
            yield late
        day += DAY


def _observance(zone: ZoneInfo, before: datetime, moment: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Return what holds from ``moment``; its beginning is told on the clock that held ``before``."""
    was, is_now = before.astimezone(zone), moment.astimezone(zone)
    part = TimezoneDaylight() if is_now.dst() else TimezoneStandard()
    part.add("dtstart", (moment + (was.utcoffset() or timedelta())).replace(tzinfo=None))
    part.add("tzoffsetfrom", was.utcoffset())
    part.add("tzoffsetto", is_now.utcoffset())
    part.add("tzname", is_now.tzname() or "")
    return part
