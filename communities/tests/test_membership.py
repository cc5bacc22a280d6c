"""Joining and leaving."""

import pytest

from communities.actions.membership import end_membership, join_community
from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db


def test_join_makes_a_member_and_keeps_the_counter_true(community, coordinator, outsider):
    join_community(community, by=outsider, role="resident", sector="residents")

    community.refresh_from_db()
    assert community.member_count == 2
    assert has_permission(outsider, "communities.view_inside_community", community)


def test_join_twice_is_one_membership_that_stays_what_it_was(community, member):
    again = join_community(community, by=member, role="manager", sector="practice")

    community.refresh_from_db()
    assert (again.role, community.member_count) == ("student", 1)


def test_join_is_refused_when_the_circle_is_closed(community, outsider):
    Community.objects.update(**CLOSED)

    with pytest.raises(Refused):
        join_community(community, by=outsider, role="resident", sector="residents")


def test_join_after_leaving_is_a_new_membership(community, former_member):
    join_community(community, by=former_member, role="student", sector="education")

    assert former_member.memberships.count() == 2


def test_end_membership_holds_at_once(community, coordinator, member):
    end_membership(member.memberships.get(), by=coordinator)

    community.refresh_from_db()
    assert community.member_count == 1
    assert not has_permission(member, "communities.view_inside_community", community)


def test_end_membership_twice_is_harmless(community, coordinator, member):
    row = member.memberships.get()
    first = end_membership(row, by=member).left_at

    assert end_membership(row, by=coordinator).left_at == first


def test_the_last_coordinator_stays(community, coordinator, member):
    with pytest.raises(Refused):
        end_membership(coordinator.memberships.get(), by=coordinator)

    assert community.memberships.active().count() == 2


def test_one_of_two_coordinators_may_go(community, coordinator, make):
    second = make.join(make.user("Tweede"), community, Membership.Role.COORDINATOR)

    assert end_membership(coordinator.memberships.get(), by=coordinator).left_at
    with pytest.raises(Refused):
        end_membership(second, by=second.user)


def test_the_last_coordinator_may_leave_a_closed_circle(community, coordinator):
    Community.objects.update(**CLOSED)

    assert end_membership(coordinator.memberships.get(), by=coordinator).left_at
