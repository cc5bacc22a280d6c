"""Reminders: who is told what around a meeting, when, and never of what is no longer true."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from communities.actions.rhythm import add_break, set_rhythm, spread_rhythms
from communities.models import Community, Membership, RhythmSpread
from conftest import CLOSED
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message, Preference
from leerkring.notifications.rhythm import Choice
from meetings.actions.attendance import answer_meeting
from meetings.actions.meeting import cancel_meeting
from meetings.actions.reminder import remind
from meetings.models import ActionItem, Meeting, MeetingRhythm, Presence, Report

pytestmark = pytest.mark.django_db

PREPARE, PRACTICAL = "meetings.rhythm_prepare", "meetings.reminder"


def told(person=None):
    """Who was told what, in order; what goes along with another mail is marked."""
    rows = Message.objects.filter(key__startswith="meetings.reminder:").order_by("pk")
    rows = rows.filter(recipient=person) if person else rows
    return [(row.recipient.given_name, row.context["rule"] + "+" * ("within" in row.context)) for row in rows]


@pytest.fixture
def far(cycle, make):
    """A meeting in thirty days; the times of a test are told from its start."""
    return make.meeting(cycle, days=30)


def before(meeting, **delta):
    """Return when that is by the clock on the wall, which may go forward or back in between."""
    meeting.refresh_from_db()
    return timezone.localtime(meeting.starts_at) - timedelta(**delta)


def settle(meeting, **delta):
    """Let everything until then have been dealt with."""
    remind(before(meeting, **delta))
    Message.objects.all().delete()


# --- When --------------------------------------------------------------------------------------------------------


def test_remind_writes_each_rule_once_when_it_is_due(far, member):
    assert remind(before(far, days=14, minutes=1)) == 0
    assert remind(before(far, days=14)) == 1
    assert remind(before(far, days=13)) == 0
    assert remind(before(far, days=7)) == 1
    assert remind(before(far, days=4)) == 1
    assert remind(before(far, days=2)) == 1
    assert remind(before(far, days=1)) == 0
    assert told() == [("Daan", rule) for rule in ["call", "prepare", "rsvp", "practical"]]


def test_remind_twice_at_once_doubles_nothing(far, member):
    now = before(far, days=7)
    settle(far, days=8)
    remind(now)
    Meeting.objects.update(next_reminder_at=now)
    remind(now)
    assert told() == [("Daan", "prepare")]


def test_remind_sends_only_the_latest_due_after_an_outage(far, member):
    settle(far, days=20)
    remind(before(far, days=1))
    assert told() == [("Daan", "practical")]


def test_remind_after_three_hours_of_outage_is_late_and_once(far, member):
    settle(far, days=8)
    assert remind(before(far, days=7) + timedelta(hours=3)) == 1
    assert remind(before(far, days=7) + timedelta(hours=4)) == 0
    assert told() == [("Daan", "prepare")]


def test_remind_tells_each_what_concerns_them_after_an_outage(far, member, coordinator):
    answer_meeting(far, by=member, answer="no")
    settle(far, days=25)
    # Who can't come is told nothing; the coordinator only the latest of what they missed.
    remind(before(far, days=6))
    assert told() == [("Marit", "prepare")]


def test_remind_never_of_the_past(far, member):
    assert remind(before(far)) == 0
    assert told() == []


def test_remind_says_nothing_long_after_a_meeting(far, member, coordinator):
    settle(far, days=1)
    assert remind(before(far, days=-60)) == 0


def test_remind_of_a_meeting_planned_now_says_nothing_of_what_would_have_been_before(cycle, make, member):
    soon = make.meeting(cycle, 2, days=3)
    assert remind(timezone.now()) == 0
    soon.refresh_from_db()
    assert soon.next_reminder_at == before(soon, days=2)


def test_remind_does_nothing_twice_when_the_clock_jumps_back(far, member):
    settle(far, days=8)
    remind(before(far, days=7))
    assert remind(before(far, days=8)) == 0
    assert remind(before(far, days=7)) == 0
    assert told() == [("Daan", "prepare")]


AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize("day", [date(2027, 3, 29), date(2027, 11, 1)])
def test_remind_follows_the_calendar_over_a_night_in_which_the_clock_changes(day, cycle, make, member):
    with time_machine.travel(datetime(day.year, day.month, 1, tzinfo=AMSTERDAM) - timedelta(days=40), tick=False):
        meeting = make.meeting(cycle)
        meeting.set_times(day, time(9, 30), time(16, 30))
        meeting.save()
        remind(timezone.now())
    due = datetime.combine(day - timedelta(days=2), time(9, 30), tzinfo=AMSTERDAM)
    remind(due - timedelta(days=1))
    Message.objects.all().delete()

    assert remind(due - timedelta(seconds=1)) == 0
    assert remind(due) == 1
    assert told() == [("Daan", "practical")]


def test_remind_at_an_hour_that_does_not_exist_goes_out_once(cycle, make, member):
    # Half past two on the night the clock goes forward: two days later it does exist.
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=AMSTERDAM), tick=False):
        meeting = make.meeting(cycle)
        meeting.set_times(date(2027, 3, 30), time(2, 30), time(4, 0))
        meeting.save()
        remind(timezone.now())
    remind(datetime(2027, 3, 27, 12, tzinfo=AMSTERDAM))
    Message.objects.all().delete()

    assert remind(datetime(2027, 3, 28, 1, 59, tzinfo=AMSTERDAM)) == 0
    assert remind(datetime(2027, 3, 28, 3, 30, tzinfo=AMSTERDAM)) == 1
    assert remind(datetime(2027, 3, 28, 4, 30, tzinfo=AMSTERDAM)) == 0


def test_remind_follows_the_clock_of_the_place_for_a_member_elsewhere(far, member):
    member.time_zone = "America/Paramaribo"
    member.save()
    assert remind(before(far, days=7, minutes=1)) == 1
    assert remind(before(far, days=7)) == 1
    assert told() == [("Daan", "call"), ("Daan", "prepare")]


# --- Who ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_remind_only_of_planned_meetings(status, far, member):
    Meeting.objects.update(status=status)
    assert remind(before(far, days=2)) == 0


def test_remind_leaves_out_who_said_no_who_left_and_closed_circles(far, member, host, former_member, outsider):
    answer_meeting(far, by=host, answer="no")
    answer_meeting(far, by=member, answer="yes")
    settle(far, days=8)
    remind(before(far, days=7))
    assert told() == [("Daan", "prepare")]

    Community.objects.update(**CLOSED)
    assert remind(before(far, days=2)) == 0


def test_nudge_goes_only_to_who_has_not_answered(far, member, host, coordinator):
    settle(far, days=6)
    answer_meeting(far, by=host, answer="maybe")
    answer_meeting(far, by=coordinator, answer="yes")
    remind(before(far, days=4))
    assert told() == [("Daan", "rsvp")]


def test_host_is_asked_for_a_programme_until_there_is_one(meeting, host, member, coordinator):
    Meeting.objects.update(date=meeting.date + timedelta(days=30))
    meeting.refresh_from_db()
    meeting.set_times(meeting.date, time(9, 30), time(16, 30))
    meeting.save()
    assert remind(before(meeting, days=21)) == 1
    assert told() == [("Anouk", "host")]
    deliver_due()
    assert Message.objects.get().state == Message.State.SENT

    Message.objects.all().delete()
    Meeting.objects.update(programme_published_at=timezone.now(), next_reminder_at=before(meeting, days=21))
    assert remind(before(meeting, days=21)) == 0


def test_who_leads_is_told_that_members_see_no_programme(far, member, coordinator):
    settle(far, days=12)
    assert remind(before(far, days=10)) == 1
    assert told() == [("Marit", "programme")]


def test_after_a_meeting_each_is_asked_what_is_theirs(far, member, host, coordinator):
    for person, answer in [(member, "yes"), (host, "no")]:
        answer_meeting(far, by=person, answer=answer)
    ActionItem.objects.create(community=far.cycle.community, meeting=far, what="Bord kopen", owner=host)
    settle(far, minutes=1)

    for days in [1, 2, 14, 30]:
        remind(before(far, days=-days))

    assert told(member) == [("Daan", "presence"), ("Daan", "harvest")]
    assert told(host) == [("Anouk", "harvest"), ("Anouk", "actions")]
    assert told(coordinator) == [("Marit", "presence"), ("Marit", "harvest"), ("Marit", "report")]


def test_after_a_meeting_the_list_says_who_was_there(far, member, host, coordinator):
    answer_meeting(far, by=member, answer="yes")
    Presence.objects.create(meeting=far, user=host, from_time=time(9), until_time=time(16), source="list")
    Meeting.objects.update(presence_signed_at=timezone.now(), next_reminder_at=before(far, days=-1))
    remind(before(far, days=-1))
    assert told() == [("Anouk", "presence")]


def test_no_report_is_asked_for_once_it_is_approved(far, coordinator):
    Report.objects.create(meeting=far, status="approved", approved_at=timezone.now(), text="Dag")
    Meeting.objects.update(next_reminder_at=before(far, days=-14))
    assert remind(before(far, days=-14)) == 0


# --- What was chosen ----------------------------------------------------------------------------------------------


def choose(scope, by, **choices):
    scope.refresh_from_db()
    return set_rhythm(scope, by=by, version=scope.rhythm_version, choices=choices)


def test_circle_switches_off_and_shifts(far, community, member, coordinator):
    answer_meeting(far, by=coordinator, answer="no")
    settle(far, days=20)
    choose(community, coordinator, call=Choice(is_on=False), prepare=Choice(days=9))
    assert remind(before(far, days=14)) == 0
    assert remind(before(far, days=9)) == 2
    assert remind(before(far, days=7)) == 0
    assert told(member) == [("Daan", "prepare")]


def test_shift_after_a_mail_went_out_sends_no_second_one(far, community, member, coordinator):
    settle(far, days=8)
    remind(before(far, days=7))
    with time_machine.travel(before(far, days=6, hours=12), tick=False):
        choose(community, coordinator, prepare=Choice(days=5), call=Choice(days=20), rsvp=Choice(is_on=False))
    remind(before(far, days=5))
    assert told(member) == [("Daan", "prepare")]


def test_programme_that_changes_reaches_all_its_circles(far, programme, community, member, coordinator, monkeypatch):
    monkeypatch.setattr("communities.actions.rhythm.BATCH", 1)
    remind(timezone.now())
    choose(programme, coordinator, prepare=Choice(days=25), call=Choice(is_on=False))
    assert RhythmSpread.objects.count() == 1
    assert spread_rhythms(timezone.now()) == 0
    assert not RhythmSpread.objects.exists()
    assert spread_rhythms(timezone.now()) == 0

    remind(timezone.now())
    assert remind(before(far, days=25)) == 2
    assert told(member) == [("Daan", "prepare")]


def test_meeting_decides_over_circle_and_programme(far, programme, community, member, coordinator):
    choose(programme, coordinator, call=Choice(is_on=False))
    choose(community, coordinator, call=Choice(is_on=False))
    MeetingRhythm.objects.create(meeting=far, rule="call", is_on=True)
    assert remind(before(far, days=14)) == 2


def test_break_is_silent_before_a_meeting_and_waits_after_it(far, community, coordinator):
    day = far.date
    add_break(community, by=coordinator, starts_on=day - timedelta(days=15), ends_on=day - timedelta(days=6))
    add_break(community, by=coordinator, starts_on=day + timedelta(days=10), ends_on=day + timedelta(days=40))
    for days in [14, 10, 7, 4, 2, -1, -2, -14, -30]:
        remind(before(far, days=days))
    assert [rule for _name, rule in told()] == ["rsvp", "practical", "presence", "harvest"]

    remind(before(far, days=-41))
    assert [rule for _name, rule in told()][4:] == ["report"]


def test_two_rules_of_one_day_are_one_mail(far, community, member, coordinator, deliver, reasons):
    answer_meeting(far, by=coordinator, answer="no")
    settle(far, days=20)
    choose(community, coordinator, call=Choice(days=7))
    now = before(far, days=7)
    remind(now)
    assert sorted(told(member)) == [("Daan", "call+"), ("Daan", "prepare")]
    with time_machine.travel(now):
        deliver()
    mine = [message for message in mail.outbox if member.email in message.to[0]]
    assert len(mine) == 1
    assert "Casussen en nieuws" in mine[0].body and "goed moment om je voor te bereiden" in mine[0].body
    assert reasons("meetings.rhythm_call") == ["in one mail with another of that day"]


@pytest.mark.parametrize("channel", ["off", "digest", "portal"])
def test_what_somebody_does_not_get_by_mail_takes_nothing_else_along(channel, far, community, member, coordinator):
    Preference.objects.create(user=member, channels={"meetings.rhythm_prepare": channel})
    choose(community, coordinator, call=Choice(days=7))
    remind(before(far, days=7))
    assert told(member) == [("Daan", "call")]


# --- How many queries ---------------------------------------------------------------------------------------------


def test_remind_asks_a_fixed_number_of_queries(cycle, make, member, host, django_assert_num_queries):
    meetings = [make.meeting(cycle, number, days=30) for number in [1, 2, 3]]
    remind(timezone.now())
    Meeting.objects.filter(number__gt=1).update(next_reminder_at=None)
    with django_assert_num_queries(12):
        remind(before(meetings[0], days=7))
    Message.objects.all().delete()
    Meeting.objects.update(next_reminder_at=before(meetings[0], days=7))
    with django_assert_num_queries(12):
        remind(before(meetings[0], days=7))


def test_remind_asks_one_query_when_nothing_is_due(far, member, django_assert_max_num_queries):
    remind(timezone.now())
    with django_assert_max_num_queries(3):
        remind(timezone.now())


# --- Looked at again when it is sent ----------------------------------------------------------------------------


def test_reminder_has_links_for_who_did_not_answer(far, member, host, deliver):
    answer_meeting(far, by=host, answer="yes")
    now = before(far, days=2)
    settle(far, days=3)
    remind(now)
    with time_machine.travel(now + timedelta(minutes=1)):
        mails = deliver()
    assert "/antwoord/" in mails[member.email].body and "answer=yes" in mails[member.email].body
    assert "answer=yes" not in mails[host.email].body and "answer=no" in mails[host.email].body
    assert mails[member.email].extra_headers["List-Unsubscribe-Post"]


@pytest.mark.parametrize("what", ["moved", "cancelled", "no", "left", "begun", "closed", "off"])
def test_reminder_is_not_sent_when_it_is_no_longer_true(
    what, far, community, member, coordinator, change, deliver, reasons
):
    now = before(far, days=2)
    settle(far, days=3)
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
        if what == "off":
            choose(community, coordinator, practical=Choice(is_on=False))
        deliver()
    assert len(reasons(PRACTICAL)) == 2
    assert not Message.objects.filter(kind=PRACTICAL, state="sent").exists()


def test_remind_again_when_the_meeting_moved(far, member, change):
    settle(far, days=8)
    remind(before(far, days=7))
    with time_machine.travel(before(far, days=6), tick=False):
        change(far, date=far.date + timedelta(days=14))
    remind(before(far, days=8))
    Message.objects.exclude(kind=PREPARE).delete()
    remind(before(far, days=7))
    assert told(member) == [("Daan", "prepare")] * 2
    assert len({row.key for row in Message.objects.filter(kind=PREPARE)}) == 2


def test_remind_keeps_to_the_schedule_when_only_words_change(far, member, change):
    settle(far, days=8)
    change(far, theme="Iets anders")
    assert remind(before(far, days=7)) == 2
