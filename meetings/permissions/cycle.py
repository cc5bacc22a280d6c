"""Who may do what with a cycle."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from communities.models import Community
from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import rule

from ..models import Meeting


@rule("meetings.view_cycle")
def view_cycle(user: Any) -> Q:
    """Members see the cycles of their circles; one that is still all draft is for coordinators."""
    shown = Meeting.objects.filter(cycle=OuterRef("pk"), status__in=[Meeting.Status.PLANNED, Meeting.Status.CANCELLED])
    # Whoever coordinates a circle is in it: a database begins with the circles of somebody.
    return in_community(user, alumni=True) & (Exists(shown) | is_coordinator(user))


@rule("meetings.change_cycle")
def change_cycle(user: Any) -> Q:
    """Coordinators of a circle that has started and is not closed; before that they set it up."""
    return Q(community__status=Community.Status.ACTIVE) & is_coordinator(user)
