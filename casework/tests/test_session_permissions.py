"""Who may do what at a live table, with its record and with the board of a circle: role × state."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from casework.models import (
    Agreement,
    AgreementAcceptance,
    Finding,
    FollowUp,
    Line,
    PrivateText,
    RecordItem,
    Seat,
    Session,
)
from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.core.permissions import has_permission
from meetings.models import Meeting

pytestmark = pytest.mark.django_db

R, S = Seat.Role, Session.Status
# Who sits at the table, each as what; who promised nothing sits there too, and so does who got up again.
SEATED = {
    "owner": R.OWNER,
    "facilitator": R.FACILITATOR,
    "participant": R.PARTICIPANT,
    "note_taker": R.NOTE_TAKER,
    "timekeeper": R.TIMEKEEPER,
    "observer": R.OBSERVER,
    "not_promised": R.PARTICIPANT,
    "got_up": R.PARTICIPANT,
    "removed": R.PARTICIPANT,
    "alumnus": R.PARTICIPANT,
}
OTHERS = ["elsewhere", "coordinator", "other_circle", "administrator", "visitor"]
AT_TABLE = {"owner", "facilitator", "participant", "note_taker", "timekeeper", "observer"}
INSIDE = AT_TABLE | {"not_promised", "got_up", "elsewhere", "coordinator"}
PROMISED = INSIDE - {"not_promised"}


@pytest.fixture
def people(community, coordinator, former_member, staff, outsider, make):
    """Everybody with an account promised silence, but for whose role says otherwise."""
    people = {"coordinator": coordinator, "removed": former_member, "administrator": staff, "other_circle": outsider}
    for role in [*SEATED, "elsewhere"]:
        if role != "removed":
            people[role] = make.user(role.capitalize())
            since = timezone.now() if role == "alumnus" else None
            make.join(people[role], community, "resident", sector="residents", alumnus_since=since)
    agreement = Agreement.objects.create(community=community, number=1, text="Zwijgen.")
    promised = [person for role, person in people.items() if role != "not_promised"]
    AgreementAcceptance.objects.bulk_create(AgreementAcceptance(agreement=agreement, user=each) for each in promised)
    return people | {"visitor": AnonymousUser()}


@pytest.fixture
def session(meeting, people) -> Session:
    """A table with everybody who sits there; ``in_state`` sets where it stands."""
    session = Session.objects.create(meeting=meeting, plan={})
    for role, part in SEATED.items():
        left = 600 if role == "got_up" else None
        Seat.objects.create(session=session, user=people[role], role=part, left_at=left)
    return session


def in_state(session, status) -> Session:
    began = None if status == S.READY else timezone.now()
    ended = timezone.now() if status in (S.FINISHED, S.CLOSED) else None
    Session.objects.filter(pk=session.pk).update(status=status, began_at=began, ended_at=ended)
    return Session.objects.get(pk=session.pk)


def who(people, name, row) -> set[str]:
    """Return who has this permission; list and row say the same."""
    by_row = {role for role, person in people.items() if has_permission(person, name, row)}
    assert by_row == {role for role, person in people.items() if row in type(row).objects.permitted(person, name)}
    return by_row


def test_table_of_roles_is_whole(people):
    assert set(people) == {*SEATED, *OTHERS}


# --- Starting


@pytest.mark.parametrize("state", Meeting.Status.values)
def test_start_is_for_members_of_a_meeting_that_goes_on(people, meeting, state):
    Meeting.objects.update(status=state)
    planned = state == Meeting.Status.PLANNED
    assert who(people, "casework.start_session", meeting) == (INSIDE if planned else set())
    assert who(people, "casework.open_table", meeting) == (PROMISED if planned else set())


def test_nobody_starts_a_table_once_the_circle_is_closed(people, meeting):
    Community.objects.update(**CLOSED)
    assert who(people, "casework.start_session", meeting) == who(people, "casework.open_table", meeting) == set()


# --- At the table: who joins, follows, leads and writes, in each state

EVERYWHERE = dict.fromkeys(S, AT_TABLE)
DEEDS = [
    ("casework.join_session", {S.READY: INSIDE, S.RUNNING: INSIDE}),
    ("casework.sit_down", {S.READY: PROMISED, S.RUNNING: PROMISED}),
    ("casework.view_session", EVERYWHERE),
    ("casework.use_session", {S.RUNNING: AT_TABLE}),
    ("casework.arrange_session", {S.READY: AT_TABLE, S.RUNNING: {"facilitator"}}),
    ("casework.lead_session", {S.RUNNING: {"facilitator"}}),
    ("casework.take_over_session", {S.RUNNING: {"participant", "note_taker", "timekeeper"}}),
    ("casework.discard_session", {S.READY: AT_TABLE}),
    ("casework.write_record", {S.FINISHED: AT_TABLE}),
    ("casework.close_record", {S.FINISHED: {"owner"}}),
]
# What still can be done once the circle is closed: reading, and putting a table away that never began.
RESTING = {"casework.view_session", "casework.discard_session"}


@pytest.mark.parametrize(("name", "table"), DEEDS)
@pytest.mark.parametrize("state", S.values)
def test_each_deed_at_the_table_is_for_whom_the_table_says(people, session, name, table, state):
    row = in_state(session, S(state))
    assert who(people, name, row) == table.get(S(state), set())
    Community.objects.update(**CLOSED)
    assert who(people, name, row) == (table.get(S(state), set()) if name in RESTING else set())


@pytest.mark.parametrize("role", sorted(AT_TABLE))
def test_who_leaves_the_circle_reads_and_does_nothing_at_the_table_any_more(people, session, role):
    row = in_state(session, S.RUNNING)
    Membership.objects.filter(user=people[role]).update(left_at=timezone.now())
    for name, _table in DEEDS:
        assert role not in who(people, name, row)


# --- What was written there


@pytest.mark.parametrize("is_hidden", [True, False])
@pytest.mark.parametrize("state", S.values)
def test_line_is_read_at_the_table_and_by_its_author_alone_while_hidden(people, session, state, is_hidden):
    in_state(session, S(state))
    facts = {"session": session, "position": 1, "text": "T", "key": uuid4(), "is_hidden": is_hidden}
    line = Line.objects.create(author=people["participant"], **facts)
    assert who(people, "casework.view_line", line) == ({"participant"} if is_hidden else AT_TABLE)
    line.author = people["got_up"]
    line.save()
    assert who(people, "casework.view_line", line) == (set() if is_hidden else AT_TABLE)


@pytest.mark.parametrize("role", ["owner", "observer", "got_up", "removed", "alumnus", "administrator"])
def test_notepad_is_read_by_its_writer_alone(people, session, role):
    in_state(session, S.RUNNING)
    note = PrivateText.objects.create(session=session, user=people[role], position=1, text="T")
    assert who(people, "casework.view_private_text", note) == ({role} & AT_TABLE)


@pytest.mark.parametrize("state", S.values)
def test_record_is_read_at_the_table_and_changed_by_who_wrote_it(people, session, state):
    in_state(session, S(state))
    item = RecordItem.objects.create(session=session, author=people["note_taker"], kind="insight", text="T")
    assert who(people, "casework.view_record_item", item) == AT_TABLE
    assert who(people, "casework.change_record_item", item) == ({"note_taker"} if state == S.FINISHED else set())


@pytest.mark.parametrize("closed", [False, True])
def test_follow_up_is_read_at_the_table_and_told_by_whose_it_is(people, session, closed):
    in_state(session, S.CLOSED)
    item = RecordItem.objects.create(session=session, author=people["owner"], kind="action", text="T")
    row = FollowUp.objects.create(session=session, item=item, owner=people["owner"])
    if closed:
        Community.objects.update(**CLOSED)
    assert who(people, "casework.view_follow_up", row) == AT_TABLE
    assert who(people, "casework.answer_follow_up", row) == (set() if closed else {"owner"})


# --- The board


@pytest.mark.parametrize("state", ["active", "closed", "archived"])
@pytest.mark.parametrize("stage", Finding.Stage.values)
def test_board_is_the_circles(people, community, stage, state):
    finding = Finding.objects.create(community=community, stage=stage, text="T", created_by=people["participant"])
    if state != "active":
        Community.objects.update(**CLOSED | {"status": state})
    runs, readers = state == "active", INSIDE | {"alumnus"}
    assert who(people, "casework.view_finding", finding) == readers
    assert who(people, "casework.view_findings", community) == readers
    assert who(people, "casework.add_finding", community) == (INSIDE if runs else set())
    assert who(people, "casework.change_finding", finding) == (INSIDE if runs else set())
    assert who(people, "casework.remove_finding", finding) == ({"participant", "coordinator"} if runs else set())


def test_finding_of_somebody_who_left_is_taken_away_by_coordinators_alone(people, community):
    finding = Finding.objects.create(community=community, text="T", created_by=people["removed"])
    assert who(people, "casework.remove_finding", finding) == {"coordinator"}
    Finding.objects.update(created_by=None)
    assert who(people, "casework.remove_finding", finding) == {"coordinator"}
