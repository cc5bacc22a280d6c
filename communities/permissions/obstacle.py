"""What stands in the way of circles: their own, and of all of them together the team of the programme's."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Community, Membership, Obstacle, ProgrammeMember
from .base import in_community, is_coordinator, is_open
from .programme import in_team

HANDLES = (ProgrammeMember.Role.COORDINATOR, ProgrammeMember.Role.BROKER)
STARTED = ~Q(community__status=Community.Status.DRAFT)
OPEN = Q(status__in=Obstacle.OPEN)


def _team(user: Any) -> Q:
    return in_team(user, *HANDLES, path="community__programme")


@rule("communities.view_obstacles")
def view_obstacles(user: Any) -> Q:
    """The list of a circle; asked of the circle."""
    return ~Q(status=Community.Status.DRAFT) & in_community(user, path="pk", alumni=True)


@rule("communities.add_obstacle")
def add_obstacle(user: Any) -> Q:
    """Members of a running circle report what hinders them; asked of the circle."""
    return Q(status=Community.Status.ACTIVE) & in_community(user, path="pk")


@rule("communities.handle_obstacles")
def handle_obstacles(user: Any) -> Q:
    """Coordinators and brokers see what hinders the circles of their programme; asked of the programme."""
    return in_team(user, *HANDLES)


@rule("communities.view_obstacle")
def view_obstacle(user: Any) -> Q:
    """Who is in the circle, alumni too; and who handles obstacles for its programme."""
    return STARTED & (in_community(user, alumni=True) | _team(user))


@rule("communities.change_obstacle")
def change_obstacle(user: Any) -> Q:
    """Coordinators change the words while it is open; who reported it, until somebody owns it."""
    if not user.is_authenticated:
        return NOBODY
    own = Q(reported_by=user.pk, status=Obstacle.Status.REPORTED) & in_community(user)
    return is_open() & OPEN & (own | is_coordinator(user))


@rule("communities.take_up_obstacle")
def take_up_obstacle(user: Any) -> Q:
    """The programme takes up what is still open, once."""
    return STARTED & OPEN & Q(taken_up_at__isnull=True) & _team(user)


@rule("communities.assign_obstacle")
def assign_obstacle(user: Any) -> Q:
    """Coordinators name the owner; of what was taken up the programme does too, also when the circle has closed."""
    return OPEN & _responsible(user)


@rule("communities.work_on_obstacle")
def work_on_obstacle(user: Any) -> Q:
    """Who names the owner, and the owner as long as they are in the circle or on the team."""
    if not user.is_authenticated:
        return NOBODY
    own = Q(owner=user.pk) & ((is_open() & in_community(user)) | in_team(user, path="community__programme"))
    return STARTED & OPEN & (own | _responsible(user))


@rule("communities.reopen_obstacle")
def reopen_obstacle(user: Any) -> Q:
    """What turns out not to be over is opened again by whom it may be assigned by."""
    return ~OPEN & _responsible(user)


def _responsible(user: Any) -> Q:
    in_circle = is_open() & in_community(user, Membership.Role.COORDINATOR)
    return STARTED & (in_circle | (Q(taken_up_at__isnull=False) & _team(user)))
