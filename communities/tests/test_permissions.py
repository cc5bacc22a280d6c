"""Who may do what: one table per permission, roles × states of the circle."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.models import Community, Handover, ImportJob, Invitation, Membership, ProgrammeMember
from conftest import CLOSED
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db

EVERYBODY = {
    "member", "host", "coordinator", "second_coordinator", "alumnus", "former_member", "outsider", "team", "staff",
    "visitor",
}  # fmt: skip
COORDINATORS = {"coordinator", "second_coordinator"}
MEMBERS = {"member", "host"} | COORDINATORS
READERS = MEMBERS | {"alumnus"}
NOBODY: set[str] = set()

# permission: who may in a draft, in a running circle, in a closed one, in one that was put away
ON_COMMUNITY = {
    "communities.view_community": (COORDINATORS, EVERYBODY, EVERYBODY, READERS),
    "communities.view_inside_community": (READERS, READERS, READERS, READERS),
    "communities.change_community": (COORDINATORS, COORDINATORS, NOBODY, NOBODY),
    "communities.manage_community": (COORDINATORS, COORDINATORS, COORDINATORS, COORDINATORS),
    "communities.copy_community": (
        COORDINATORS,
        COORDINATORS | {"team"},
        COORDINATORS | {"team"},
        COORDINATORS,
    ),
    "communities.start_community": (COORDINATORS, NOBODY, NOBODY, NOBODY),
    "communities.add_invitation": (COORDINATORS, COORDINATORS, NOBODY, NOBODY),
    "communities.add_case": (NOBODY, MEMBERS, NOBODY, NOBODY),
    "communities.view_joining": (NOBODY, EVERYBODY, EVERYBODY, READERS),
}
STATES = ["draft", "active", "closed", "archived"]


@pytest.fixture
def cast(community, programme, member, host, coordinator, former_member, outsider, staff, make):
    others = {name: make.user(name) for name in ("alumnus", "second_coordinator", "team")}
    make.join(others["alumnus"], community, Membership.Role.COORDINATOR, alumnus_since=timezone.now())
    second = {"sector": "education", "second_role": Membership.Role.COORDINATOR}
    make.join(others["second_coordinator"], community, Membership.Role.LECTURER, **second)
    ProgrammeMember.objects.create(programme=programme, user=others["team"], role="broker")
    return others | {
        "member": member,
        "host": host,
        "coordinator": coordinator,
        "former_member": former_member,
        "outsider": outsider,
        "staff": staff,
        "visitor": AnonymousUser(),
    }


def put_in(state):
    facts = CLOSED | {"status": state} if state in ("closed", "archived") else {"status": state}
    Community.objects.update(started_at=None if state == "draft" else timezone.now(), **facts)


def who_may(cast, permission, row):
    return {role for role, person in cast.items() if has_permission(person, permission, row)}


@pytest.mark.parametrize("permission", ON_COMMUNITY)
@pytest.mark.parametrize("state", STATES)
def test_permission_on_a_circle(cast, community, permission, state):
    put_in(state)

    assert who_may(cast, permission, community) == ON_COMMUNITY[permission][STATES.index(state)]


@pytest.mark.parametrize(
    ("state", "allowed"), list(zip(STATES, [COORDINATORS, COORDINATORS, NOBODY, NOBODY], strict=True))
)
def test_change_invitation(cast, community, state, allowed):
    invitation = Invitation.objects.create(
        community=community, email="a@example.nl", sector="practice", role="manager"
    )
    put_in(state)

    assert who_may(cast, "communities.change_invitation", invitation) == allowed


@pytest.mark.parametrize("state", STATES)
def test_change_import_job_is_for_who_sent_it_while_coordinator_of_an_open_circle(cast, community, state):
    people = {role: person for role, person in cast.items() if role != "visitor"}
    put_in(state)

    may = {
        role
        for role, person in people.items()
        for job in [ImportJob.objects.create(kind="people", community=community, by=person)]
        if who_may(cast, "communities.change_import_job", job) == {role}
    }

    assert may == (COORDINATORS if state in ("draft", "active") else NOBODY)


@pytest.mark.parametrize(
    ("state", "allowed"), list(zip(STATES, [COORDINATORS, COORDINATORS, NOBODY, NOBODY], strict=True))
)
def test_change_membership(cast, member, state, allowed):
    put_in(state)

    assert who_may(cast, "communities.change_membership", member.memberships.get()) == allowed


@pytest.mark.parametrize("state", STATES)
def test_view_membership_of_members_by_members(cast, member, state):
    put_in(state)

    assert who_may(cast, "communities.view_membership", member.memberships.get()) == READERS


@pytest.mark.parametrize("state", STATES)
def test_leave_membership_is_for_oneself(cast, member, state):
    put_in(state)

    assert who_may(cast, "communities.leave_membership", member.memberships.get()) == {"member"}


@pytest.mark.parametrize(
    "permission", ["view_membership", "change_membership", "leave_membership"], ids=lambda name: name
)
def test_nobody_has_a_say_over_a_membership_that_ended(cast, former_member, permission):
    assert who_may(cast, f"communities.{permission}", former_member.memberships.get()) == NOBODY


def test_add_community_in_an_open_programme_is_for_everybody_with_an_account(cast, programme):
    assert who_may(cast, "communities.add_community", programme) == EVERYBODY - {"visitor"}


def test_add_community_in_a_closed_programme_is_for_its_team(cast, programme, outsider):
    programme.is_open = False
    programme.save()
    ProgrammeMember.objects.create(programme=programme, user=outsider, role="broker")

    assert who_may(cast, "communities.add_community", programme) == {"outsider", "team"}


def test_view_programme_is_for_everybody(cast, programme):
    assert who_may(cast, "communities.view_programme", programme) == EVERYBODY


def test_coordinator_of_another_circle_has_no_say_here(make, community, programme, theme):
    other = Community.objects.create(programme=programme, slug="ander", name="Ander", kind="thematic", theme=theme)
    stranger = make.user("Vreemde")
    make.join(stranger, other, Membership.Role.COORDINATOR)

    assert not has_permission(stranger, "communities.change_community", community)


def test_circle_is_not_copied_in_a_programme_that_is_closed_or_withdrawn(cast, programme, community):
    programme.is_open = False
    programme.save()
    assert who_may(cast, "communities.copy_community", community) == {"team"}
    programme.status = "withdrawn"
    programme.save()
    assert who_may(cast, "communities.copy_community", community) == NOBODY


# Who may in a running circle and in a closed one, while the offer stands and afterwards.
ON_HANDOVER = {
    ("communities.view_handover", "offered"): ({"member"}, NOBODY),
    ("communities.view_handover", "accepted"): ({"member"}, NOBODY),
    ("communities.withdraw_handover", "offered"): (COORDINATORS, NOBODY),
    ("communities.withdraw_handover", "withdrawn"): (COORDINATORS, NOBODY),
    ("communities.withdraw_handover", "accepted"): (NOBODY, NOBODY),
}


@pytest.mark.parametrize(("permission", "status"), ON_HANDOVER)
@pytest.mark.parametrize("state", ["active", "closed"])
def test_permission_on_a_handover(cast, community, coordinator, member, permission, status, state):
    offer = Handover.objects.create(community=community, giver=coordinator, receiver=member, status=status)
    put_in(state)

    assert who_may(cast, permission, offer) == ON_HANDOVER[permission, status][state == "closed"]


def test_offer_is_hidden_from_who_left_meanwhile(community, coordinator, former_member):
    offer = Handover.objects.create(community=community, giver=coordinator, receiver=former_member)

    assert not has_permission(former_member, "communities.view_handover", offer)
