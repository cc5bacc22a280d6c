"""Who may do what: one table per permission, roles × states of the circle."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.models import Community, Invitation, Membership, ProgrammeMember
from conftest import CLOSED
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db

EVERYBODY = {"member", "host", "coordinator", "former_member", "outsider", "staff", "visitor"}
MEMBERS = {"member", "host", "coordinator"}
COORDINATOR = {"coordinator"}
NOBODY: set[str] = set()

# permission: who may in a draft, in a running circle, in a closed one
ON_COMMUNITY = {
    "communities.view_community": (COORDINATOR, EVERYBODY, EVERYBODY),
    "communities.view_inside_community": (MEMBERS, MEMBERS, MEMBERS),
    "communities.change_community": (COORDINATOR, COORDINATOR, NOBODY),
    "communities.start_community": (COORDINATOR, NOBODY, NOBODY),
    "communities.add_invitation": (COORDINATOR, COORDINATOR, NOBODY),
    "communities.add_case": (NOBODY, MEMBERS, NOBODY),
}
STATES = ["draft", "active", "closed"]


@pytest.fixture
def cast(member, host, coordinator, former_member, outsider, staff):
    return {
        "member": member,
        "host": host,
        "coordinator": coordinator,
        "former_member": former_member,
        "outsider": outsider,
        "staff": staff,
        "visitor": AnonymousUser(),
    }


def put_in(state):
    facts = CLOSED if state == "closed" else {"status": state}
    Community.objects.update(started_at=None if state == "draft" else timezone.now(), **facts)


def who_may(cast, permission, row):
    return {role for role, person in cast.items() if has_permission(person, permission, row)}


@pytest.mark.parametrize("permission", ON_COMMUNITY)
@pytest.mark.parametrize("state", STATES)
def test_permission_on_a_circle(cast, community, permission, state):
    put_in(state)

    assert who_may(cast, permission, community) == ON_COMMUNITY[permission][STATES.index(state)]


@pytest.mark.parametrize(("state", "allowed"), [("draft", COORDINATOR), ("active", COORDINATOR), ("closed", NOBODY)])
def test_change_invitation(cast, community, state, allowed):
    invitation = Invitation.objects.create(
        community=community, email="a@example.nl", sector="practice", role="manager"
    )
    put_in(state)

    assert who_may(cast, "communities.change_invitation", invitation) == allowed


@pytest.mark.parametrize(("state", "allowed"), [("draft", COORDINATOR), ("active", COORDINATOR), ("closed", NOBODY)])
def test_change_membership(cast, member, state, allowed):
    put_in(state)

    assert who_may(cast, "communities.change_membership", member.memberships.get()) == allowed


@pytest.mark.parametrize("state", STATES)
def test_view_membership_of_members_by_members(cast, member, state):
    put_in(state)

    assert who_may(cast, "communities.view_membership", member.memberships.get()) == MEMBERS


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

    assert who_may(cast, "communities.add_community", programme) == {"outsider"}


def test_view_programme_is_for_everybody(cast, programme):
    assert who_may(cast, "communities.view_programme", programme) == EVERYBODY


def test_coordinator_of_another_circle_has_no_say_here(make, community, programme, theme):
    other = Community.objects.create(programme=programme, slug="ander", name="Ander", kind="thematic", theme=theme)
    stranger = make.user("Vreemde")
    make.join(stranger, other, Membership.Role.COORDINATOR)

    assert not has_permission(stranger, "communities.change_community", community)
