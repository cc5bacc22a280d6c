"""Moving the rest of a cycle along with one meeting."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from leerkring.core.errors import Refused
from leerkring.notifications.models import Message
from meetings.actions.shift import shift_rest, shifts_after
from meetings.forms.meeting import initial_of
from meetings.models import Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _autumn():
    """A Monday from which no holiday falls in the way."""
    with time_machine.travel("2026-08-31T08:00:00+02:00", tick=True):
        yield


@pytest.fixture
def series(cycle, make):
    """Thursdays 10 September, 24 September and 8 October."""
    return [make.meeting(cycle, number, days=days) for number, days in enumerate([10, 24, 38], start=1)]


def days_of(shifts):
    return [shift.to for shift in shifts]


def test_shifts_move_the_later_meetings_by_as_many_days(series):
    assert days_of(shifts_after(series[0], days=7)) == [date(2026, 10, 1), date(2026, 10, 15)]
    assert days_of(shifts_after(series[1], days=-7)) == [date(2026, 10, 1)]
    assert days_of(shifts_after(series[2], days=7)) == []


def test_shifts_go_on_past_holidays(series, area, school_holidays):
    type(area).objects.update(holiday_region="midden")
    # The autumn holiday of region midden begins on 17 October 2026.
    fresh = Meeting.objects.get(pk=series[0].pk)
    assert days_of(shifts_after(fresh, days=14)) == [date(2026, 10, 8), date(2026, 10, 29)]


@pytest.mark.parametrize("days", [0, 367, -367, -30])
def test_shifts_are_none_when_it_makes_no_sense(days, series):
    assert shifts_after(series[0], days=days) == []


def test_shifts_leave_out_what_is_cancelled(series):
    Meeting.objects.filter(pk=series[1].pk).update(status=Meeting.Status.CANCELLED)
    assert [shift.meeting for shift in shifts_after(series[0], days=7)] == [series[2]]


def test_shift_rest_moves_a_meeting_whose_facilitator_left(series, coordinator, former_member):
    Meeting.objects.update(facilitator=former_member)
    shift_rest(series[0], by=coordinator, days=7, pks=[row.pk for row in series])
    row = Meeting.objects.get(pk=series[1].pk)
    assert (row.date, row.facilitator) == (date(2026, 10, 1), former_member)


def test_shift_rest_moves_the_chosen_and_tells_members_of_each(series, coordinator, member):
    shift_rest(series[0], by=coordinator, days=7, pks=[series[2].pk])
    assert list(Meeting.objects.values_list("date", flat=True)) == [
        date(2026, 9, 10), date(2026, 9, 24), date(2026, 10, 15),
    ]  # fmt: skip
    assert Message.objects.filter(kind="meetings.changed", recipient=member).count() == 1


def test_shift_rest_is_refused_when_nothing_moves(series, coordinator):
    with pytest.raises(Refused):
        shift_rest(series[0], by=coordinator, days=7, pks=[987])


# --- Pages ------------------------------------------------------------------------------------------------------


def posted(meeting, **fields):
    return {name: value or "" for name, value in initial_of(meeting).items()} | {"version": meeting.version} | fields


def test_moving_a_meeting_asks_whether_the_rest_moves_along(series, coordinator, as_user):
    client = as_user(coordinator)
    address = reverse("meetings:meeting_change", kwargs={"pk": series[0].pk})
    answer = client.post(address, posted(series[0], date="2026-09-17"))
    assert answer["Location"].endswith("/doorschuiven/?dagen=7")
    page = client.get(answer["Location"]).content.decode()
    assert "1 oktober" in page and "15 oktober" in page
    assert Meeting.objects.get(pk=series[1].pk).date == date(2026, 9, 24)

    pks = [series[1].pk, series[2].pk]
    assert client.post(answer["Location"], {"meetings": pks})["Location"] == series[0].cycle.get_absolute_url()
    assert Meeting.objects.get(pk=series[2].pk).date == date(2026, 10, 15)


def test_changing_words_asks_nothing(series, coordinator, as_user):
    address = reverse("meetings:meeting_change", kwargs={"pk": series[0].pk})
    answer = as_user(coordinator).post(address, posted(series[0], place="Elst"))
    assert answer["Location"] == series[0].get_absolute_url()


@pytest.mark.parametrize("days", ["", "x", "0", "9999", "-9999999999999999999999"])
def test_page_leads_to_the_meeting_when_the_address_makes_no_sense(days, series, coordinator, as_user):
    address = reverse("meetings:meeting_shift", kwargs={"pk": series[0].pk})
    assert as_user(coordinator).get(f"{address}?dagen={days}")["Location"] == series[0].get_absolute_url()


@pytest.mark.parametrize("chosen", [[], ["x"], [987]])
def test_page_says_what_is_wrong(chosen, series, coordinator, as_user):
    address = reverse("meetings:meeting_shift", kwargs={"pk": series[0].pk})
    answer = as_user(coordinator).post(f"{address}?dagen=7", {"meetings": chosen, "x": "1"})
    assert answer.status_code == 422
    assert Meeting.objects.get(pk=series[1].pk).date == date(2026, 9, 24)


@pytest.mark.parametrize(
    ("days", "words"),
    [(7, "na deze 7 dagen later zetten"), (1, "één dag later"), (-2, "2 dagen eerder"), (-1, "één dag eerder")],
)
def test_page_says_how_far_and_not_that_the_meeting_itself_was_moved(days, words, series, coordinator, as_user):
    address = reverse("meetings:meeting_shift", kwargs={"pk": series[0].pk})
    page = as_user(coordinator).get(f"{address}?dagen={days}").text
    assert words in page and "is verplaatst" not in page
