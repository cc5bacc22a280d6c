"""The joint agenda and its weighing: for the members of a circle."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Community, Issue
from .base import in_community, is_coordinator, is_open
from .programme import LINKS, in_team

RUNNING = Q(community__status=Community.Status.ACTIVE)
COUNTED = (Issue.Status.ALIGN, Issue.Status.COMMITTED, Issue.Status.IN_PROGRESS, Issue.Status.ANSWERED)
STARTED = ~Q(community__status=Community.Status.DRAFT)


@rule("communities.view_agenda")
def view_agenda(user: Any) -> Q:
    """The agenda is read by who is in the circle, alumni too; asked of the circle."""
    return ~Q(status=Community.Status.DRAFT) & in_community(user, path="pk", alumni=True)


@rule("communities.add_issue")
def add_issue(user: Any) -> Q:
    """Everybody who takes part proposes: student, manager and resident alike; asked of the circle."""
    return Q(status=Community.Status.ACTIVE) & in_community(user, path="pk")


@rule("communities.lead_agenda")
def lead_agenda(user: Any) -> Q:
    """Coordinators open and close a weighing; asked of the circle."""
    return Q(status=Community.Status.ACTIVE) & is_coordinator(user, path="pk")


@rule("communities.view_issue")
def view_issue(user: Any) -> Q:
    """As the agenda it stands on."""
    return STARTED & in_community(user, alumni=True)


@rule("communities.count_issue")
def count_issue(user: Any) -> Q:
    """Who links the programme sees of what came on an agenda its title, state and dots; never its words."""
    return STARTED & Q(status__in=COUNTED) & in_team(user, *LINKS, path="community__programme")


@rule("communities.change_issue")
def change_issue(user: Any) -> Q:
    """Who proposed it sharpens it until something is decided, and the coordinators with them."""
    if not user.is_authenticated:
        return NOBODY
    own = Q(proposed_by=user.pk) & in_community(user)
    return RUNNING & Q(status__in=Issue.OPEN) & (own | is_coordinator(user))


@rule("communities.add_interest")
def add_interest(user: Any) -> Q:
    """Every member says what their organisation, or the residents, have at stake; until something is decided."""
    return RUNNING & Q(status__in=Issue.OPEN) & in_community(user)


@rule("communities.move_issue")
def move_issue(user: Any) -> Q:
    """Coordinators bring an issue further."""
    return RUNNING & is_coordinator(user)


@rule("communities.view_weighing")
def view_weighing(user: Any) -> Q:
    """Who is in the circle, alumni too."""
    return STARTED & in_community(user, alumni=True)


@rule("communities.add_ballot")
def add_ballot(user: Any) -> Q:
    """Everybody who takes part has the same number of dots, while the weighing is open."""
    return RUNNING & Q(closed_at__isnull=True) & in_community(user)


@rule("communities.change_weighing")
def change_weighing(user: Any) -> Q:
    """Coordinators enter what was counted on paper, and close."""
    return is_open() & RUNNING & Q(closed_at__isnull=True) & is_coordinator(user)
