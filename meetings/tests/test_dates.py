"""Dates outside holidays."""

from datetime import date, timedelta

import pytest

from communities.models import Area
from meetings.dates import holidays_in, holidays_of
from meetings.models import SchoolHoliday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("school_holidays")]


def test_propose_gives_one_weekday_weeks_apart():
    dates = holidays_in("").propose(date(2026, 9, 3))

    assert dates == [date(2026, 9, 3), date(2026, 10, 15), date(2026, 11, 26), date(2027, 1, 7)]


def test_propose_moves_past_the_school_holiday_of_the_region():
    first = date(2027, 2, 18)
    assert holidays_in("zuid").propose(first, count=2) == [date(2027, 2, 25), date(2027, 4, 8)]
    assert holidays_in("noord").propose(first, count=2) == [date(2027, 2, 18), date(2027, 4, 1)]


def test_propose_knows_only_public_holidays_without_a_region():
    assert holidays_in("").propose(date(2027, 2, 18), count=1) == [date(2027, 2, 18)]
    assert holidays_in("").propose(date(2027, 5, 6), count=1) == [date(2027, 5, 13)]  # Ascension Day


def test_propose_moves_on_through_a_long_holiday():
    assert holidays_in("noord").propose(date(2027, 7, 15), count=1) == [date(2027, 8, 26)]


def test_propose_keeps_weekday_for_years():
    dates = holidays_in("midden").propose(date(2026, 11, 26), count=30)

    assert {day.weekday() for day in dates} == {3}
    assert all(later - earlier >= timedelta(weeks=6) for earlier, later in zip(dates, dates[1:]))


def test_dates_ask_the_database_once_however_many_there_are(django_assert_num_queries):
    with django_assert_num_queries(1):
        holidays_in("midden").propose(date(2026, 11, 26), count=30)
    with django_assert_num_queries(0):
        holidays_in("").propose(date(2026, 11, 26), count=3)


def test_holidays_follow_the_table_of_operators():
    assert not holidays_in("midden").name_on(date(2029, 2, 20))
    SchoolHoliday.objects.create(
        region="midden", name="voorjaarsvakantie", first=date(2029, 2, 17), last=date(2029, 2, 25)
    )
    assert holidays_in("midden").name_on(date(2029, 2, 20)) == "voorjaarsvakantie"
    assert not holidays_in("zuid").name_on(date(2029, 2, 20))


def test_around_proposes_workdays_near_a_day_that_are_no_holiday():
    thursday = date(2027, 4, 29)
    assert holidays_in("").around(thursday, after=date(2027, 4, 21)) == [
        date(2027, 4, 22),
        date(2027, 4, 26),
        date(2027, 4, 28),
        thursday,
        date(2027, 4, 30),
        *(date(2027, 5, number) for number in (3, 4, 5, 7, 13)),
    ]
    assert holidays_in("").around(thursday, after=date(2028, 1, 1)) == [thursday]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 2, 24), "Deze dag valt in een vakantie of is een feestdag: voorjaarsvakantie."),
        (date(2027, 4, 27), "Deze dag valt in een vakantie of is een feestdag: Koningsdag."),
        (date(2027, 6, 5), "Deze dag valt in het weekend."),
        (date(2027, 6, 3), ""),
    ],
)
def test_warning_names_what_is_against_a_day(day, words):
    assert holidays_in("noord").warning(day) == words


def test_holidays_of_a_circle_are_those_of_its_area_or_what_that_is_part_of(community, area):
    assert holidays_of(community).region == ""
    area.parent = Area.objects.create(name="Gelderland", kind="province", holiday_region="midden")
    assert holidays_of(community).region == "midden"
    area.holiday_region = "zuid"
    assert holidays_of(community).region == "zuid"


@pytest.mark.parametrize("region", ["noord", "midden", "zuid"])
def test_table_holds_five_holidays_a_year_from_saturday_to_sunday(region):
    periods = holidays_in(region).periods

    assert len(periods) == 15
    assert all(each.first.weekday() == 5 and each.last.weekday() == 6 for each in periods)


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2027, 4, 27), "Koningsdag"), (date(2027, 3, 29), "Tweede paasdag"), (date(2027, 3, 30), "")],
)
def test_name_on_knows_public_holidays(day, name):
    assert holidays_in("").name_on(day) == name
