"""What stands in the way of closing a circle.

Each app registers its own question in ``AppConfig.ready()``; this app knows nothing of what stands above it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Community, JoinRequest, Membership


@dataclass(frozen=True)
class Obstacle:
    """Something that must be done first: a whole sentence, and where it is done, with the words of that link."""

    text: str
    url: str
    link: str


FindObstacles = Callable[[Community], list[Obstacle]]

_finders: dict[str, FindObstacles] = {}


def register_obstacles(name: str, find: FindObstacles) -> None:
    """Add what looks for obstacles; a second one of the same name is an error."""
    if name in _finders:
        raise LookupError(f"The obstacles {name} are registered twice.")
    _finders[name] = find


def obstacles_of(community: Community) -> list[Obstacle]:
    """Return everything that must be done before this circle can be closed; empty when nothing is."""
    return [obstacle for _name, find in sorted(_finders.items()) for obstacle in find(community)]


def what_ends(community: Community) -> list[str]:
    """Return what closing will do to this circle now, as whole sentences; what doesn't apply is left out."""
    now = timezone.now()
    coordinates = Q(role=Membership.Role.COORDINATOR) | Q(second_role=Membership.Role.COORDINATOR)
    members = community.memberships.active().exclude(coordinates).count()
    invitations = community.invitations.open().count()
    requests = community.join_requests.filter(status=JoinRequest.Status.OPEN).count()
    links = community.join_links.filter(closed_at__isnull=True, ends_at__gt=now).count()
    sentences = [
        (members, _one_or_more_members(members)),
        (invitations, _one_or_more_invitations(invitations)),
        (requests, _one_or_more_requests(requests)),
        (links, _("The open link stops working.")),
    ]
    return [sentence for count, sentence in sentences if count]


def _one_or_more_members(count: int) -> str:
    said = ngettext(
        "%(count)s member becomes an alumnus and is told by mail: they can read everything, and change nothing.",
        "%(count)s members become alumni and are told by mail: they can read everything, and change nothing.",
        count,
    )
    return said % {"count": count}


def _one_or_more_invitations(count: int) -> str:
    said = ngettext(
        "%(count)s invitation that has not been answered is withdrawn.",
        "%(count)s invitations that have not been answered are withdrawn.",
        count,
    )
    return said % {"count": count}


def _one_or_more_requests(count: int) -> str:
    said = ngettext(
        "%(count)s person who asked to join is told that the circle has been closed.",
        "%(count)s people who asked to join are told that the circle has been closed.",
        count,
    )
    return said % {"count": count}
