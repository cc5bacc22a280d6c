"""The mails about answers, changes and cancellations."""

from datetime import time, timedelta

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar

from communities.models import Membership
from leerkring.notifications.models import Message
from meetings.actions.attendance import answer_meeting
from meetings.actions.meeting import cancel_meeting
from meetings.models import Meeting, MeetingChange

pytestmark = pytest.mark.django_db


def calendar_of(mail):
    """Return method and event of the calendar file that goes along; None when there is none."""
    parts = [part for part in mail.attachments if hasattr(part, "get_content_type")]
    calendars = [part for part in parts if part.get_content_type() == "text/calendar"]
    if not calendars:
        return None
    calendar = Calendar.from_ical(calendars[0].get_payload(decode=True))
    assert calendars[0].get_param("method") == calendar["method"]
    return str(calendar["method"]), next(iter(calendar.walk("VEVENT")))


@pytest.fixture
def later(deliver):
    """Return a function that delivers when all folding is over."""

    def send():
        with time_machine.travel(timezone.now() + timedelta(minutes=3)):
            return deliver()

    return send


def html_of(mail):
    return mail.alternatives[0][0]


# --- Answers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "part"), [("yes", "ACCEPTED"), ("maybe", "TENTATIVE")])
def test_answer_is_confirmed_with_a_calendar_file(answer, part, meeting, member, deliver):
    answer_meeting(meeting, by=member, answer=answer)
    mail = deliver()[member.email]
    method, event = calendar_of(mail)

    assert (method, event["attendee"].params["PARTSTAT"]) == ("REQUEST", part)
    assert "9.30–16.30 uur" in mail.body and "De Kersentuin" in html_of(mail)
    assert "List-Unsubscribe" not in mail.extra_headers


def test_no_leaves_the_calendar_alone_unless_there_was_something_in_it(meeting, member, host, deliver):
    answer_meeting(meeting, by=host, answer="no")
    assert calendar_of(deliver()[host.email]) is None
    answer_meeting(meeting, by=member, answer="yes")
    deliver()
    answer_meeting(meeting, by=member, answer="no")
    assert calendar_of(deliver()[member.email])[1]["attendee"].params["PARTSTAT"] == "DECLINED"


def test_only_the_latest_answer_is_confirmed(meeting, member, deliver, reasons):
    answer_meeting(meeting, by=member, answer="yes")
    answer_meeting(meeting, by=member, answer="maybe")

    assert calendar_of(deliver()[member.email])[1]["attendee"].params["PARTSTAT"] == "TENTATIVE"
    assert reasons("meetings.answer") == ["answered otherwise since"]


@pytest.mark.parametrize("what", ["left", "cancelled", "over", "removed"])
def test_answer_is_not_confirmed_when_it_no_longer_matters(what, meeting, member, deliver):
    answer_meeting(meeting, by=member, answer="yes")
    if what == "left":
        Membership.objects.update(left_at=timezone.now())
    if what == "cancelled":
        Meeting.objects.update(status=Meeting.Status.CANCELLED)
    if what == "over":
        Meeting.objects.update(starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now())
    if what == "removed":
        Meeting.objects.all().delete()
    assert deliver() == {}


# --- Changes ----------------------------------------------------------------------------------------------------


def test_changes_within_two_minutes_become_one_mail(meeting, change, member, later, reasons):
    change(meeting, place="Elst")
    change(meeting, place="Duiven", start_time=time(10))
    change(meeting, theme="Agenderen: wie missen we?")
    mail = later()[member.email]

    assert Message.objects.filter(kind="meetings.changed", state="sent", recipient=member).count() == 1
    assert reasons("meetings.changed") == ["a later change tells this too"] * 4
    assert "Duiven" in mail.body and "De Kersentuin" in mail.body and "Elst" not in mail.body
    assert "10.00" in mail.body and "9.30" in mail.body and "wie missen we" in mail.body
    assert calendar_of(mail)[0] == "REQUEST"


def test_changes_further_apart_become_two_mails(meeting, change, member, later):
    change(meeting, place="Elst")
    assert "Elst" in later()[member.email].body
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        change(meeting, place="Duiven")
        mail = later()[member.email]
    assert "Elst" in mail.body and "Duiven" in mail.body


def test_change_that_was_late_still_tells_the_truth(meeting, change, member, deliver):
    change(meeting, place="Elst")
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        change(meeting, place="Duiven")
        assert "Elst" not in deliver()[member.email].body


def test_change_back_sends_nothing(meeting, change, member, later, reasons):
    change(meeting, place="Elst")
    change(meeting, place=meeting.place)
    assert later() == {}
    assert "everything is as it was" in reasons("meetings.changed")


def test_moved_meeting_asks_again_whoever_answered(meeting, change, member, host, later):
    answer_meeting(meeting, by=member, answer="yes")
    answer_meeting(meeting, by=host, answer="no")
    Message.objects.all().delete()
    change(meeting, date=meeting.date + timedelta(days=7))
    mails = later()

    assert "answer=yes" in mails[member.email].body and "answer=yes" in mails[host.email].body
    assert calendar_of(mails[member.email])[1]["sequence"] == 1
    assert calendar_of(mails[host.email]) is None


def test_change_is_not_told_when_it_was_cancelled_after(meeting, change, coordinator, member, later):
    change(meeting, place="Elst")
    cancel_meeting(meeting, by=coordinator, reason="De zaal is dicht.")
    mails = later()
    assert "De zaal is dicht." in mails[member.email].body
    assert not Message.objects.filter(kind="meetings.changed", state="sent").exists()


def test_change_of_nobodys_version_is_skipped(meeting, change, member, later):
    change(meeting, place="Elst")
    MeetingChange.objects.all().delete()
    assert later() == {}


# --- Cancellations ----------------------------------------------------------------------------------------------


def test_cancellation_takes_the_meeting_out_of_calendars(meeting, coordinator, member, deliver):
    cancel_meeting(meeting, by=coordinator, reason="De zaal is <dicht>.")
    mail = deliver()[member.email]
    method, event = calendar_of(mail)

    assert (method, str(event["status"]), int(event["sequence"])) == ("CANCEL", "CANCELLED", 1)
    assert "De zaal is <dicht>." in mail.body and "&lt;dicht&gt;" in html_of(mail)


def test_cancellation_is_not_told_to_who_left(meeting, coordinator, member, deliver):
    cancel_meeting(meeting, by=coordinator, reason="De zaal is dicht.")
    Membership.objects.filter(user=member).update(left_at=timezone.now())
    assert set(deliver()) == {coordinator.email}


# --- All --------------------------------------------------------------------------------------------------------


def test_mail_tells_whose_clock_it_is_to_who_lives_by_another(meeting, member, host, deliver):
    type(member).objects.filter(pk=member.pk).update(time_zone="America/Paramaribo", language="en")
    for person in [member, host]:
        person.refresh_from_db()
        answer_meeting(meeting, by=person, answer="yes")
    mails = deliver()

    assert "9:30" in mails[member.email].body and "Amsterdam" in mails[member.email].body
    assert "9.30" in mails[host.email].body and "Amsterdam" not in mails[host.email].body


def test_mails_of_one_meeting_form_a_thread(meeting, coordinator, member, deliver):
    answer_meeting(meeting, by=member, answer="yes")
    first = deliver()[member.email]
    cancel_meeting(meeting, by=coordinator, reason="De zaal is dicht.")
    assert first.extra_headers["References"] == deliver()[member.email].extra_headers["References"]


@pytest.mark.parametrize(
    ("kind", "most"),
    [("meetings.answer", 4), ("meetings.changed", 4), ("meetings.cancelled", 4), ("meetings.reminder", 11)],
)
def test_prepare_asks_a_fixed_number_of_queries(kind, most, meeting, make, cycle, django_assert_max_num_queries):
    from leerkring.notifications.kinds import get_kind

    context = {"meeting": meeting.pk, "revision": 1, "version": 2, "rule": "practical", "starts_at": "x"}
    rows = []
    for number in range(5):
        user = make.user(f"Lid{number}")
        make.join(user, cycle.community, "student")
        rows.append(Message(pk=number, recipient=user, kind=kind, context=context))
    with django_assert_max_num_queries(most):
        assert len(get_kind(kind).prepare(rows)) == 5
