"""Who may do what with a case: role × state, asked as a list, of a row and on its page."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from casework.models import Agreement, AgreementAcceptance, Case, CasePlacement, TableDivision, TableSeat
from casework.readers import readers_of
from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.core.permissions import has_permission
from meetings.models import ProgrammeItem

S, G = Case.Status, Case.Grade
ROLES = [
    *("author", "second_reader", "table", "circle", "other_circle", "coordinator"),
    *("administrator", "alumnus", "removed", "visitor"),
]


@pytest.fixture
def people(community, programme, area, meeting, member, coordinator, host, former_member, staff, make):
    """The author is the member; who leads the meeting reads the case first; one member sits at its table."""
    people = {"author": member, "coordinator": coordinator, "circle": host, "removed": former_member}
    people |= {"administrator": staff, "visitor": AnonymousUser()}
    for role in ("second_reader", "table", "alumnus", "other_circle"):
        people[role] = make.user(role.capitalize())
    make.join(people["second_reader"], community, "professional")
    make.join(people["table"], community, "resident", sector="residents")
    make.join(people["alumnus"], community, "student", alumnus_since=timezone.now())
    other = Community.objects.create(
        programme=programme, slug="elders", name="Elders", question="Hoe?", kind="regional", area=area,
        status="active", started_at=timezone.now(),
    )  # fmt: skip
    make.join(people["other_circle"], other, "coordinator")
    meeting.facilitator = people["second_reader"]
    meeting.save()
    return people


@pytest.fixture
def at_a_table(draft, meeting, people) -> Case:
    """The case of the author for the meeting, at table 1; the removed member and the alumnus sat there too."""
    item = ProgrammeItem.objects.create(
        meeting=meeting, position=1, pillar="consultation", title="Intervisie", minutes=90, tables=2
    )
    Case.objects.update(meeting=meeting, **dict.fromkeys(Case.CHECKS, True))
    CasePlacement.objects.create(case=draft, item=item, table=1)
    TableDivision.objects.create(item=item, frozen_at=timezone.now())
    for role in ("author", "table", "removed", "alumnus", "other_circle"):
        TableSeat.objects.create(item=item, table=1, member=people[role])
    TableSeat.objects.create(item=item, table=2, member=people["circle"])
    draft.refresh_from_db()
    return draft


@pytest.fixture
def accepted(community, people):
    """Everybody accepted the agreement, also who is not in the circle (any more)."""
    agreement = Agreement.objects.create(community=community, number=1, text="Zwijgen.")
    for role, person in people.items():
        if role != "visitor":
            AgreementAcceptance.objects.create(agreement=agreement, user=person)
    return agreement


def who(people, name, case):
    """Return who has this permission; list and row say the same."""
    by_row = {role for role, person in people.items() if has_permission(person, name, case)}
    by_list = {role for role, person in people.items() if case in Case.objects.permitted(person, name)}
    assert by_row == by_list
    return by_row


AUTHOR, TWO, TABLE = {"author"}, {"author", "second_reader"}, {"author", "second_reader", "table"}
CIRCLE = {"author", "second_reader", "table", "circle", "coordinator"}
READERS = [
    (G.TABLE, S.DRAFT, AUTHOR),
    (G.TABLE, S.SUBMITTED, TWO),
    (G.TABLE, S.RELEASED, TABLE),
    (G.TABLE, S.DISCUSSED, TABLE),
    (G.TABLE, S.WITHDRAWN, AUTHOR),
    (G.TABLE, S.INCIDENT, AUTHOR),
    (G.TABLE, S.EXPIRED, AUTHOR),
    (G.CIRCLE, S.DRAFT, AUTHOR),
    (G.CIRCLE, S.SUBMITTED, TWO),
    (G.CIRCLE, S.RELEASED, CIRCLE),
    (G.CIRCLE, S.DISCUSSED, CIRCLE),
    (G.CIRCLE, S.WITHDRAWN, AUTHOR),
    (G.CIRCLE, S.INCIDENT, AUTHOR),
    (G.CIRCLE, S.EXPIRED, AUTHOR),
    (G.PUBLISHABLE, S.DRAFT, AUTHOR),
    (G.PUBLISHABLE, S.SUBMITTED, TWO),
    (G.PUBLISHABLE, S.RELEASED, CIRCLE),
    (G.PUBLISHABLE, S.DISCUSSED, CIRCLE),
    (G.PUBLISHABLE, S.WITHDRAWN, AUTHOR),
    (G.PUBLISHABLE, S.INCIDENT, AUTHOR),
    (G.PUBLISHABLE, S.EXPIRED, AUTHOR),
]


def set_state(case, grade, state):
    Case.objects.filter(pk=case.pk).update(grade=grade, status=state, title="Kanarie titel")


def test_table_of_readers_says_something_of_every_state_and_grade():
    assert {(grade, state) for grade, state, _who in READERS} == {(grade, state) for grade in G for state in S}


@pytest.mark.promise(7)
@pytest.mark.parametrize(("grade", "state", "expected"), READERS)
def test_case_is_read_by_whom_its_state_and_grade_say(people, accepted, at_a_table, grade, state, expected, figure):
    figure(f"{len(READERS)} combinations of a state and who it is for, {len(people)} people each")
    set_state(at_a_table, grade, state)

    assert who(people, "casework.view_case", at_a_table) == expected
    at_a_table.refresh_from_db()
    assert readers_of(at_a_table) == {people[role].pk for role in expected - AUTHOR}


@pytest.mark.parametrize(("grade", "state", "expected"), READERS)
def test_nobody_but_its_author_reads_a_case_before_accepting_the_agreement(people, at_a_table, grade, state, expected):
    set_state(at_a_table, grade, state)

    assert who(people, "casework.view_case", at_a_table) == AUTHOR
    # The author sits at the table of the case too.
    assert who(people, "casework.meet_case", at_a_table) | AUTHOR == expected


WITHOUT_PROMISE = [(G.TABLE, S.SUBMITTED), (G.TABLE, S.RELEASED), (G.CIRCLE, S.DISCUSSED)]
PAGES = [(*row, True) for row in READERS if row[0] != G.PUBLISHABLE]
PAGES += [(*row, False) for row in READERS if row[:2] in WITHOUT_PROMISE]


@pytest.mark.parametrize(("grade", "state", "expected", "has_accepted"), PAGES)
def test_list_and_page_show_the_words_to_readers_only(
    people, request, at_a_table, as_user, visitor, grade, state, expected, has_accepted
):
    if has_accepted:
        request.getfixturevalue("accepted")
    set_state(at_a_table, grade, state)
    seen = expected if has_accepted else AUTHOR
    places = {"page": at_a_table.get_absolute_url(), "list": "/casussen/leerkring/lingewaard/"}
    places["meeting"] = f"/casussen/bijeenkomst/{at_a_table.meeting_id}/"
    found = {name: set() for name in places}
    for role, person in people.items():
        client = visitor if role == "visitor" else as_user(person)
        for name, path in places.items():
            if "Kanarie titel" in client.get(path).text:
                found[name].add(role)
    assert (found["page"], found["list"]) == (seen, seen)
    assert found["meeting"] == (seen if state in Case.OPEN else set())


def test_who_accepts_the_agreement_promises_for_nobody_else(people, accepted, at_a_table):
    AgreementAcceptance.objects.exclude(user=people["table"]).delete()
    set_state(at_a_table, G.CIRCLE, S.RELEASED)

    assert who(people, "casework.view_case", at_a_table) == {"author", "table"}


def test_new_version_of_the_agreement_is_asked_again(people, accepted, at_a_table, community):
    set_state(at_a_table, G.CIRCLE, S.RELEASED)
    Agreement.objects.update(is_current=False)
    Agreement.objects.create(community=community, number=2, text="Nog meer zwijgen.")

    assert who(people, "casework.view_case", at_a_table) == AUTHOR


def test_table_reads_nothing_until_its_division_is_settled(people, accepted, at_a_table):
    set_state(at_a_table, G.TABLE, S.RELEASED)
    TableDivision.objects.update(frozen_at=None)

    assert who(people, "casework.view_case", at_a_table) == TWO


def test_another_table_of_the_same_meeting_reads_nothing(people, accepted, at_a_table):
    set_state(at_a_table, G.TABLE, S.RELEASED)
    CasePlacement.objects.update(table=2)

    assert who(people, "casework.view_case", at_a_table) == {"author", "second_reader", "circle"}


def test_taking_consent_back_holds_at_once(people, accepted, at_a_table):
    set_state(at_a_table, G.CIRCLE, S.DISCUSSED)
    assert who(people, "casework.view_case", at_a_table) == CIRCLE
    Case.objects.update(grade=G.TABLE)
    assert who(people, "casework.view_case", at_a_table) == TABLE


def test_named_second_reader_takes_the_place_of_who_leads(people, accepted, at_a_table):
    set_state(at_a_table, G.TABLE, S.SUBMITTED)
    Case.objects.update(second_reader=people["circle"])
    assert who(people, "casework.view_case", at_a_table) == {"author", "circle"}
    Case.objects.update(second_reader=people["author"])
    assert who(people, "casework.review_case", at_a_table) == set()


def test_coordinators_read_first_when_nobody_else_leads(people, accepted, at_a_table, meeting):
    set_state(at_a_table, G.TABLE, S.SUBMITTED)
    for leader in (None, people["author"]):
        meeting.facilitator = leader
        meeting.save()
        assert who(people, "casework.review_case", at_a_table) == {"coordinator"}
    Case.objects.update(meeting=None)
    assert who(people, "casework.review_case", at_a_table) == {"coordinator"}


DEEDS = [
    ("casework.change_case", {S.DRAFT: AUTHOR}),
    ("casework.review_case", {S.SUBMITTED: {"second_reader"}}),
    ("casework.name_second_reader", {S.SUBMITTED: {"coordinator"}}),
    ("casework.grade_case", dict.fromkeys((S.SUBMITTED, S.RELEASED, S.DISCUSSED), AUTHOR)),
    ("casework.withdraw_case", dict.fromkeys((S.SUBMITTED, S.RELEASED, S.DISCUSSED), AUTHOR)),
    ("casework.reopen_case", dict.fromkeys((S.SUBMITTED, S.RELEASED, S.WITHDRAWN, S.INCIDENT), AUTHOR)),
    ("casework.discuss_case", {S.RELEASED: {"second_reader", "coordinator"}}),
    ("casework.arrange_case", dict.fromkeys((S.RELEASED, S.DISCUSSED), {"second_reader", "coordinator"})),
    ("casework.report_case", {S.SUBMITTED: TWO, S.RELEASED: TABLE, S.DISCUSSED: TABLE}),
    ("casework.delete_case", dict.fromkeys((S.DRAFT, S.WITHDRAWN, S.INCIDENT, S.EXPIRED), AUTHOR)),
]


@pytest.mark.parametrize(("name", "table"), DEEDS)
@pytest.mark.parametrize("state", S.values)
def test_each_deed_is_for_whom_the_table_says(people, accepted, at_a_table, name, table, state):
    set_state(at_a_table, G.TABLE, state)

    assert who(people, name, at_a_table) == table.get(S(state), set())


def test_owner_who_left_keeps_only_their_own_text(people, accepted, at_a_table, member):
    set_state(at_a_table, G.CIRCLE, S.RELEASED)
    Membership.objects.filter(user=member).update(left_at=timezone.now())

    assert {
        name: "author" in who(people, name, at_a_table)
        for name in ("casework.view_case", "casework.withdraw_case", "casework.grade_case")
    } == {"casework.view_case": True, "casework.withdraw_case": True, "casework.grade_case": True}
    assert "author" not in who(people, "casework.reopen_case", at_a_table)
    assert "author" not in who(people, "casework.report_case", at_a_table)


@pytest.mark.promise(6, 7)
@pytest.mark.parametrize("role", ["second_reader", "table", "circle"])
def test_reader_who_left_reads_no_case(people, accepted, at_a_table, role):
    set_state(at_a_table, G.CIRCLE, S.RELEASED)
    Membership.objects.filter(user=people[role]).update(left_at=timezone.now())

    assert who(people, "casework.view_case", at_a_table) == CIRCLE - {role}


def test_draft_rests_when_the_circle_is_closed(people, draft, member):
    Community.objects.update(**CLOSED)

    assert not has_permission(member, "casework.change_case", draft)
    assert has_permission(member, "casework.delete_case", draft)
