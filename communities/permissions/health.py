"""The health check: for the members of a circle, who see it together or not at all."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from leerkring.core.clock import moment
from leerkring.core.permissions import rule

from ..models import Community
from .base import in_community, is_coordinator

RUNNING = Q(community__status=Community.Status.ACTIVE)
STARTED = ~Q(community__status=Community.Status.DRAFT)


@rule("communities.view_health")
def view_health(user: Any) -> Q:
    """How the circle is doing is read by who is in it, alumni too, and by nobody above them; asked of the circle."""
    return ~Q(status=Community.Status.DRAFT) & in_community(user, path="pk", alumni=True)


@rule("communities.open_health_check")
def open_health_check(user: Any) -> Q:
    """Coordinators ask how the circle is doing; asked of the circle."""
    return Q(status=Community.Status.ACTIVE) & is_coordinator(user, path="pk")


@rule("communities.view_health_check")
def view_health_check(user: Any) -> Q:
    """Who is in the circle, alumni too."""
    return STARTED & in_community(user, alumni=True)


@rule("communities.answer_health_check")
def answer_health_check(user: Any) -> Q:
    """Everybody who takes part answers, coordinators too, up to and with the last day."""
    today = timezone.localdate(moment())
    return RUNNING & Q(closed_at__isnull=True, closes_on__gte=today) & in_community(user)


@rule("communities.change_health_check")
def change_health_check(user: Any) -> Q:
    """Coordinators enter what was counted on paper, and close; past its last day too, until it is closed."""
    return RUNNING & Q(closed_at__isnull=True) & is_coordinator(user)
