"""The people of a circle."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Membership, ProgrammeMember
from .base import in_community, is_coordinator, is_open


@rule("communities.view_membership")
def view_membership(user: Any) -> Q:
    """Members and alumni see who is in the circle now."""
    return Q(left_at__isnull=True) & in_community(user, alumni=True)


@rule("communities.change_membership")
def change_membership(user: Any) -> Q:
    """Coordinators change what somebody is, or let them go, until the circle is closed."""
    return Q(left_at__isnull=True) & is_open() & is_coordinator(user)


@rule("communities.leave_membership")
def leave_membership(user: Any) -> Q:
    """Everybody may leave what they are in."""
    return Q(left_at__isnull=True, user=user) if user.is_authenticated else NOBODY


@rule("communities.change_own_membership")
def change_own_membership(user: Any) -> Q:
    """Who takes part says themselves what their function and study are, until the circle is closed."""
    mine = Q(left_at__isnull=True, alumnus_since__isnull=True, user=user) if user.is_authenticated else NOBODY
    return mine & is_open()


# What they see and decide is about others: they must have a second factor.
RESPONSIBLE = (Membership.Role.COORDINATOR, Membership.Role.AREA_LECTURER)


def responsible_members() -> Q:
    """Accounts of coordinators and neighbourhood lecturers of circles that they take part in now."""
    return Q(pk__in=Membership.objects.active().with_role(*RESPONSIBLE).values("user"))


def responsible_teams() -> Q:
    """Accounts of who is on the team of a programme."""
    return Q(pk__in=ProgrammeMember.objects.values("user"))
