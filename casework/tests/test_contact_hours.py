"""The hours of a table count for the certificate, and never twice."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from casework.actions import session as session_actions
from casework.contact_hours import measured_minutes
from casework.models import Seat, Session
from meetings import hours
from meetings.actions.certificate import issue_own_certificate
from meetings.actions.presence import sign_presence
from meetings.models import Meeting, Presence

pytestmark = pytest.mark.django_db


@pytest.fixture
def sat(meeting):
    """Return a function that lets people sit at a table of the meeting, from and until so many minutes after now."""
    now = timezone.now()

    def sit(begin, end, *people, of=meeting, status="closed", **seat):
        minutes = timedelta(minutes=1)
        moments = {"began_at": now + begin * minutes, "ended_at": now + end * minutes if status == "closed" else None}
        session = Session.objects.create(meeting=of, plan={}, status=status, step=1, **moments)
        spent = (end - begin) * 60
        session.steps.create(position=1, minutes=50, spent=spent)
        for person in people:
            Seat.objects.create(session=session, user=person, **seat)
        return session

    return sit


def test_portal_knows_of_the_tables():
    assert measured_minutes in hours._measured
    assert hours._measured.count(measured_minutes) == 1


def test_two_tables_after_each_other_count_together(sat, meeting, member, host):
    sat(0, 50, member, host)
    sat(60, 100, member)
    assert measured_minutes([meeting.pk]) == {(meeting.pk, member.pk): 90, (meeting.pk, host.pk): 50}


def test_two_tables_at_once_count_once(sat, meeting, member):
    sat(0, 60, member)
    sat(0, 60, member)
    sat(30, 90, member)
    assert measured_minutes([meeting.pk]) == {(meeting.pk, member.pk): 90}


def test_who_goes_to_another_table_half_way_counts_through(sat, meeting, member):
    sat(0, 60, member, left_at=20 * 60)
    sat(0, 60, member, came_at=20 * 60)
    assert measured_minutes([meeting.pk]) == {(meeting.pk, member.pk): 60}


def test_table_of_another_meeting_or_one_that_goes_on_counts_for_nothing_here(sat, meeting, cycle, make, member):
    other = make.meeting(cycle, 2)
    sat(0, 50, member, of=other)
    sat(0, 50, member, status="running")
    assert measured_minutes([meeting.pk]) == {}
    assert measured_minutes([meeting.pk, other.pk]) == {(other.pk, member.pk): 50}


def test_hours_ask_as_many_queries_for_three_tables_as_for_one(sat, meeting, member, django_assert_num_queries):
    for number in range(3):
        sat(number * 60, number * 60 + 50, member)
        if number != 1:
            with django_assert_num_queries(3):
                measured_minutes([meeting.pk])


@pytest.fixture
def signed(meeting, member, coordinator):
    """The meeting was yesterday from half past nine to half past four; 90 minutes of consultation were planned."""
    meeting.set_times(timezone.localdate() - timedelta(days=1), time(9, 30), time(16, 30))
    meeting.save()
    facts = {"title": "I", "position": 1, "pillar": "consultation", "minutes": 90}
    meeting.items.create(**facts)
    times = {"from_time": time(9, 30), "until_time": time(16, 30)}
    Presence.objects.create(meeting=meeting, user=member, source="list", **times)
    sign_presence(meeting, by=coordinator)
    return Meeting.objects.get(pk=meeting.pk)


def certificate_of(member, signed):
    return issue_own_certificate(Presence.objects.get(meeting=signed, user=member), by=member)


def test_certificate_states_what_was_measured_and_no_minute_more_in_all(sat, signed, member):
    sat(0, 50, member)
    sat(60, 85, member)
    certificate = certificate_of(member, signed)
    assert certificate.activities["consultation"] == 75
    assert sum(certificate.activities.values()) == certificate.minutes == 420


def test_certificate_of_a_table_that_ran_late_states_no_more_than_somebody_was_there(sat, signed, member):
    sat(0, 9 * 60, member)
    certificate = certificate_of(member, signed)
    assert certificate.activities == {"consultation": certificate.minutes}


def test_table_that_is_led_live_counts_to_the_minute(table, sitters, meeting, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    session = table()
    time_machine.shift(25 * 60)
    turn = Session.objects.get(pk=session.pk).turn
    session_actions.move_session(session, by=sitters[1], deed="finish", turn=turn)
    assert measured_minutes([meeting.pk]) == {(meeting.pk, person.pk): 25 for person in sitters}
