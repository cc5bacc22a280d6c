"""A meeting that moves while people stand on its presence list."""

from datetime import time, timedelta

import pytest
import time_machine

from leerkring.core.errors import Refused
from meetings.actions.presence import Facts, Tick, keep_list, report_presence
from meetings.models import Presence, PresenceCorrection
from meetings.presence import make_proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(meeting):
    """Return a function that lets the clock stand so long after the start of the meeting."""
    return lambda **since: time_machine.travel(meeting.starts_at + timedelta(**since), tick=False)


def come(meeting, person):
    return report_presence(meeting, by=person, proof=make_proof(meeting.pk))


def rows():
    return list(Presence.objects.order_by("pk").values_list("from_time", "until_time", "version"))


def test_who_came_early_says_so_again_on_another_day(meeting, change, member, at):
    with at(minutes=-30):
        come(meeting, member)
        moved = change(meeting, date=meeting.date + timedelta(days=7))
        assert not Presence.objects.exists()
    with time_machine.travel(moved.starts_at - timedelta(minutes=10), tick=False):
        assert come(moved, member).from_time == time(9, 30)


def test_meeting_to_which_people_came_stays_on_its_day(meeting, change, member, at):
    with at(minutes=20):
        come(meeting, member)
        with pytest.raises(Refused):
            change(meeting, date=meeting.date + timedelta(days=7))
        assert Presence.objects.exists()
        meeting.refresh_from_db()
        assert meeting.version == 1


def test_meeting_to_which_nobody_came_may_still_move(meeting, change, at):
    with at(minutes=20):
        assert change(meeting, date=meeting.date + timedelta(days=7)).version == 2


def test_list_follows_another_end_and_says_why(meeting, change, member, host, coordinator, at):
    with at(minutes=-10):
        come(meeting, member)
    with at(hours=1):
        come(meeting, host)
        change(meeting, end_time=time(15, 0))
    assert rows() == [(time(9, 30), time(15, 0), 2), (time(10, 30), time(15, 0), 2)]
    log = PresenceCorrection.objects.first()
    assert (log.before["until_time"], log.after["until_time"]) == ("16:30", "15:00")
    assert (log.corrected_by, bool(log.reason)) == (coordinator, True)


def test_list_follows_a_later_start_and_keeps_what_was_typed(meeting, change, member, host, coordinator, at):
    with at(minutes=-10):
        come(meeting, member)
        keep_list(meeting, by=coordinator, ticks=[Tick(f"u{host.pk}", 0, Facts(True, time(9, 0), time(12, 0)))])
        change(meeting, start_time=time(10, 0), end_time=time(17, 0))
    assert rows() == [(time(10, 0), time(17, 0), 2), (time(9, 0), time(12, 0), 1)]


def test_list_stays_when_only_the_room_is_another(meeting, change, member, at):
    with at(minutes=-10):
        come(meeting, member)
        change(meeting, room="Zaal 2")
    assert rows() == [(time(9, 30), time(16, 30), 1)]


def test_who_came_after_the_new_end_is_left_for_who_leads_to_look_at(meeting, change, member, at):
    with at(hours=6):
        come(meeting, member)
        change(meeting, end_time=time(15, 0))
    assert rows() == [(time(15, 30), time(16, 30), 1)]
