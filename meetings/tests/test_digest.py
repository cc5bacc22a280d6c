"""What the digest tells of meetings."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from communities.models import Community
from conftest import CLOSED
from meetings.actions.meeting import cancel_meeting
from meetings.mails.digest import collect_meetings
from meetings.mails.digest_personal import collect_actions, collect_waiting
from meetings.models import ActionItem, Attendance, Meeting

NOW = timezone.now()
# Until well after now: the tests themselves take time.
WEEK = (NOW - timedelta(days=7), NOW + timedelta(hours=3))

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW)]


def lines(cycle, window=WEEK):
    """The first word of what members are told."""
    told = [news.line_for(window) for news in collect_meetings([cycle.community_id], window)]
    with translation.override("en"):
        return [str(line.text).partition(" ")[0] for line in told if line]


def test_digest_tells_what_is_new_changed_cancelled_and_soon(cycle, make, change, coordinator, member):
    make.meeting(cycle, 1, days=40, planned_at=NOW - timedelta(days=1))
    change(make.meeting(cycle, 2, days=50, planned_at=NOW - timedelta(days=30)), place="Elst")
    cancel_meeting(make.meeting(cycle, 3, days=60), by=coordinator, reason="De zaal is dicht.")
    make.meeting(cycle, 4, days=5)

    assert lines(cycle) == ["Coming", "New", "Changed:", "Cancelled:"]


def test_digest_is_silent_when_there_is_nothing_to_tell(cycle, make, member):
    make.meeting(cycle, 1, days=40, planned_at=NOW - timedelta(days=30))
    make.meeting(cycle, 2, days=-5)
    make.meeting(cycle, 3, days=5, status=Meeting.Status.DRAFT)
    assert lines(cycle) == []


def test_digest_of_a_day_tells_of_tomorrow(cycle, make, member):
    make.meeting(cycle, 1, days=3)
    assert lines(cycle, (NOW - timedelta(days=1), NOW)) == []
    assert lines(cycle, (NOW - timedelta(days=7), NOW)) == ["Coming"]


def test_digest_line_is_written_in_the_language_of_the_reader(cycle, make, member):
    make.meeting(cycle, 1, days=5)
    [news] = collect_meetings([cycle.community_id], WEEK)
    line = news.line_for(WEEK)
    with translation.override("nl"):
        dutch = str(line.text)
    with translation.override("en"):
        assert str(line.text) != dutch
    assert (news.circle, news.is_public) == (cycle.community_id, False)
    assert "/bijeenkomsten/" in line.url


@pytest.mark.parametrize("number", [1, 3])
def test_digest_asks_one_query(cycle, make, number, django_assert_num_queries):
    for each in range(number):
        make.meeting(cycle, each + 1, days=5 + each)
    with django_assert_num_queries(1):
        assert len(collect_meetings([cycle.community_id], WEEK)) == number


def test_digest_that_was_held_tells_nothing_that_has_begun(cycle, make, time_machine):
    meeting = make.meeting(cycle, 1, days=2)
    time_machine.move_to(meeting.starts_at + timedelta(minutes=1))
    assert lines(cycle) == []


# --- What is for one reader alone -------------------------------------------------------------------------------


def said(found, user):
    with translation.override("en"):
        return [(str(line.text), line.is_new) for line in found.get(user.pk, [])]


def test_digest_says_which_answers_wait_and_whether_they_are_new(cycle, make, member, host):
    new = make.meeting(cycle, 1, days=40, planned_at=NOW - timedelta(days=1))
    known = make.meeting(cycle, 2, days=50, planned_at=NOW - timedelta(days=30))
    for meeting in (new, known):
        Attendance.objects.create(meeting=meeting, user=host, answer="maybe", answered_at=NOW)

    found = collect_waiting({member.pk: WEEK, host.pk: WEEK})

    assert [(text.partition("?")[2], is_new) for text, is_new in said(found, member)] == [
        (" Lingewaard", True),
        (" Lingewaard", False),
    ]
    assert said(found, host) == []


def test_digest_asks_nothing_of_who_left_or_of_a_closed_circle(cycle, make, member, former_member, outsider):
    make.meeting(cycle, 1, days=5)
    windows = dict.fromkeys([member.pk, former_member.pk, outsider.pk], WEEK)
    assert set(collect_waiting(windows)) == {member.pk}
    Community.objects.update(**CLOSED)
    assert not collect_waiting(windows)


def test_digest_counts_action_items_without_saying_what_they_are(community, member, host, coordinator):
    soon = timezone.localdate() + timedelta(days=2)
    for number in range(2):
        ActionItem.objects.create(community=community, what=f"Geheim {number}", owner=member, due_on=soon)
    ActionItem.objects.create(community=community, what="Later", owner=host, due_on=soon + timedelta(days=60))

    found = collect_actions({member.pk: WEEK, host.pk: WEEK})

    [(text, is_new)] = said(found, member)
    assert (text.startswith("2 action items for Lingewaard"), is_new) == (True, True)
    assert "Geheim" not in text
    assert said(found, host) == []


@pytest.mark.parametrize("number", [1, 3])
def test_personal_parts_ask_the_same_for_one_and_for_many(
    cycle, make, community, member, number, django_assert_num_queries
):
    make.meeting(cycle, 1, days=5)
    people = [make.user(f"Lid {each}") for each in range(number)]
    for person in people:
        make.join(person, community, "student", sector="education")
        ActionItem.objects.create(community=community, what="x", owner=person, due_on=timezone.localdate())
    windows = {person.pk: WEEK for person in people}
    with django_assert_num_queries(4):  # circles, meetings, polls, answers; votes where there is a poll
        assert len(collect_waiting(windows)) == number
    with django_assert_num_queries(2):  # circles, action items
        assert len(collect_actions(windows)) == number
