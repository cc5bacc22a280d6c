"""When somebody wants a digest."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .models import Preference

# The name of the digest among the kinds of mail.
KIND = "notifications.digest"


def next_moment(preference: Preference, zone: ZoneInfo, *, after: datetime) -> datetime | None:
    """Return the first moment after ``after``, and not in a pause, at which this person wants a digest.

    None when they want none.
    """
    if preference.digest == Preference.Digest.NONE:
        return None
    # The very moment at which a pause ends is after it.
    pause_ends = preference.pause_ends_at(zone)
    after = max(after, pause_ends - timedelta(seconds=1)) if pause_ends else after
    today = after.astimezone(zone).date()
    # Nine days hold each weekday, also when today's moment has passed.
    days = (today + timedelta(days=number) for number in range(9))
    moments = (_moment(day, preference.digest_hour, zone) for day in days if _is_digest_day(preference, day.weekday()))
    return next(moment for moment in moments if moment > after)


def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


def _is_digest_day(preference: Preference, weekday: int) -> bool:
    return preference.digest == Preference.Digest.DAILY or weekday == preference.digest_weekday
