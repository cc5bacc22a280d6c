"""Dates outside holidays."""

from datetime import date, timedelta

import pytest

from meetings.dates import TABLE, _school_holidays, is_holiday, propose_dates


def test_propose_dates_gives_one_weekday_weeks_apart():
    dates = propose_dates(date(2026, 9, 3))

    assert dates == [date(2026, 9, 3), date(2026, 10, 15), date(2026, 11, 26), date(2027, 1, 7)]


def test_propose_dates_moves_past_the_school_holiday_of_the_region():
    assert propose_dates(date(2027, 2, 18), count=2, region="zuid") == [date(2027, 2, 25), date(2027, 4, 8)]
    assert propose_dates(date(2027, 2, 18), count=2, region="noord") == [date(2027, 2, 18), date(2027, 4, 1)]


def test_propose_dates_knows_only_public_holidays_without_a_region():
    assert propose_dates(date(2027, 2, 18), count=1) == [date(2027, 2, 18)]
    assert propose_dates(date(2027, 5, 6), count=1) == [date(2027, 5, 13)]  # Ascension Day


def test_propose_dates_moves_on_through_a_long_holiday():
    assert propose_dates(date(2027, 7, 15), count=1, region="noord") == [date(2027, 8, 26)]


def test_propose_dates_keeps_weekday_for_years():
    dates = propose_dates(date(2026, 11, 26), count=30, region="midden")

    assert {day.weekday() for day in dates} == {3}
    assert all(later - earlier >= timedelta(weeks=6) for earlier, later in zip(dates, dates[1:]))


@pytest.mark.parametrize("region", ["noord", "midden", "zuid"])
def test_table_holds_five_holidays_a_year_from_saturday_to_sunday(region):
    periods = _school_holidays(region)

    assert len(periods) == 15
    assert all(first.weekday() == 5 and last.weekday() == 6 for first, last in periods)
    assert periods == sorted(periods)


def test_table_is_read_whole():
    assert TABLE.read_text().count("\n") == 46


@pytest.mark.parametrize(
    ("day", "free"), [(date(2027, 4, 27), True), (date(2027, 3, 29), True), (date(2027, 3, 30), False)]
)
def test_is_free_knows_public_holidays(day, free):
    assert is_holiday(day) is free
