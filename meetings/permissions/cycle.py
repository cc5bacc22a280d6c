"""Who may do what with a cycle."""

from typing import Any

from django.db.models import Q

from communities.models import Community
from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import rule

from ..models import Cycle, Meeting


@rule("meetings.view_cycle")
def view_cycle(user: Any) -> Q:
    """Members see the cycles of their circles; one that is still all draft is for coordinators."""
    shown = Cycle.objects.filter(meetings__status__in=[Meeting.Status.PLANNED, Meeting.Status.CANCELLED])
    member = in_community(user, alumni=True) & Q(pk__in=shown.values("pk"))
    return member | is_coordinator(user)


@rule("meetings.change_cycle")
def change_cycle(user: Any) -> Q:
    """Coordinators of a circle that has started and is not closed; before that they set it up."""
    return Q(community__status=Community.Status.ACTIVE) & is_coordinator(user)
