"""Who may do what with a programme: one table, roles of its team × states."""

import pytest
from django.contrib.auth.models import AnonymousUser

from communities.models import Programme, ProgrammeMember
from communities.permissions.programme import may_start_programme
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db

EVERYBODY = {"coordinator", "broker", "editor", "outsider", "staff", "visitor"}
TEAM = {"coordinator", "broker", "editor"}
WRITERS = {"coordinator", "editor"}
BROKERS = {"coordinator", "broker"}
COORDINATOR = {"coordinator"}
NOBODY: set[str] = set()

STATES = ["draft", "active", "withdrawn"]
# permission: who may in a draft, in a running programme, in one that has stopped
RULES = {
    "communities.view_programme": (TEAM, EVERYBODY, EVERYBODY),
    "communities.manage_programme": (TEAM, TEAM, TEAM),
    "communities.edit_programme": (WRITERS, WRITERS, WRITERS),
    "communities.change_programme": (COORDINATOR, COORDINATOR, COORDINATOR),
    "communities.add_partnership": (BROKERS, BROKERS, BROKERS),
    "communities.discard_programme": (COORDINATOR, NOBODY, NOBODY),
    "communities.add_community": (NOBODY, EVERYBODY - {"visitor"}, NOBODY),
}


@pytest.fixture
def cast(make, programme, outsider, staff):
    team = {role: make.user(role.title()) for role in ("coordinator", "broker", "editor")}
    for role, person in team.items():
        ProgrammeMember.objects.create(programme=programme, user=person, role=role)
    return team | {"outsider": outsider, "staff": staff, "visitor": AnonymousUser()}


@pytest.mark.parametrize("permission", RULES)
@pytest.mark.parametrize("state", STATES)
def test_permission_on_a_programme(cast, programme, permission, state):
    Programme.objects.update(status=state)

    allowed = {role for role, person in cast.items() if has_permission(person, permission, programme)}

    assert allowed == RULES[permission][STATES.index(state)]


@pytest.mark.parametrize(("setting", "allowed"), [("everyone", EVERYBODY - {"visitor"}), ("team", TEAM | {"staff"})])
def test_who_starts_a_programme_follows_the_setting(cast, settings, setting, allowed):
    settings.PROGRAMMES_BY = setting

    assert {role for role, person in cast.items() if may_start_programme(person)} == allowed


def test_team_of_one_programme_has_no_say_in_another(cast):
    other = Programme.objects.create(name="Ander", slug="ander", status="draft")

    assert not has_permission(cast["coordinator"], "communities.view_programme", other)
    assert not has_permission(cast["coordinator"], "communities.change_programme", other)
