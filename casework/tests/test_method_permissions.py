"""Who reads, uses and changes a method of a circle or of a programme: role × state."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from casework.models import Method, MethodStep
from communities.models import Community, Programme, ProgrammeMember
from conftest import CLOSED
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db
CIRCLE = {"member", "coordinator"}
TEAM = {"boss", "editor"}


@pytest.fixture
def people(community, programme, area, member, coordinator, former_member, outsider, staff, make):
    """`beside` coordinates another circle of the programme; `elsewhere` one of another programme, and is its team."""
    people = {"member": member, "coordinator": coordinator, "former_member": former_member, "outsider": outsider}
    people |= {name: make.user(name.title()) for name in ("alumnus", "beside", "elsewhere", "boss", "editor")}
    other = Programme.objects.create(name="Ander", slug="ander")
    facts = {"question": "Hoe?", "kind": "regional", "area": area, "status": "active", "started_at": timezone.now()}
    make.join(people["alumnus"], community, "coordinator", alumnus_since=timezone.now())
    for name, place in {"beside": programme, "elsewhere": other}.items():
        circle = Community.objects.create(programme=place, slug=name, name=name, **facts)
        make.join(people[name], circle, "coordinator")
    for name, role, place in (("boss", "coordinator", programme), ("editor", "editor", programme)):
        ProgrammeMember.objects.create(programme=place, user=people[name], role=role)
    ProgrammeMember.objects.create(programme=other, user=people["elsewhere"], role="coordinator")
    return people | {"staff": staff, "visitor": AnonymousUser()}


def who(people, name, row):
    return {role for role, person in people.items() if has_permission(person, f"casework.{name}", row)}


def with_step(**scope) -> Method:
    method = Method.objects.create(title="M", **scope)
    MethodStep.objects.create(method=method, position=1, title="S", minutes=5)
    return method


STATES = {
    "draft": {"status": "draft", "started_at": None},
    "active": {},
    "closed": CLOSED,
    "archived": CLOSED | {"status": "archived"},
}


@pytest.mark.parametrize("state", STATES)
def test_method_of_a_circle_is_read_in_it_and_changed_by_its_coordinators_until_it_is_closed(people, community, state):
    method, empty = with_step(community=community), Method.objects.create(title="Leeg", community=community)
    Community.objects.filter(pk=community.pk).update(**{"status": "active"} | STATES[state])
    changers = {"coordinator"} if state in ("draft", "active") else set()
    assert who(people, "add_community_method", community) == changers
    for row in (method, empty):
        assert who(people, "view_method", row) == CIRCLE | {"alumnus"}
        assert who(people, "change_method", row) == changers
    assert who(people, "use_method", method) == CIRCLE | {"alumnus"}
    assert who(people, "use_method", empty) == set()


def test_method_of_a_programme_is_read_in_its_circles_and_changed_by_its_coordinators(people, programme):
    method, empty = with_step(programme=programme), Method.objects.create(title="Leeg", programme=programme)
    readers = CIRCLE | TEAM | {"alumnus", "beside"}
    assert who(people, "add_programme_method", programme) == {"boss"}
    for row in (method, empty):
        assert who(people, "view_method", row) == readers
        assert who(people, "change_method", row) == {"boss"}
    assert who(people, "use_method", method) == readers
    assert who(people, "use_method", empty) == set()
