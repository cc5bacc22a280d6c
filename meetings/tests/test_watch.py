"""What the meetings of a circle ask of its coordinators."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conftest import make_meeting
from meetings.models import ActionItem, Attendance, Meeting, Presence
from meetings.watch import look_at_meetings

pytestmark = pytest.mark.django_db


def look(community):
    return look_at_meetings(community, timezone.now())


def notes(community):
    return {note.title: note for note in look(community).notes}


def over(meeting, **fields):
    now = timezone.now()
    times = {"starts_at": now - timedelta(days=2), "ends_at": now - timedelta(days=2, hours=-6)}
    Meeting.objects.filter(pk=meeting.pk).update(**times | fields)


def be_there(meeting, *people):
    for user in people:
        Presence.objects.create(meeting=meeting, user=user, source="list", from_time="09:00", until_time="12:00")


def test_circle_without_meetings_is_asked_to_plan(community, coordinator):
    assert list(notes(community)) == ["Er is geen bijeenkomst gepland"]


def test_who_did_not_answer_is_named_until_they_do(community, meeting, member, host, coordinator):
    silent = notes(community)["3 mensen hebben nog niet geantwoord"]
    assert silent.people == sorted(person.full_name for person in (member, host, coordinator))
    Attendance.objects.create(meeting=meeting, user=member, answer="no", answered_at=timezone.now())
    assert member.full_name not in notes(community)["2 mensen hebben nog niet geantwoord"].people


def test_programme_that_is_not_published_is_asked_for(community, meeting):
    assert "Het programma is nog niet gepubliceerd" in notes(community)
    Meeting.objects.filter(pk=meeting.pk).update(programme_published_at=timezone.now())
    assert "Het programma is nog niet gepubliceerd" not in notes(community)


def test_meeting_that_is_over_asks_for_its_list_and_report(community, meeting):
    over(meeting)
    found = notes(community)
    assert {"De presentielijst is nog niet ondertekend", "Het verslag is nog niet goedgekeurd"} <= set(found)


def test_attendance_is_shown_of_signed_lists_only(community, meeting, member, host):
    over(meeting)
    be_there(meeting, member, host)
    assert look(community).charts == []
    over(meeting, presence_signed_at=timezone.now())
    [chart] = look(community).charts
    assert [bar.text for bar in chart.bars] == ["2"]


def test_late_action_items_are_to_be_done(community, member):
    for due in (date(2026, 1, 1), None):
        ActionItem.objects.create(community=community, what="Bellen", owner=member, due_on=due)
    note = notes(community)["2 actiepunten staan open"]
    assert (note.text, note.tone) == ("1 is te laat.", "warn")


@pytest.mark.parametrize("meetings", [1, 3])
def test_page_costs_the_same_for_one_meeting_as_for_three(
    meetings, community, meeting, coordinator, as_user, django_assert_num_queries
):
    for number in range(2, meetings + 1):
        over(make_meeting(meeting.cycle, number, days=20 + number))
    browser = as_user(coordinator)
    path = reverse("communities:community_standing", kwargs={"slug": community.slug})
    with django_assert_num_queries(10):
        page = browser.get(path)
    assert page.status_code == 200
