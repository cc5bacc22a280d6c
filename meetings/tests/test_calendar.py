"""Calendar files, read back by the parser of the field."""

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from icalendar import Calendar

from meetings.exports.calendar import calendar_links
from meetings.exports.meeting import calendar_file, meeting_entry
from meetings.models import Guest, Meeting

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


# --- Alarms, the link to take part online, and the ways into calendars -------------------------------------------


def alarms(event):
    return [alarm.decoded("trigger") for alarm in event.walk("VALARM")]


def test_calendar_warns_a_day_and_two_hours_before(meeting, member):
    for fields in ({}, {"method": "REQUEST", "person": member, "answer": "yes"}):
        assert alarms(read(meeting, **fields)[1]) == [timedelta(days=-1), timedelta(hours=-2)]


def test_calendar_does_not_warn_of_what_is_cancelled(meeting, member):
    assert alarms(read(meeting, method="CANCEL", person=member)[1]) == []
    meeting.status = Meeting.Status.CANCELLED
    assert alarms(read(meeting)[1]) == []


def test_calendar_shows_the_circle_as_category_and_the_room(meeting):
    meeting.room = "Zaal 2"
    event = read(meeting)[1]
    assert [str(name) for name in event["categories"].cats] == ["Lingewaard"]
    assert str(event["location"]) == "Buurthuiskamer De Kersentuin, Zaal 2"


@pytest.mark.parametrize(
    "form, place, link",
    [
        (Meeting.Format.LOCATION, "Buurthuiskamer De Kersentuin", False),
        (Meeting.Format.HYBRID, "Buurthuiskamer De Kersentuin", True),
    ],
)
def test_calendar_holds_the_link_to_take_part_online_where_one_can(form, place, link, meeting, member):
    meeting.format, meeting.online_url = form, "https://praat.example/kring?a=1"
    event = read(meeting, method="REQUEST", person=member)[1]

    assert str(event["location"]) == place
    assert ("conference" in event) == ("praat.example" in str(event["description"])) == link
    if link:
        assert event["conference"].params["VALUE"] == "URI"


def test_calendar_of_an_online_meeting_has_the_link_as_its_place(meeting, member):
    meeting.format, meeting.online_url, meeting.place = Meeting.Format.ONLINE, "https://praat.example/kring", ""
    assert str(read(meeting)[1]["location"]) == "https://praat.example/kring"
    assert not any("praat.example" in link.url for link in calendar_links(meeting_entry(meeting)))


def test_calendar_of_a_guest_holds_no_address_of_ours_and_no_link_to_take_part(meeting):
    meeting.format, meeting.online_url = Meeting.Format.HYBRID, "https://praat.example/kring"
    guest = Guest(meeting=meeting, name="Ronald Vos", email="r.vos@example.nl")
    text = calendar_file(meeting, method="REQUEST", person=guest).decode().replace("\r\n ", "")
    assert "praat.example" not in text and settings.SITE_URL not in text


def test_links_hold_title_moment_place_and_page_and_nothing_else(meeting):
    meeting.set_times(date(2027, 3, 25), time(9, 30), time(16, 30))
    meeting.theme, meeting.travel, meeting.online_url = "Zorg & welzijn: 100% + meer?", "kanarie", "https://kanarie.nl"
    meeting.format = Meeting.Format.HYBRID
    links = calendar_links(meeting_entry(meeting))
    google, outlook, office = [dict(parse_qsl(urlsplit(link.url).query, strict_parsing=True)) for link in links]

    assert [urlsplit(link.url).hostname for link in links] == [
        "calendar.google.com", "outlook.live.com", "outlook.office.com",
    ]  # fmt: skip
    assert google["dates"] == "20270325T083000Z/20270325T153000Z"
    assert (outlook["startdt"], outlook["enddt"]) == ("2027-03-25T08:30:00Z", "2027-03-25T15:30:00Z")
    assert google["text"] == outlook["subject"] == office["subject"] == "Lingewaard: Zorg & welzijn: 100% + meer?"
    assert google["details"] == outlook["body"] == f"{settings.SITE_URL}/bijeenkomsten/{meeting.pk}/"
    assert not any("kanarie" in link.url or "+" in link.url for link in links)


def test_page_of_a_meeting_leads_into_calendars_until_it_is_over_or_cancelled(meeting, member, as_user):
    page = f"/bijeenkomsten/{meeting.pk}/"
    shown = as_user(member).get(page).content.decode()
    assert all(
        word in shown for word in ["calendar.google.com", "outlook.office.com", "bijeenkomst.ics", "abonnement"]
    )
    assert 'rel="noopener noreferrer"' in shown
    Meeting.objects.update(status=Meeting.Status.CANCELLED)
    assert "calendar.google.com" not in as_user(member).get(page).content.decode()
