"""What the page of a meeting says on the day itself, and of who was there."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from conftest import make_user
from meetings.hours import in_words as said_hours
from meetings.models import Meeting, ProgrammeItem

from .test_presence_pages import put, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("hours", "member_sees", "coordinator_sees"),
    [(-2, [], []), (0, ["mine"], ["mine", "wall", "list"]), (8, ["mine"], ["list"])],
)
def test_meeting_page_shows_what_matters_then(
    hours, member_sees, coordinator_sees, meeting, member, coordinator, as_user
):
    names = {"mine": "presence_mine", "wall": "presence_wall", "list": "presence_list"}
    with time_machine.travel(meeting.starts_at + timedelta(hours=hours)):
        pages = [as_user(user).get(meeting.get_absolute_url()).content.decode() for user in (member, coordinator)]
    found = [[short for short, name in names.items() if f'"{url(name, meeting)}"' in page] for page in pages]
    assert found == [member_sees, coordinator_sees]


def test_meeting_page_on_the_day_begins_with_now_and_drops_my_answer_once_i_am_there(
    now, meeting, member, coordinator, community, make, as_user
):
    ProgrammeItem.objects.create(meeting=meeting, position=1, pillar="opening", title="Inloop", minutes=30)
    Meeting.objects.filter(pk=meeting.pk).update(programme_published_at=timezone.now())
    here, ways = meeting.get_absolute_url(), (f'"{url("presence_mine", meeting)}"', f'"{url("answer", meeting)}"')
    page = as_user(member).get(here).content.decode()
    order = [page.index(part) for part in ("now-title", "presence-title", "harvest-title", *ways[1:], "facts-title")]
    assert order == sorted(order) and "prepare-title" not in page

    put(meeting, member, by=coordinator)
    page = as_user(member).get(here).content.decode()
    assert [way in page for way in ways] == [True, False] and "Je bent er" in page

    alumnus = make_user("alumnus")
    make.join(alumnus, community, "student", alumnus_since=timezone.now())
    page = as_user(alumnus).get(here).content.decode()
    assert "now-title" in page and "presence-title" not in page and "answer" not in page.split("facts-title")[0]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 uur"), (1, "1 minuut"), (45, "45 minuten"), (60, "1 uur"), (390, "6 uur en 30 minuten")],
)
def test_contact_time_is_said_in_words(minutes, words):
    with translation.override("nl"):
        assert said_hours(minutes) == words


def test_online_nobody_is_sent_to_a_code_on_the_wall(now, meeting, member, coordinator, as_user):
    Meeting.objects.filter(pk=meeting.pk).update(format="online", online_url="https://meet.example.nl/x")
    pages = [as_user(user).get(meeting.get_absolute_url()).content.decode() for user in (member, coordinator)]
    assert not any(url("presence_wall", meeting) in page or "code aan de muur" in page for page in pages)
    assert [url("presence_list", meeting) in page for page in pages] == [False, True]
    assert "code aan de muur" not in as_user(member).get(url("presence_mine", meeting)).content.decode()
