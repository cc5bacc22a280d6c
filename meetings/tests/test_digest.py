"""What the digest tells of meetings."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from communities.models import Community
from conftest import CLOSED
from meetings.actions.meeting import cancel_meeting
from meetings.mails.digest import collect_meetings
from meetings.models import Meeting

pytestmark = pytest.mark.django_db
NOW = timezone.now()
# Until well after now: the tests themselves take time, and so do those before them.
WEEK = (NOW - timedelta(days=7), NOW + timedelta(hours=3))


def lines(user, window=WEEK):
    with translation.override("en"):
        return [str(line.text).partition(" ")[0] for line in collect_meetings({user.pk: window}).get(user.pk, [])]


def test_digest_tells_what_is_new_changed_cancelled_and_soon(cycle, make, change, coordinator, member):
    make.meeting(cycle, 1, days=40, planned_at=NOW - timedelta(days=1))
    change(make.meeting(cycle, 2, days=50, planned_at=NOW - timedelta(days=30)), place="Elst")
    cancel_meeting(make.meeting(cycle, 3, days=60), by=coordinator, reason="De zaal is dicht.")
    make.meeting(cycle, 4, days=5)

    assert lines(member) == ["Coming", "New", "Changed:", "Cancelled:"]


def test_digest_is_silent_when_there_is_nothing_to_tell(cycle, make, member):
    make.meeting(cycle, 1, days=40, planned_at=NOW - timedelta(days=30))
    make.meeting(cycle, 2, days=-5)
    make.meeting(cycle, 3, days=5, status=Meeting.Status.DRAFT)
    assert lines(member) == []


def test_digest_of_a_day_tells_of_tomorrow(cycle, make, member):
    make.meeting(cycle, 1, days=3)
    assert lines(member, (NOW - timedelta(days=1), NOW)) == []
    assert lines(member, (NOW - timedelta(days=7), NOW)) == ["Coming"]


def test_digest_is_for_members_of_running_circles(cycle, make, member, former_member, outsider):
    make.meeting(cycle, 1, days=5)
    assert lines(former_member) == lines(outsider) == []
    Community.objects.update(**CLOSED)
    assert lines(member) == []


def test_digest_line_is_written_in_the_language_of_the_reader(cycle, make, member):
    make.meeting(cycle, 1, days=5)
    line = collect_meetings({member.pk: WEEK})[member.pk][0]
    with translation.override("nl"):
        dutch = str(line.text)
    with translation.override("en"):
        assert str(line.text) != dutch
    assert line.community == "Lingewaard" and "/bijeenkomsten/" in line.url


def test_digest_asks_two_queries_for_any_number_of_readers(cycle, make, member, host, django_assert_num_queries):
    make.meeting(cycle, 1, days=5)
    with django_assert_num_queries(2):
        collect_meetings({member.pk: WEEK})
    with django_assert_num_queries(2):
        collect_meetings({member.pk: WEEK, host.pk: WEEK})
