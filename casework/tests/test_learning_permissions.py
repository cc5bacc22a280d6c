"""Who may do what with learning goals, portfolios, their private links and opened reflections: roles and states."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from casework.actions import goal as goals
from casework.actions import portfolio as portfolios
from casework.actions import reflection as reflections
from casework.actions.reflection_opening import open_reflection
from casework.actions.sheet import Sheet
from casework.models import LearningGoal, Portfolio, PortfolioItem, PortfolioLink, Reflection, ReflectionOpening
from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.core.permissions import has_permission

# The reflection is shared with the host; `operator` is an administrator who opened nothing.
ROLES = ["owner", "coordinator", "host", "former_member", "outsider", "staff", "operator", "visitor"]
OWNER, NOBODY = {"owner"}, set()


@pytest.fixture
def people(member, coordinator, host, former_member, outsider, staff, make):
    operator = make.user("Petra", is_staff=True)
    named = {"owner": member, "coordinator": coordinator, "host": host, "former_member": former_member}
    return named | {"outsider": outsider, "staff": staff, "operator": operator, "visitor": AnonymousUser()}


@pytest.fixture
def shared(reflection, member, host) -> Reflection:
    reflections.share_reflection(reflection, by=member, person=host)
    return reflection


def who_may(people, rule, row):
    found = {role for role in ROLES if has_permission(people[role], f"casework.{rule}", row)}
    seen = {role for role in ROLES if type(row).objects.permitted(people[role], f"casework.{rule}").filter(pk=row.pk)}
    assert found == seen
    return found


# --- What happened meanwhile ------------------------------------------------------------------------------------


def fresh(member):
    """Nothing."""


def left(member):
    Membership.objects.filter(user=member).update(left_at=timezone.now())


def closed(member):
    Community.objects.update(**CLOSED)


def reached(member):
    LearningGoal.objects.update(reached_at=timezone.now())


def ended(member):
    PortfolioLink.objects.update(ends_on=timezone.localdate() - timedelta(days=1))


def last_day(member):
    PortfolioLink.objects.update(ends_on=timezone.localdate())


def revoked(member):
    PortfolioLink.objects.update(revoked_at=timezone.now())


def inactive(member):
    type(member).objects.filter(pk=member.pk).update(is_active=False)


def emptied(member):
    PortfolioItem.objects.all().delete()


def over(member):
    ReflectionOpening.objects.update(until=timezone.now() - timedelta(seconds=1))


def demoted(member):
    opened = ReflectionOpening.objects.values("by")
    type(member).objects.filter(pk__in=opened).update(is_staff=False)


# --- Learning goals and portfolios ------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["view_learning_goal", "change_goal"])
@pytest.mark.parametrize("state", [fresh, reached, left, closed])
def test_learning_goals_are_for_their_owner_alone(people, shared, member, rule, state):
    goal = goals.add_goal({"title": "Ik vraag door"}, by=member, page=uuid4())
    reflections.save_reflection(shared, {}, by=member, sheet=Sheet(uuid4(), shared.version), levels={goal.pk: 2})
    state(member)
    assert who_may(people, rule, goal) == OWNER


@pytest.fixture
def portfolio(shared, member) -> Portfolio:
    values = {"title": "P", "introduction": "Hallo", "with_feedback": True, "with_goals": True}
    items = [("reflection", str(shared.pk))]
    return portfolios.save_portfolio(Portfolio(owner=member), values, items, by=member, version=1, page=uuid4())


@pytest.fixture
def link(portfolio, member) -> PortfolioLink:
    return portfolios.add_link(portfolio, by=member, ends_on=timezone.localdate() + timedelta(days=30))


@pytest.mark.parametrize("rule", ["view_portfolio", "change_portfolio"])
@pytest.mark.parametrize("state", [fresh, revoked, left, closed, emptied])
def test_portfolios_are_for_their_owner_alone(people, portfolio, link, member, rule, state):
    state(member)
    assert who_may(people, rule, portfolio) == OWNER


@pytest.mark.parametrize("state", [fresh, ended, revoked, left, closed])
def test_private_link_is_stopped_by_its_owner_alone(people, as_user, visitor, link, member, state):
    state(member)
    assert who_may(people, "revoke_portfolio_link", link) == OWNER
    address = reverse("casework:portfolio_unlink", kwargs={"pk": link.pk})
    for role in set(ROLES) - OWNER - {"visitor"}:
        assert as_user(people[role]).post(address).status_code == 404, role
    assert visitor.post(address).status_code == 302


WORKS = [
    (fresh, set(ROLES)),
    (last_day, set(ROLES)),
    # What somebody takes along is theirs, also after the circle.
    (left, set(ROLES)),
    (closed, set(ROLES)),
    (emptied, set(ROLES)),
    (ended, NOBODY),
    (revoked, NOBODY),
]


@pytest.mark.parametrize(("state", "allowed"), WORKS, ids=[state.__name__ for state, _allowed in WORKS])
def test_private_link_opens_for_whoever_holds_it_while_it_works(
    people, as_user, visitor, link, member, state, allowed
):
    state(member)
    clients = {role: visitor if role == "visitor" else as_user(people[role]) for role in ROLES}
    address = portfolios.link_url(link)
    assert {role for role in ROLES if clients[role].get(address).status_code == 200} == allowed


def test_private_link_of_who_may_not_log_in_opens_for_nobody(visitor, link, member):
    inactive(member)
    assert visitor.get(portfolios.link_url(link)).status_code == 404


# --- Opened by an administrator ---------------------------------------------------------------------------------

SHARED = {"owner", "host"}
OPENED = [
    (fresh, "view_reflection", SHARED | {"staff"}),
    (over, "view_reflection", SHARED),
    (demoted, "view_reflection", SHARED),
    (left, "view_reflection", {"owner", "staff"}),
    (closed, "view_reflection", SHARED | {"staff"}),
    (fresh, "respond_reflection", SHARED),
    (fresh, "change_reflection", OWNER),
    (fresh, "share_reflection", OWNER),
    (left, "share_reflection", NOBODY),
    (fresh, "view_reflection_opening", {"owner", "staff", "operator"}),
    (over, "view_reflection_opening", {"owner", "staff", "operator"}),
    (demoted, "view_reflection_opening", {"owner", "operator"}),
    (left, "view_reflection_opening", {"owner", "staff", "operator"}),
]


@pytest.mark.parametrize(("state", "rule", "allowed"), OPENED, ids=[f"{row[0].__name__}-{row[1]}" for row in OPENED])
def test_opened_reflection_is_for_these_people(people, shared, staff, member, state, rule, allowed):
    opening = open_reflection(shared.pk, by=staff, reason="De politie vraagt met een bevel om deze tekst.")
    state(member)
    staff.refresh_from_db()
    assert who_may(people, rule, opening if rule == "view_reflection_opening" else shared) == allowed


def test_log_of_a_reflection_that_is_gone_is_for_administrators(people, shared, staff, member):
    opening = open_reflection(shared.pk, by=staff, reason="De politie vraagt met een bevel om deze tekst.")
    shared.delete()
    opening.refresh_from_db()
    assert who_may(people, "view_reflection_opening", opening) == {"staff", "operator"}
