"""What the life of a circle asks of its meetings."""

from datetime import timedelta

import pytest
from django.utils import timezone

from communities.actions.closing import close_community
from communities.actions.copy import Part, copy_community
from communities.closing import obstacles_of
from communities.models import Area
from leerkring.core.errors import Refused
from meetings.actions.cycle import copy_cycle, missing_in_cycle, plan_cycle
from meetings.dates import holidays_in
from meetings.models import Cycle, Meeting

pytestmark = pytest.mark.django_db


# --- Closing ----------------------------------------------------------------------------------------------------


def test_obstacles_name_the_meetings_that_are_planned_and_lead_to_the_next(community, cycle, make):
    later, first = make.meeting(cycle, 1, days=30), make.meeting(cycle, 2, days=7)
    obstacle = obstacles_of(community)[0]
    assert "2 bijeenkomsten" in obstacle.text and obstacle.url == first.get_absolute_url()
    Meeting.objects.filter(pk=later.pk).update(status=Meeting.Status.CANCELLED)
    assert "één bijeenkomst" in obstacles_of(community)[0].text.lower()


@pytest.mark.parametrize("fields", [{"days": -1}, {"status": Meeting.Status.CANCELLED}, {"status": "draft"}])
def test_obstacles_are_none_when_nothing_is_planned(fields, community, cycle, make):
    make.meeting(cycle, **fields)
    assert obstacles_of(community) == []


def test_close_is_refused_while_a_meeting_is_planned(community, meeting, coordinator):
    with pytest.raises(Refused):
        close_community(community, by=coordinator)
    Meeting.objects.update(status=Meeting.Status.CANCELLED)
    close_community(community, by=coordinator)


# --- Copying ----------------------------------------------------------------------------------------------------


@pytest.fixture
def example(community, cycle, make, coordinator, host_organisation):
    """Three meetings with a programme in the first, the second of which was cancelled."""
    first = make.meeting(cycle, 1, days=-70, theme="Agenderen", host=host_organisation, place="Elst")
    make.meeting(cycle, 2, days=-60, theme="Visie", status=Meeting.Status.CANCELLED)
    make.meeting(cycle, 3, days=-49, theme="Plan")
    first.items.create(position=1, pillar="opening", title="Inloop", minutes=30)
    return cycle


def test_copy_of_a_circle_gets_goal_themes_times_and_programmes_with_dates_to_come(community, example, coordinator):
    copy = copy_community(community, by=coordinator, name="Gendt", sector="practice")
    meetings = list(copy.cycles.get().meetings.all())

    assert copy.cycles.get().learning_goal == example.learning_goal
    assert [(row.number, row.theme, row.status) for row in meetings] == [
        (1, "Agenderen", "draft"), (2, "Plan", "draft"),
    ]  # fmt: skip
    assert [item.title for item in meetings[0].items.all()] == ["Inloop"]
    assert meetings[0].host is None and meetings[0].place == ""
    assert meetings[0].date > timezone.localdate() + timedelta(weeks=4)
    assert missing_in_cycle(copy.cycles.get()) == []


def test_copy_of_a_circle_without_its_plan_has_no_meetings(community, example, coordinator):
    copy = copy_community(community, by=coordinator, name="Gendt", sector="practice", parts=[Part.TEXTS])
    assert not copy.cycles.exists()


def test_copy_of_a_circle_without_meetings_is_just_a_circle(community, cycle, coordinator):
    assert not copy_community(community, by=coordinator, name="Gendt", sector="practice").cycles.exists()


def test_copy_pressed_twice_is_one_plan(community, example, coordinator):
    for _press in range(2):
        copy = copy_community(community, by=coordinator, name="Gendt", sector="practice")
    assert copy.cycles.count() == 1


def test_copy_cycle_keeps_the_rhythm_comes_after_what_is_planned_and_avoids_holidays(
    community, example, coordinator, make, school_holidays
):
    Area.objects.update(holiday_region="midden")
    community.refresh_from_db()
    last = make.meeting(example, 4, days=100)
    cycle = copy_cycle(example, community, by=coordinator, today=timezone.localdate())
    first, second, third = cycle.meetings.all()

    assert cycle.number == 2 and first.date >= last.date + timedelta(weeks=6)
    assert (second.date - first.date).days >= 21 and (second.date - first.date).days % 7 == 0
    assert not any(holidays_in("midden").name_on(row.date) for row in (first, second, third))
    assert plan_cycle(cycle, by=coordinator).meetings.planned().count() == 3


def test_copy_cycle_takes_the_plan_of_a_series_that_was_cancelled(community, cycle, make, coordinator):
    make.meeting(cycle, status=Meeting.Status.CANCELLED, theme="Visie")
    copy = copy_cycle(cycle, community, by=coordinator, today=timezone.localdate())
    assert [row.theme for row in copy.meetings.all()] == ["Visie"] and Cycle.objects.count() == 2
