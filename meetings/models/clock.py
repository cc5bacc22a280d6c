"""Clock times of a place, and the moments that follow from them (rule 11)."""

import datetime as dt
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from leerkring.core.clock import moment


def utc_moment(day: date, clock: time, zone: str) -> datetime:
    """Return the UTC moment of a wall-clock time in an IANA zone (rule 11).

    A time that does not exist in the night the clock goes forward moves on by the gap; one that comes twice is the
    first (``fold=0``).
    """
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)


class OnTheClock:
    """What begins and ends somewhere, for a model with the columns below."""

    date: dt.date
    start_time: time
    time_zone: str
    starts_at: datetime
    ends_at: datetime

    @property
    def is_over(self) -> bool:
        """Whether its end has passed."""
        return self.ends_at <= moment()

    @property
    def has_begun(self) -> bool:
        """Whether its start has passed."""
        return self.starts_at <= moment()

    @property
    def local_start(self) -> datetime:
        """Its beginning on the clock of the place: naive, so that no template moves it to another zone."""
        return datetime.combine(self.date, self.start_time)

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose clock it follows."""
        return ZoneInfo(self.time_zone)

    @property
    def zone_city(self) -> str:
        """The city whose time it follows, for readers who live by another clock: *Europe/Amsterdam* → Amsterdam."""
        return self.time_zone.rpartition("/")[2].replace("_", " ")
