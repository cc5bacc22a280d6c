"""Three readers of calendars make of every file and feed the moments we mean, also when the clock changes."""

import json
import shutil
import subprocess
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from django.conf import settings
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from icalendar import Calendar

from communities.models import Community
from meetings.exports.calendar import write_calendar, write_feed
from meetings.exports.event import event_calendar, event_file
from meetings.exports.meeting import meeting_entry
from meetings.exports.time_zone import written_zone
from meetings.models import Cycle, Event, Meeting

READER = Path(__file__).with_name("read_calendars.mjs")
HAS_NODE = bool(shutil.which("node")) and (settings.BASE_DIR / "node_modules" / "ical.js").is_dir()
YEARS = range(2027, 2032)
# Where circles meet, and clocks with habits of their own: half an hour, the winter as the exception, none at all.
ZONES = ["Europe/Amsterdam", "America/Paramaribo", "Australia/Lord_Howe", "Europe/Dublin", "Africa/Casablanca"]


def nights(zone):
    """Return the days on which the clock of a zone changes, with the day before and after."""
    days = [datetime(year, 1, 1, tzinfo=ZoneInfo(zone)) + timedelta(days=n) for year in YEARS for n in range(365)]
    changed = [day.date() for day in days if day.utcoffset() != (day + timedelta(days=1)).utcoffset()]
    return [day + timedelta(days=near) for day in changed or [days[0].date()] for near in (-1, 0, 1)]


def meeting_on(zone, day, start, minutes, **fields):
    """Return a meeting that stands in no database; None where it would end before it begins."""
    cycle = Cycle(community=Community(name="Lingewaard"), number=1)
    facts = {"room": "", "format": "location", "online_url": ""} | fields
    meeting = Meeting(pk=1, cycle=cycle, number=1, time_zone=zone, **facts)
    end = (datetime.combine(day, start) + timedelta(minutes=minutes)).time()
    meeting.set_times(day, start, end)
    return meeting if meeting.ends_at > meeting.starts_at else None


def event_on(zone, day, start, minutes, days, **fields):
    """Return an event of one day or more that stands in no database; None where it would end before it begins."""
    circle = Community(name="Lingewaard")
    event = Event(community=circle, kind="training", slug="dorpshuizen", status="published", time_zone=zone, **fields)
    end = (datetime.combine(day, start) + timedelta(minutes=minutes)).time()
    event.set_times(day, day + timedelta(days=days), start, end)
    return event if event.ends_at > event.starts_at else None


@st.composite
def events(draw):
    """Make a few events that begin, go on or end in the nights in which the clock changes."""
    made = []
    for _each in range(draw(st.integers(1, 4))):
        zone = draw(st.sampled_from(ZONES))
        day, minute = draw(st.sampled_from(nights(zone))), draw(st.integers(0, 23 * 60))
        title, days = draw(st.text("a;,\\:é", min_size=1, max_size=99)), draw(st.integers(0, 200))
        made.append(event_on(zone, day, time(minute // 60, minute % 60), draw(st.integers(1, 59)), days, title=title))
    return [event for event in made if event]


@st.composite
def series(draw):
    """Make a few meetings around the nights in which the clock changes, in one zone or in several."""
    made = []
    for _each in range(draw(st.integers(1, 6))):
        zone = draw(st.sampled_from(ZONES))
        day, minute = draw(st.sampled_from(nights(zone))), draw(st.integers(0, 23 * 60))
        start = time(minute // 60, minute % 60)
        made.append(
            meeting_on(zone, day, start, draw(st.integers(1, 59)), theme=draw(st.text("a;,\\\n:é", max_size=99)))
        )
    return [meeting for meeting in made if meeting]


def moments(rows):
    return {f"{row.uid}@leerkring": (row.starts_at, row.ends_at) for row in rows}


def by_icalendar(text):
    events = Calendar.from_ical(text).walk("VEVENT")
    return {
        str(event["uid"]): tuple(event.decoded(end).astimezone(UTC) for end in ("dtstart", "dtend"))
        for event in events
    }


def by_recurring(text):
    calendar = Calendar.from_ical(text)
    events = recurring_ical_events.of(calendar).between((YEARS[0] - 1, 1, 1), (YEARS[-1] + 1, 12, 31))
    return {str(event["uid"]): (event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in events}


def by_ical_js(texts):
    """Return what ical.js makes of each text; one process for all of them."""
    given_texts = json.dumps([text.decode() for text in texts])
    done = subprocess.run(["node", READER], input=given_texts, capture_output=True, text=True, check=True)
    return [
        {uid: tuple(datetime.fromtimestamp(end, UTC) for end in ends) for uid, *ends in events}
        for events in json.loads(done.stdout)
    ]


def files_of(meetings):
    """Return each text with the meetings in it: one file per meeting, and a feed of them all."""
    entries = [meeting_entry(meeting) for meeting in meetings]
    files = [
        (write_calendar([entry], method=method), [meeting])
        for entry, meeting in zip(entries, meetings, strict=True)
        for method in ("PUBLISH", "REQUEST", "CANCEL")
    ]
    return [*files, (write_feed(entries, title="Leerkring"), meetings)]


def event_files_of(made):
    """Return each text with the events in it: one file per event, and the calendar of them all."""
    return [*((event_file(event), [event]) for event in made), (event_calendar(made), made)]


@given(events())
@how(max_examples=40, deadline=None)
def test_python_readers_agree_about_events_of_one_day_or_many(made):
    for text, inside in event_files_of(made):
        assert by_icalendar(text) == moments(inside)
        assert by_recurring(text) == moments(inside)


@pytest.mark.skipif(not HAS_NODE, reason="node or ical.js is not installed")
@given(events())
@how(max_examples=20, deadline=None)
def test_ical_js_agrees_about_events_of_one_day_or_many(made):
    files = event_files_of(made)
    assert by_ical_js([text for text, _inside in files]) == [moments(inside) for _text, inside in files]


@pytest.mark.promise(3)
@given(series())
@how(max_examples=60, deadline=None)
def test_python_readers_agree_with_the_database_when_the_clock_changes(meetings):
    for text, inside in files_of(meetings):
        assert by_icalendar(text) == moments(inside)
        assert by_recurring(text) == moments(inside)


@pytest.mark.skipif(not HAS_NODE, reason="node or ical.js is not installed")
@given(series())
@how(max_examples=25, deadline=None)
def test_ical_js_agrees_with_the_database_when_the_clock_changes(meetings):
    files = files_of(meetings)
    assert by_ical_js([text for text, _inside in files]) == [moments(inside) for _text, inside in files]


@pytest.mark.promise(3)
@pytest.mark.skipif(not HAS_NODE, reason="node or ical.js is not installed")
def test_ical_js_agrees_at_every_half_hour_of_every_night_of_five_years(figure):
    nightly = [
        meeting_on(zone, day, time(minute // 60, minute % 60), 45)
        for zone in ZONES
        for day in nights(zone)
        for minute in range(0, 300, 30)
    ]
    meetings = [meeting for meeting in nightly if meeting]
    files = [write_feed([meeting_entry(meeting) for meeting in meetings], title="Leerkring")]
    assert by_ical_js(files) == [moments(meetings)]
    assert by_icalendar(files[0]) == moments(meetings)
    figure(f"{len(meetings)} moments of {len(ZONES)} zones, to the second in each reader")


@pytest.mark.parametrize("year", YEARS)
def test_zone_tells_the_change_of_the_clock_at_the_hour_that_it_was(year):
    zone = written_zone("Europe/Amsterdam", year, year)
    begins = [(part.name, part.decoded("dtstart").time()) for part in zone.subcomponents]
    assert begins == [("STANDARD", time(1)), ("DAYLIGHT", time(2)), ("STANDARD", time(3))]


@pytest.mark.parametrize("zone", ZONES)
def test_zone_is_what_the_clocks_of_the_place_say(zone):
    read = written_zone(zone, YEARS[0] - 1, YEARS[-1] + 1).to_tz(lookup_tzid=False)
    days = [datetime(year, month, 15, 12) for year in YEARS for month in range(1, 13)]
    assert [day.replace(tzinfo=read).utcoffset() for day in days] == [
        day.replace(tzinfo=ZoneInfo(zone)).utcoffset() for day in days
    ]
