"""What goes on at a meeting at this moment."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from meetings.models import Meeting, ProgrammeItem
from meetings.shown.now import now_and_next
from meetings.shown.programme import programme_rows

pytestmark = pytest.mark.django_db

PARTS = [("Inloop", 30), ("Actualiteiten", 45), ("Intervisie", 90)]


@pytest.fixture
def day(meeting):
    """A meeting from 9.30 to 16.30 with a programme until 12.15."""
    for position, (title, minutes) in enumerate(PARTS, start=1):
        facts = {"pillar": "opening", "title": title, "minutes": minutes}
        ProgrammeItem.objects.create(meeting=meeting, position=position, **facts)
    meeting.programme_published_at = timezone.now()
    return meeting


def at(meeting, clock: str):
    moment = datetime.combine(meeting.date, time.fromisoformat(clock), tzinfo=ZoneInfo(meeting.time_zone))
    said = now_and_next(meeting, programme_rows(meeting, meeting.items.all()), moment)
    return said and tuple(row and row.item.title for row in (said.current, said.next))


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("08:29", None),
        ("08:30", (None, "Inloop")),
        ("09:29", (None, "Inloop")),
        ("09:30", ("Inloop", "Actualiteiten")),
        ("09:59", ("Inloop", "Actualiteiten")),
        ("10:00", ("Actualiteiten", "Intervisie")),
        ("10:45", ("Intervisie", None)),
        ("12:15", (None, None)),
        ("16:29", (None, None)),
        ("16:30", None),
    ],
)
def test_now_and_next_follow_the_clock(day, clock, expected):
    assert at(day, clock) == expected


def test_nothing_is_said_without_a_programme_in_draft_or_when_cancelled(day, meeting):
    day.programme_published_at = None
    assert at(day, "10:00") is None
    day.programme_published_at = timezone.now()
    day.status = Meeting.Status.CANCELLED
    assert at(day, "10:00") is None
    day.status = Meeting.Status.PLANNED
    day.items.all().delete()
    assert at(day, "10:00") is None


def test_night_in_which_the_clock_goes_back_has_an_hour_more(day):
    day.set_times(date(2027, 10, 31), time(1, 30), time(5, 30))
    start = day.starts_at
    rows = programme_rows(day, day.items.all())
    said = now_and_next(day, rows, start + timedelta(minutes=80))
    assert said.current.item.title == "Intervisie" and day.ends_at - start == timedelta(hours=5)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-10, ["We beginnen zo", "Straks", "Inloop"]),
        (10, ["Nu", "Inloop", "tot 10.00", "Straks", "Actualiteiten"]),
        (80, ["Intervisie", "laatste onderdeel"]),
        (200, ["Dat was het programma"]),
    ],
)
def test_card_says_it(day, minutes, words, django_assert_num_queries):
    rows = programme_rows(day, list(day.items.all()))
    with django_assert_num_queries(0), translation.override("nl"):
        now = now_and_next(day, rows, day.starts_at + timedelta(minutes=minutes))
        page = render_to_string("meetings/meeting_now.html", {"now": now})
    assert all(word in page for word in words), page
