"""Calendar files, read back by the parser of the field."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from meetings.exports.meeting import calendar_file
from meetings.models import Meeting

pytestmark = pytest.mark.django_db


def read(meeting, **fields):
    calendar = Calendar.from_ical(calendar_file(meeting, **({"method": "PUBLISH"} | fields)))
    return calendar, next(iter(calendar.walk("VEVENT")))


@pytest.mark.parametrize("year", range(2027, 2032))
@pytest.mark.parametrize("month", range(1, 13))
def test_calendar_agrees_with_the_database_over_summer_time(year, month, meeting):
    meeting.set_times(date(year, month, 28), time(9, 30), time(16, 30))
    _calendar, event = read(meeting)

    assert event.decoded("dtstart").astimezone(UTC) == meeting.starts_at
    assert event.decoded("dtend").astimezone(UTC) == meeting.ends_at
    assert event["dtstart"].params["TZID"] == "Europe/Amsterdam"


def test_calendar_writes_the_zone_out(meeting):
    meeting.set_times(date(2027, 3, 25), time(9, 30), time(16, 30))
    calendar, event = read(meeting)
    zone = next(iter(calendar.walk("VTIMEZONE"))).to_tz(lookup_tzid=False)
    wall = event.decoded("dtstart").replace(tzinfo=None)

    assert str(next(iter(calendar.walk("VTIMEZONE")))["TZID"]) == "Europe/Amsterdam"
    assert wall == datetime(2027, 3, 25, 9, 30)
    for day, offset in [(25, 1), (29, 2)]:
        assert datetime(2027, 3, day, 9, 30, tzinfo=zone).utcoffset() == timedelta(hours=offset)


def test_calendar_follows_the_zone_of_the_place(meeting):
    meeting.time_zone = "America/Paramaribo"
    meeting.set_times(date(2027, 6, 3), time(9, 30), time(16, 30))
    _calendar, event = read(meeting)
    assert event.decoded("dtstart").astimezone(UTC).hour == 12


def test_calendar_keeps_its_uid_and_counts_moves(meeting, change):
    first = read(meeting)[1]
    moved = read(change(meeting, start_time=time(10)))[1]
    reworded = read(change(meeting, theme="Iets; anders, met leestekens\\"))[1]

    assert str(first["uid"]) == str(moved["uid"]) == str(reworded["uid"])
    assert [int(event["sequence"]) for event in [first, moved, reworded]] == [0, 1, 1]
    assert str(reworded["summary"]).endswith("Iets; anders, met leestekens\\")


def test_calendar_names_the_person_and_their_answer(meeting, member):
    calendar, event = read(meeting, method="REQUEST", person=member, answer="maybe")

    assert calendar["method"] == "REQUEST" and event["status"] == "CONFIRMED"
    assert str(event["attendee"]) == f"mailto:{member.email}"
    assert event["attendee"].params["PARTSTAT"] == "TENTATIVE"
    assert event["attendee"].params["CN"] == "Daan Willems"
    assert str(event["organizer"]).startswith("mailto:")
    assert read(meeting, method="REQUEST", person=member)[1]["attendee"].params["PARTSTAT"] == "NEEDS-ACTION"


def test_calendar_of_a_cancelled_meeting_takes_it_out(meeting):
    meeting.status = Meeting.Status.CANCELLED
    calendar, event = read(meeting, method="CANCEL")
    assert calendar["method"] == "CANCEL" and event["status"] == "CANCELLED"


def test_calendar_is_downloaded_by_members(meeting, member, as_user):
    response = as_user(member).get(f"/bijeenkomsten/{meeting.pk}/bijeenkomst.ics")
    event = next(iter(Calendar.from_ical(response.content).walk("VEVENT")))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert event.decoded("dtstart") == meeting.starts_at.astimezone(ZoneInfo("Europe/Amsterdam"))
    assert str(event["location"]) == "Buurthuiskamer De Kersentuin"
    assert "attendee" not in event
