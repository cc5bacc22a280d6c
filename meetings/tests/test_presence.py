"""The code on the wall, the time that counts, and what is done with the list."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from communities.models import Community, Membership
from communities.tests.test_races import at_once
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from meetings.actions.presence import (
    Facts,
    Tick,
    add_walk_in,
    correct_presence,
    facts_of,
    keep_list,
    report_presence,
    sign_presence,
)
from meetings.models import Meeting, Presence, PresenceCorrection, ProgrammeItem
from meetings.presence import (
    arrival,
    breaks_of,
    is_proof,
    is_scanned_now,
    is_typed_now,
    make_proof,
    net_minutes,
    scanned_code,
    step_of,
    typed_code,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(meeting):
    """Return a function that lets the clock stand so long after the start of the meeting."""
    return lambda **since: time_machine.travel(meeting.starts_at + timedelta(**since), tick=False)


def code(meeting):
    return typed_code(meeting.pk, step_of(timezone.now()))


def tick(who, version=0, *, kind="u", is_there=True, start=(9, 30), end=(16, 30), way="location"):
    return Tick(f"{kind}{who.pk}", version, Facts(is_there, time(*start), time(*end), way))


# --- The code ---------------------------------------------------------------------------------------------------


def test_code_works_while_it_hangs_there_and_once_more():
    now = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    digits, long = typed_code(1, step_of(now)), scanned_code(1, step_of(now))
    moments = {seconds: now + timedelta(seconds=seconds) for seconds in (-1, 0, 29, 59, 60)}

    assert len(digits) == 6 and digits.isdecimal()
    assert {s: is_typed_now(1, f"{digits[:3]} {digits[3:]}", at) for s, at in moments.items()} == {
        -1: False, 0: True, 29: True, 59: True, 60: False
    }  # fmt: skip
    assert [s for s, at in moments.items() if is_scanned_now(1, long, at)] == [0, 29, 59]


def test_code_is_of_one_meeting_and_neither_stands_for_the_other(settings):
    now = timezone.now()
    digits, long = typed_code(1, step_of(now)), scanned_code(1, step_of(now))
    assert not is_typed_now(2, digits, now) and not is_scanned_now(2, long, now)
    assert not is_typed_now(1, long, now) and not is_scanned_now(1, digits, now)
    assert not is_typed_now(1, "", now) and not is_typed_now(1, "é²", now)
    settings.SECRET_KEY = "another"
    assert not is_typed_now(1, digits, now)


def test_proof_lasts_a_quarter_of_an_hour_for_one_meeting():
    with time_machine.travel(datetime(2026, 3, 5, tzinfo=UTC), tick=False) as clock:
        proof = make_proof(7)
        clock.shift(timedelta(minutes=15))
        assert is_proof(7, proof) and not is_proof(8, proof) and not is_proof(7, f"{proof}x")
        clock.shift(timedelta(seconds=2))
        assert not is_proof(7, proof)


# --- The time that counts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ((9, 30), (16, 30), 345),  # all day: 420 minus 60 and 15
        ((9, 30), (12, 30), 165),  # gone in the middle of lunch
        ((12, 15), (13, 15), 0),  # only lunch
        ((13, 15), (16, 30), 180),
        ((8, 0), (9, 30), 90),
    ],
)
def test_net_minutes_leave_out_the_breaks_that_somebody_was_there_for(start, end, minutes, meeting):
    for position, (pillar, length) in enumerate(
        [("opening", 165), ("break", 60), ("deepening", 60), ("break", 15), ("closing", 120)]
    ):
        ProgrammeItem.objects.create(meeting=meeting, position=position, pillar=pillar, title="X", minutes=length)
    breaks = breaks_of(meeting, meeting.items.all())
    assert breaks == [(735, 795), (855, 870)]
    assert net_minutes(time(*start), time(*end), breaks) == minutes


def test_arrival_is_the_start_until_a_quarter_past(meeting):
    moments = {minutes: meeting.starts_at + timedelta(minutes=minutes) for minutes in (-60, 0, 15, 16, 419, 420, 500)}
    assert {minutes: f"{arrival(meeting, at):%H:%M}" for minutes, at in moments.items()} == {
        -60: "09:30", 0: "09:30", 15: "09:30", 16: "09:46", 419: "16:29", 420: "09:30", 500: "09:30"
    }  # fmt: skip


def test_arrival_follows_the_clock_of_the_place(meeting):
    Meeting.objects.update(time_zone="America/New_York")
    meeting.refresh_from_db()
    meeting.set_times(meeting.date, time(9, 30), time(16, 30))
    assert arrival(meeting, meeting.starts_at + timedelta(hours=1)) == time(10, 30)


# --- By the person ----------------------------------------------------------------------------------------------


def test_report_presence_with_the_code_is_once(meeting, member, at):
    with at(minutes=-20):
        row = report_presence(meeting, by=member, code=code(meeting))
        assert report_presence(meeting, by=member, code="nonsense") == row
    assert (row.source, row.from_time, row.until_time, row.recorded_by) == ("qr", time(9, 30), time(16, 30), member)
    assert not PresenceCorrection.objects.exists()


def test_report_presence_with_the_proof_of_a_scan(meeting, member, at):
    with at(minutes=40):
        row = report_presence(meeting, by=member, proof=make_proof(meeting.pk))
    assert row.from_time == time(10, 10)


@pytest.mark.parametrize(("code", "proof"), [("000000", ""), ("", ""), ("", "1:vals"), ("", "123")])
def test_report_presence_is_refused_without_either(code, proof, meeting, member, at):
    with at(minutes=0), pytest.raises(Refused):
        report_presence(meeting, by=member, code=code, proof=proof)


@pytest.mark.parametrize(("since", "is_in_time"), [(-61, False), (-60, True), (539, True), (540, False)])
def test_report_presence_is_from_an_hour_before_until_two_hours_after(since, is_in_time, meeting, member, at):
    with at(minutes=since):
        if is_in_time:
            assert report_presence(meeting, by=member, code=code(meeting)).from_time == time(9, 30)
        else:
            with pytest.raises(Refused):
                report_presence(meeting, by=member, code=code(meeting))


@pytest.mark.parametrize("state", [{"status": "cancelled"}, {"format": "online"}, {"presence_signed_at": "now"}])
def test_report_presence_is_refused_when_it_makes_no_sense(state, meeting, member, at):
    signed = {"presence_signed_at": timezone.now()} if "presence_signed_at" in state else state
    Meeting.objects.update(**signed)
    with at(minutes=0), pytest.raises(Refused):
        report_presence(meeting, by=member, code=code(meeting))


def test_report_presence_is_refused_for_who_left_and_in_a_closed_circle(meeting, member, former_member, community, at):
    with at(minutes=0):
        with pytest.raises(Refused):
            report_presence(meeting, by=former_member, code=code(meeting))
        Community.objects.filter(pk=community.pk).update(**CLOSED)
        with pytest.raises(Refused):
            report_presence(meeting, by=member, code=code(meeting))


def test_who_was_taken_off_does_not_come_back_with_the_code(meeting, member, coordinator, at):
    with at(minutes=0):
        report_presence(meeting, by=member, code=code(meeting))
        keep_list(meeting, by=coordinator, ticks=[tick(member, 1, is_there=False)])
        with pytest.raises(Refused, match="van de lijst"):
            report_presence(meeting, by=member, code=code(meeting))
    assert not Presence.objects.counted().exists()


# --- The list ---------------------------------------------------------------------------------------------------


def test_keep_list_adds_members_and_guests(meeting, member, host, coordinator, invite, at):
    guest = invite()
    ticks = [
        tick(member, start=(10, 0)),
        tick(host, way="online"),
        tick(guest, kind="g"),
        tick(coordinator, is_there=False),
    ]
    with at(minutes=0):
        assert keep_list(meeting, by=coordinator, ticks=ticks) == {}
        assert keep_list(meeting, by=coordinator, ticks=ticks) == {}

    found = {str(row): (row.from_time.hour, row.way, row.source) for row in Presence.objects.all()}
    assert found == {
        str(member.pk): (10, "location", "list"),
        str(host.pk): (9, "online", "list"),
        str(guest.pk): (9, "location", "list"),
    }
    assert not PresenceCorrection.objects.exists()


def test_two_who_keep_the_list_at_once_lose_nothing(meeting, member, host, coordinator, at):
    with at(minutes=0):
        keep_list(meeting, by=coordinator, ticks=[tick(member)])
        assert keep_list(meeting, by=host, ticks=[tick(host)]) == {}
        # Both add the same person: once alike, once otherwise.
        assert keep_list(meeting, by=host, ticks=[tick(member)]) == {}
        overtaken = keep_list(meeting, by=host, ticks=[tick(member, start=(11, 0)), tick(coordinator)])

    assert list(overtaken) == [f"u{member.pk}"]
    assert {row.user_id: row.from_time.hour for row in Presence.objects.all()} == {
        member.pk: 9, host.pk: 9, coordinator.pk: 9
    }  # fmt: skip


def test_change_of_somebody_elses_row_is_logged_and_of_ones_own_is_not(meeting, member, coordinator, at):
    with at(minutes=0):
        report_presence(meeting, by=member, code=code(meeting))
        report_presence(meeting, by=coordinator, code=code(meeting))
        changes = [tick(member, 1, end=(14, 0)), tick(coordinator, 1, end=(15, 0))]
        keep_list(meeting, by=coordinator, ticks=changes)

    logged = PresenceCorrection.objects.get()
    assert (logged.presence.user, logged.corrected_by, logged.reason) == (member, coordinator, "")
    assert (logged.before["until_time"], logged.after["until_time"]) == ("16:30", "14:00")


def test_keep_list_is_refused_for_who_is_nothing_here(meeting, outsider, coordinator, at):
    with at(minutes=0):
        for key in (f"u{outsider.pk}", "g99", "p99", "u", "x1", "u²"):
            with pytest.raises(Refused):
                keep_list(meeting, by=coordinator, ticks=[Tick(key, 0, Facts(True, time(9), time(10)))])
    assert not Presence.objects.exists()


def test_keep_list_is_refused_too_early_and_once_signed(meeting, member, coordinator, at):
    with at(minutes=-61), pytest.raises(Refused):
        keep_list(meeting, by=coordinator, ticks=[tick(member)])
    Meeting.objects.update(presence_signed_at=timezone.now())
    with at(minutes=0), pytest.raises(Refused):
        keep_list(meeting, by=coordinator, ticks=[tick(member)])


def test_add_walk_in_is_one_person_per_name(meeting, coordinator, at):
    with at(minutes=0):
        row = add_walk_in(meeting, by=coordinator, name="Henk Roelofs")
        assert add_walk_in(meeting, by=coordinator, name="henk roelofs") == row
        keep_list(meeting, by=coordinator, ticks=[tick(row, 1, kind="p", is_there=False)])
        assert add_walk_in(meeting, by=coordinator, name="Henk Roelofs") != row
    assert Presence.objects.counted().count() == 1


# --- Signing and correcting -------------------------------------------------------------------------------------


@pytest.fixture
def signed(meeting, member, coordinator, at):
    """The meeting, over and signed, with one member who was there."""
    with at(minutes=0):
        keep_list(meeting, by=coordinator, ticks=[tick(member)])
    with at(hours=8):
        sign_presence(meeting, by=coordinator)
    meeting.refresh_from_db()
    return meeting


def test_sign_presence_is_once_and_only_afterwards(meeting, member, coordinator, host, at):
    with at(hours=8), pytest.raises(Refused):
        sign_presence(meeting, by=coordinator)
    with at(minutes=0):
        keep_list(meeting, by=coordinator, ticks=[tick(member)])
        with pytest.raises(Refused):
            sign_presence(meeting, by=coordinator)
    with at(hours=8):
        first = sign_presence(meeting, by=coordinator).presence_signed_at
    again = sign_presence(meeting, by=host)
    assert (again.presence_signed_at, again.presence_signed_by) == (first, coordinator)


def test_correct_presence_keeps_what_it_was_and_why(signed, member, coordinator):
    change = tick(member, 1, end=(14, 0))
    row = correct_presence(signed, by=coordinator, tick=change, reason="Ging om 14.00 uur weg.")
    assert facts_of(row) == change.facts and row.version == 2
    logged = row.corrections.get()
    assert (logged.reason, logged.before["until_time"]) == ("Ging om 14.00 uur weg.", "16:30")


def test_correct_presence_adds_who_was_forgotten_and_logs_ones_own_row_too(signed, coordinator):
    row = correct_presence(signed, by=coordinator, tick=tick(coordinator), reason="Vergeten")
    assert row.user == coordinator
    assert row.corrections.get().before == {"is_there": False}


def test_correct_presence_by_two_at_once_is_one_and_a_conflict(signed, member, coordinator):
    correct_presence(signed, by=coordinator, tick=tick(member, 1, end=(14, 0)), reason="A")
    with pytest.raises(Overtaken):
        correct_presence(signed, by=coordinator, tick=tick(member, 1, end=(15, 0)), reason="B")
    correct_presence(signed, by=coordinator, tick=tick(member, 1, end=(14, 0)), reason="C")
    assert list(PresenceCorrection.objects.values_list("reason", flat=True)) == ["A"]


def test_correct_presence_is_refused_before_it_is_signed_and_in_a_closed_circle(
    meeting, member, coordinator, community
):
    with pytest.raises(Refused):
        correct_presence(meeting, by=coordinator, tick=tick(member), reason="X")
    Meeting.objects.update(presence_signed_at=timezone.now())
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        correct_presence(meeting, by=coordinator, tick=tick(member), reason="X")


def test_presence_outlives_the_account_without_the_name(signed, member):
    Membership.objects.filter(user=member).delete()
    member.delete()
    row = Presence.objects.get()
    assert (row.user, row.name, row.removed_at) == (None, "", None)


@pytest.mark.django_db(transaction=True)
def test_scanned_and_ticked_in_the_same_moment_is_once(meeting, member, host, coordinator, at):
    deeds = [
        lambda: report_presence(meeting, by=member, proof=make_proof(meeting.pk)),
        lambda: keep_list(meeting, by=coordinator, ticks=[tick(member), tick(host)]),
        lambda: keep_list(meeting, by=host, ticks=[tick(host), tick(member)]),
    ]
    with at(minutes=5):
        results = at_once(lambda: deeds.pop()(), times=3)
    assert not [result for result in results if isinstance(result, Exception)]
    assert sorted(Presence.objects.values_list("user", flat=True)) == sorted([member.pk, host.pk])
