"""Reminders: who is reminded, when, and never of what is no longer true."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.notifications.models import Message
from meetings.actions.attendance import answer_meeting
from meetings.actions.meeting import cancel_meeting
from meetings.actions.reminder import KIND, remind
from meetings.models import Meeting

pytestmark = pytest.mark.django_db


def reminded():
    rows = Message.objects.filter(kind=KIND).order_by("pk")
    return [(row.recipient.given_name, row.context["rule"]) for row in rows]


@pytest.fixture
def far(cycle, make):
    """A meeting in thirty days; the times of a test are told from its start."""
    return make.meeting(cycle, days=30)


def before(meeting, **delta):
    meeting.refresh_from_db()
    return meeting.starts_at - timedelta(**delta)


def test_remind_writes_each_rule_once_when_it_is_due(far, member):
    assert remind(before(far, days=7, minutes=1)) == 0
    assert remind(before(far, days=7)) == 1
    assert remind(before(far, days=6)) == 0
    assert remind(before(far, days=2)) == 1
    assert remind(before(far, days=1)) == 0
    assert reminded() == [("Daan", "prepare"), ("Daan", "soon")]


def test_remind_twice_at_once_doubles_nothing(far, member):
    now = before(far, days=7)
    remind(now)
    Meeting.objects.update(next_reminder_at=now)
    remind(now)
    assert reminded() == [("Daan", "prepare")]


def test_remind_sends_only_the_latest_due_after_an_outage(far, member):
    remind(before(far, days=1))
    assert reminded() == [("Daan", "soon")]


def test_remind_never_of_the_past(far, member):
    assert remind(before(far)) == 0
    assert remind(before(far, days=-3)) == 0
    far.refresh_from_db()
    assert far.next_reminder_at is None


def test_remind_mends_a_moment_that_is_too_early_and_goes_on_with_the_rest(far, member, cycle, make):
    soon = make.meeting(cycle, 2, days=3)
    Meeting.objects.filter(pk=far.pk).update(next_reminder_at=timezone.now())
    assert remind(timezone.now()) == 1
    far.refresh_from_db()
    assert far.next_reminder_at == far.starts_at - timedelta(days=7)
    assert Message.objects.get(kind=KIND).context["meeting"] == soon.pk


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_remind_only_of_planned_meetings(status, far, member):
    Meeting.objects.update(status=status)
    assert remind(before(far, days=2)) == 0


def test_remind_leaves_out_who_said_no_who_left_and_closed_circles(far, member, host, former_member, outsider):
    answer_meeting(far, by=host, answer="no")
    answer_meeting(far, by=member, answer="yes")
    remind(before(far, days=7))
    assert reminded() == [("Daan", "prepare")]

    Community.objects.update(**CLOSED)
    assert remind(before(far, days=2)) == 0


def test_remind_again_when_the_meeting_moved(far, member, change):
    remind(before(far, days=7))
    with time_machine.travel(before(far, days=6), tick=False):
        change(far, date=far.date + timedelta(days=14))
    remind(before(far, days=7))
    assert sorted(reminded()) == [("Daan", "prepare")] * 2 + [("Marit", "prepare")] * 2
    assert len({row.key for row in Message.objects.filter(kind=KIND)}) == 2


def test_remind_keeps_to_the_schedule_when_only_words_change(far, member, change):
    change(far, theme="Iets anders")
    assert remind(before(far, days=7)) == 2


def test_remind_asks_a_fixed_number_of_queries(cycle, make, member, host, django_assert_num_queries):
    meetings = [make.meeting(cycle, number, days=30) for number in [1, 2, 3]]
    Meeting.objects.filter(number__gt=1).update(next_reminder_at=None)
    with django_assert_num_queries(8):
        remind(before(meetings[0], days=7))
    Meeting.objects.update(next_reminder_at=before(meetings[0], days=2))
    # Then guests are told, too.
    with django_assert_num_queries(9):
        remind(before(meetings[0], days=2))


# --- Looked at again when it is sent ----------------------------------------------------------------------------


def test_reminder_has_links_for_who_did_not_answer(far, member, host, deliver):
    answer_meeting(far, by=host, answer="yes")
    Message.objects.all().delete()
    now = before(far, days=2)
    remind(now)
    with time_machine.travel(now + timedelta(minutes=1)):
        mails = deliver()

    assert "/antwoord/" in mails[member.email].body and "answer=yes" in mails[member.email].body
    assert "answer=yes" not in mails[host.email].body and "answer=no" in mails[host.email].body
    assert mails[member.email].extra_headers["List-Unsubscribe-Post"]


@pytest.mark.parametrize("what", ["moved", "cancelled", "no", "left", "begun", "closed"])
def test_reminder_is_not_sent_when_it_is_no_longer_true(what, far, member, coordinator, change, deliver, reasons):
    now = before(far, days=2)
    remind(now)
    with time_machine.travel(now + (timedelta(days=2) if what == "begun" else timedelta())):
        if what == "moved":
            change(far, date=far.date + timedelta(days=1))
        if what == "cancelled":
            cancel_meeting(far, by=coordinator, reason="De zaal is dicht.")
        if what == "no":
            for person in [member, coordinator]:
                answer_meeting(far, by=person, answer="no")
        if what == "left":
            Membership.objects.update(left_at=timezone.now())
        if what == "closed":
            Community.objects.update(**CLOSED)
        deliver()

    assert len(reasons(KIND)) == 2
    assert not Message.objects.filter(kind=KIND, state="sent").exists()
