"""A table: who sits there, the clock, and one move at a time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.actions import line as line_actions
from casework.actions import session as actions
from casework.methods import find_built_in
from casework.models import Seat, Session, TableDivision, TableSeat
from casework.models.session import net_seconds
from leerkring.core.errors import Overtaken, Refused
from meetings.models import Meeting, ProgrammeItem

pytestmark = pytest.mark.django_db
Role, Status = Seat.Role, Session.Status


def roles_at(session):
    return {seat.user.given_name: str(seat.role) for seat in session.seats.filter(left_at=None).select_related("user")}


def again(session):
    return Session.objects.get(pk=session.pk)


def move(session, by, deed, turn=None):
    return actions.move_session(session, by=by, deed=deed, turn=again(session).turn if turn is None else turn)


@pytest.fixture
def item(meeting):
    return ProgrammeItem.objects.create(
        meeting=meeting, position=1, pillar="consultation", title="Intervisie", minutes=90, tables=2
    )


# --- Starting and sitting down


def test_table_starts_with_a_plan_that_fits_and_seats_who_starts_it(meeting, member):
    session = actions.start_session(meeting, by=member, plan=find_built_in("ten_steps"), minutes=60)

    assert (session.status, session.step, session.method.minutes) == (Status.READY, 0, 60)
    assert [step.minutes for step in session.steps.all()] == [step.minutes for step in session.method.steps]
    assert roles_at(session) == {"Daan": "participant"}


def test_table_that_somebody_else_started_is_the_same_table(meeting, member, host, item):
    facts = {"plan": find_built_in("gossip"), "minutes": 60, "item": item, "table": 1}
    first = actions.start_session(meeting, by=member, **facts)
    second = actions.start_session(meeting, by=host, **facts)

    assert first == second
    assert roles_at(first) == {"Daan": "participant", "Anouk": "participant"}
    assert actions.start_session(meeting, by=host, **{**facts, "table": 2}) != first


def test_database_keeps_two_open_sessions_from_one_table(table, item):
    first = table(item=item, table=1)
    copy = {"meeting": first.meeting, "item": item, "table": 1, "plan": first.plan}
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.create(**copy)


def test_too_little_time_is_refused_with_what_it_takes(meeting, member):
    with pytest.raises(Refused, match="5"):
        actions.start_session(meeting, by=member, plan=find_built_in("gossip"), minutes=4)
    assert not Session.objects.exists()


def test_table_of_a_meeting_long_over_is_refused(meeting, member):
    long_ago = timezone.now() - timedelta(days=2)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=long_ago - timedelta(hours=7), ends_at=long_ago)
    meeting.refresh_from_db()
    with pytest.raises(Refused):
        actions.start_session(meeting, by=member, plan=find_built_in("gossip"), minutes=60)


def test_division_seats_people_with_their_part_and_asks_others_for_the_code(meeting, member, host, coordinator, item):
    TableDivision.objects.create(item=item, frozen_at=timezone.now())
    TableSeat.objects.create(item=item, table=1, member=host, part="facilitator")
    session = actions.start_session(meeting, by=member, plan=find_built_in("gossip"), minutes=60, item=item, table=1)
    actions.join_session(session, by=host)
    with pytest.raises(Refused):
        actions.join_session(session, by=coordinator)
    actions.join_session(session, by=coordinator, code=session.code)
    assert roles_at(session) == {"Daan": "participant", "Anouk": "facilitator", "Marit": "participant"}


def test_case_that_was_talked_through_is_marked_so(meeting, case, host, member):
    session = actions.start_session(meeting, by=host, plan=find_built_in("gossip"), minutes=60, case=case)
    actions.join_session(session, by=member)
    actions.set_roles(session, by=host, roles={host.pk: "facilitator"})
    actions.begin_session(session, by=host)
    move(session, host, "finish")
    case.refresh_from_db()
    assert case.status == case.Status.DISCUSSED


def test_owner_of_the_case_sits_down_as_its_owner(meeting, case, host, member):
    session = actions.start_session(meeting, by=host, plan=find_built_in("gossip"), minutes=60, case=case)
    actions.join_session(session, by=member)
    actions.join_session(session, by=member)

    assert roles_at(session) == {"Anouk": "participant", "Daan": "owner"}


def test_nobody_else_brings_the_case_of_somebody(meeting, case, host, member):
    session = actions.start_session(meeting, by=host, plan=find_built_in("gossip"), minutes=60, case=case)
    with pytest.raises(Refused):
        actions.set_roles(session, by=host, roles={host.pk: "owner"})


def test_after_the_beginning_one_joins_with_the_code_only(table, member):
    session = table()
    with pytest.raises(Refused):
        actions.join_session(session, by=member)
    with pytest.raises(Refused):
        actions.join_session(session, by=member, code="AAAAAA")

    actions.join_session(session, by=member, code=session.code.lower())

    assert roles_at(session)["Daan"] == "participant"


def test_who_comes_back_needs_no_code_and_keeps_the_seat(table, sitters):
    session = table()
    actions.leave_session(session, by=sitters[2])
    actions.leave_session(session, by=sitters[2])
    assert "ZitAda" not in roles_at(session)
    actions.join_session(session, by=sitters[2])
    assert roles_at(session)["ZitAda"] == "participant"


def test_who_leads_gives_the_lead_away_before_leaving(table, sitters):
    session = table()
    with pytest.raises(Refused):
        actions.leave_session(session, by=sitters[1])


def test_full_table_takes_nobody_more(table, make, community, monkeypatch):
    monkeypatch.setattr(actions, "MOST_SEATS", 6)
    session = table(begun=False)
    with pytest.raises(Refused):
        actions.join_session(session, by=make.user("Zeven"))


# --- Roles


@pytest.mark.parametrize("role", ["owner", "facilitator"])
def test_two_people_never_have_the_role_of_one(role, table, sitters):
    session = table(begun=False)
    with pytest.raises(Refused):
        actions.set_roles(session, by=sitters[2], roles={sitters[2].pk: role, sitters[3].pk: role})


def test_roles_can_be_exchanged_in_one_go(table, sitters):
    session = table(begun=False)
    owner, leader = sitters[:2]
    actions.set_roles(session, by=leader, roles={owner.pk: "facilitator", leader.pk: "owner"})
    assert (roles_at(session)["ZitOwner"], roles_at(session)["ZitLeader"]) == ("facilitator", "owner")


def test_running_table_never_goes_without_lead(table, sitters):
    session = table()
    with pytest.raises(Refused):
        actions.set_roles(session, by=sitters[1], roles={sitters[1].pk: "participant"})


def test_chance_gives_out_all_roles_but_never_the_lead_to_the_owner(table, sitters):
    session = table(begun=False)
    actions.set_roles(session, by=sitters[0], roles={sitters[5].pk: "observer"})
    for _time in range(12):
        actions.draw_roles(session, by=sitters[2])
        roles = roles_at(session)
        assert (roles["ZitOwner"], roles["ZitDia"]) == ("owner", "observer")
        assert sorted(roles.values()) == [
            "facilitator", "note_taker", "observer", "owner", "participant", "timekeeper",
        ]  # fmt: skip


def test_somebody_takes_over_the_lead_but_never_the_owner(table, sitters):
    session = table()
    actions.take_over(session, by=sitters[2])
    actions.take_over(session, by=sitters[2])
    assert (roles_at(session)["ZitAda"], roles_at(session)["ZitLeader"]) == ("facilitator", "participant")
    with pytest.raises(Refused):
        actions.take_over(session, by=sitters[0])


# --- The steps


@pytest.mark.parametrize("missing", ["owner", "facilitator"])
def test_table_begins_only_with_an_owner_and_somebody_who_leads(missing, table, sitters):
    session = table(begun=False)
    actions.set_roles(session, by=sitters[0], roles={sitters[missing == "facilitator"].pk: "participant"})
    with pytest.raises(Refused):
        actions.begin_session(session, by=sitters[2])


def test_beginning_twice_begins_once(table, sitters):
    session = table()
    began = session.began_at
    actions.begin_session(session, by=sitters[2])
    assert (again(session).began_at, again(session).step) == (began, 1)


def test_two_taps_at_once_make_one_move(table, sitters):
    session = table()
    seen = session.turn
    move(session, sitters[1], "next", seen)
    with pytest.raises(Overtaken):
        move(session, sitters[1], "next", seen)
    assert again(session).step == 2


@pytest.mark.parametrize(("first", "second"), [("extend", "extend"), ("pause", "next"), ("next", "back")])
def test_second_of_two_different_taps_at_once_changes_nothing_either(first, second, table, sitters):
    session = table()
    seen = session.turn
    move(session, sitters[1], first, seen)
    before = (again(session).step, list(session.steps.values_list("extra", flat=True)))
    with pytest.raises(Overtaken):
        move(session, sitters[1], second, seen)
    assert (again(session).step, list(session.steps.values_list("extra", flat=True))) == before


def test_what_somebody_writes_does_not_stop_the_one_who_leads(table, sitters, step_to):
    session = step_to(table(), 2)
    line_actions.write_line(session, by=sitters[2], position=2, text="Vraag?", key=uuid4())
    assert move(session, sitters[1], "next", session.turn).step == 3


def test_there_is_nothing_before_the_first_step_and_after_the_last(table, sitters, step_to):
    session = table()
    with pytest.raises(Refused):
        move(session, sitters[1], "back")
    step_to(session, 5)
    with pytest.raises(Refused):
        move(session, sitters[1], "next")
    assert again(session).step == 5


def test_refused_move_takes_no_turn(table, sitters):
    session = table()
    with pytest.raises(Refused):
        move(session, sitters[1], "back", session.turn)
    assert again(session).turn == session.turn


def test_clock_counts_stored_moments_and_stands_still_in_a_pause(table, sitters, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    session = table()
    time_machine.shift(60)
    move(session, sitters[1], "pause")
    time_machine.shift(600)
    assert session.steps.get(position=1).seconds_left(timezone.now()) == 240
    move(session, sitters[1], "resume")
    time_machine.shift(30)
    move(session, sitters[1], "extend")
    assert session.steps.get(position=1).seconds_left(timezone.now()) == 270


def test_going_back_goes_on_where_the_clock_stood(table, sitters, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    session = table()
    time_machine.shift(120)
    move(session, sitters[1], "next")
    time_machine.shift(60)
    move(session, sitters[1], "back")
    time_machine.shift(10)
    assert session.steps.get(position=1).seconds_left(timezone.now()) == 170
    assert session.steps.get(position=2).seconds_spent(timezone.now()) == 60
    assert net_seconds(session.steps.all(), timezone.now()) == 190


def test_pause_holds_when_one_goes_on_to_the_next_step(table, sitters):
    session = table()
    move(session, sitters[1], "pause")
    move(session, sitters[1], "next")
    assert session.steps.get(position=2).is_paused


def test_finished_table_can_be_moved_no_more(table, sitters, step_to):
    session = step_to(table(), 5)
    move(session, sitters[1], "finish")
    held = again(session)
    assert (held.status, held.is_held, held.steps.filter(running_since__isnull=False).exists()) == (
        Status.FINISHED, True, False,
    )  # fmt: skip
    with pytest.raises(Overtaken):
        move(session, sitters[1], "back")


def test_table_that_has_not_begun_is_put_away_and_one_that_has_is_not(table, sitters):
    actions.discard_session(table(begun=False), by=sitters[2])
    assert not Session.objects.exists()
    with pytest.raises(Refused):
        actions.discard_session(table(), by=sitters[2])
