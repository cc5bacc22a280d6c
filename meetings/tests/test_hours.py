"""On what contact time was spent."""

from datetime import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings import hours
from meetings.hours import minutes_by_activity
from meetings.models import Meeting, ProgrammeItem
from meetings.presence import breaks_of, net_minutes

from .conftest import DAY

MEETING = Meeting(start_time=time(9, 30), end_time=time(16, 30))
ITEMS = [ProgrammeItem(pillar=pillar, minutes=minutes) for pillar, _title, minutes, _form in DAY]
WHOLE = {"consultation": 90, "deepening": 90, "visit": 75, "current": 45, "other": 60}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (time(9, 30), time(16, 30), WHOLE),
        # Gone before the visit; the break counts for nobody.
        (time(9, 30), time(14), {"consultation": 90, "deepening": 45, "current": 45, "other": 30}),
        # In half-way the peer consultation.
        (time(11, 30), time(16, 30), {"consultation": 45, "deepening": 90, "visit": 75, "other": 30}),
        # Only there for lunch.
        (time(12, 15), time(13, 15), {}),
        # Stayed on after the end, which is no pillar.
        (time(16), time(17), {"other": 60}),
    ],
)
def test_minutes_follow_from_the_programme_and_the_times_of_the_person(start, end, expected):
    assert minutes_by_activity(MEETING, ITEMS, start, end) == expected


def test_all_time_is_other_when_there_is_no_programme():
    assert minutes_by_activity(MEETING, [], time(9, 30), time(12)) == {"other": 150}


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (80, {"consultation": 80, "other": 70}),
        (0, {"other": 150}),
        # It ran on into other time, and never into that of another pillar.
        (500, {"consultation": 150}),
    ],
)
def test_measured_consultation_takes_the_place_of_what_was_planned(measured, expected):
    found = minutes_by_activity(MEETING, ITEMS, time(9, 30), time(16, 30), measured)
    assert found == {"deepening": 90, "visit": 75, "current": 45} | expected


MINUTES = st.integers(0, 24 * 60 - 1)
PARTS = st.lists(st.tuples(st.sampled_from(ProgrammeItem.Pillar.values), st.integers(1, 300)), max_size=8)


# A slow machine makes the first examples slowly.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PARTS, MINUTES, MINUTES, st.none() | st.integers(0, 600))
def test_minutes_of_all_activities_are_together_the_net_time(parts, one, other, measured):
    start, end = (time(*divmod(minute, 60)) for minute in sorted([one, other]))
    items = [ProgrammeItem(pillar=pillar, minutes=minutes) for pillar, minutes in parts]
    found = minutes_by_activity(MEETING, items, start, end, measured)
    assert sum(found.values()) == net_minutes(start, end, breaks_of(MEETING, items))
    assert all(number > 0 for number in found.values())


def test_what_more_than_one_measured_is_added_up(monkeypatch):
    monkeypatch.setattr(hours, "_measured", [])
    hours.register_measured(lambda meetings: {(pk, 7): 40 for pk in meetings})
    hours.register_measured(lambda meetings: {(pk, 7): 20 for pk in meetings} | {(1, 8): 5})
    assert hours.measured_minutes([1]) == {(1, 7): 60, (1, 8): 5}
