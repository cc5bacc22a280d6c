"""When somebody wants a digest."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leerkring.notifications.models import Preference
from leerkring.notifications.moments import next_moment

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# A Monday; 7.00 in Amsterdam is 6.00 UTC in winter.
MONDAY = datetime(2027, 1, 11, 6, 0, tzinfo=UTC)
SUNDAY = MONDAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("choice", "after", "expected"),
    [
        ({}, SUNDAY, MONDAY),
        ({}, MONDAY, MONDAY + timedelta(days=7)),
        ({}, MONDAY - timedelta(seconds=1), MONDAY),
        ({"digest": "daily"}, SUNDAY, MONDAY),
        ({"digest": "daily", "digest_hour": 8}, SUNDAY, SUNDAY + timedelta(hours=1)),
        ({"digest_weekday": 6}, SUNDAY, SUNDAY + timedelta(days=7)),
        ({"digest": "none"}, SUNDAY, None),
        # Somebody is away until that Thursday, or until the Monday itself; a pause that is over changes nothing.
        ({"digest": "daily", "paused_until": date(2027, 1, 14)}, SUNDAY, MONDAY + timedelta(days=3)),
        ({"paused_until": date(2027, 1, 14)}, SUNDAY, MONDAY + timedelta(days=7)),
        (
            {"digest": "daily", "digest_hour": 0, "paused_until": date(2027, 1, 12)},
            SUNDAY,
            MONDAY + timedelta(hours=17),
        ),
        ({"paused_until": date(2027, 1, 5)}, SUNDAY, MONDAY),
        # Over the night in which the clock goes forward, seven on the clock is an hour earlier in the world.
        ({}, datetime(2027, 3, 27, tzinfo=UTC), datetime(2027, 3, 29, 5, 0, tzinfo=UTC)),
        # 2.00 does not exist that night; the digest comes, once.
        (
            {"digest": "daily", "digest_hour": 2},
            datetime(2027, 3, 27, 12, tzinfo=UTC),
            datetime(2027, 3, 28, 1, tzinfo=UTC),
        ),
    ],
)
def test_next_moment(choice, after, expected):
    assert next_moment(Preference(**choice), AMSTERDAM, after=after) == expected


def test_next_moment_follows_the_persons_own_zone():
    moment = next_moment(Preference(), ZoneInfo("America/Paramaribo"), after=SUNDAY)
    assert moment == datetime(2027, 1, 11, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "expected"),
    [
        # Over midnight, at its edges, and outside of it.
        ((22, 7), datetime(2027, 1, 10, 20, 59, tzinfo=UTC), None),
        ((22, 7), datetime(2027, 1, 10, 21, 0, tzinfo=UTC), MONDAY),
        ((22, 7), datetime(2027, 1, 11, 5, 59, tzinfo=UTC), MONDAY),
        ((22, 7), MONDAY, None),
        # Within one day.
        ((9, 17), datetime(2027, 1, 11, 9, tzinfo=UTC), datetime(2027, 1, 11, 16, tzinfo=UTC)),
        ((9, 17), datetime(2027, 1, 11, 16, tzinfo=UTC), None),
        ((0, 23), datetime(2027, 1, 11, 22, 30, tzinfo=UTC), None),
        # The nights in which the clock moves: an hour less, an hour more, and an end that does not exist.
        ((22, 7), datetime(2027, 3, 27, 22, tzinfo=UTC), datetime(2027, 3, 28, 5, tzinfo=UTC)),
        ((22, 7), datetime(2026, 10, 24, 21, tzinfo=UTC), datetime(2026, 10, 25, 6, tzinfo=UTC)),
        ((22, 2), datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ((None, None), MONDAY, None),
    ],
)
def test_quiet_hours_end(hours, now, expected):
    preference = Preference(quiet_from=hours[0], quiet_until=hours[1])
    assert preference.quiet_ends_at(AMSTERDAM, now) == expected


def test_quiet_hours_follow_the_persons_own_clock():
    preference = Preference(quiet_from=22, quiet_until=7)
    assert preference.quiet_ends_at(ZoneInfo("America/Paramaribo"), MONDAY) == datetime(2027, 1, 11, 10, tzinfo=UTC)
