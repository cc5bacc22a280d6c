"""What the rules about meetings have in common."""

from typing import Any

from django.db.models import F, Q

from communities.models import Community
from communities.permissions import in_community, is_coordinator
from leerkring.core.clock import moment
from leerkring.core.permissions import condition

from ..models import Meeting

CIRCLE = "cycle__community"
RUNNING = Q(cycle__community__status=Community.Status.ACTIVE)


def hosted_by(user: Any) -> Any:
    """Return the meetings of which ``user`` is host: they come from the organisation that receives the circle."""
    here = "cycle__community__memberships"
    facts = {"user": user.pk, "left_at": None, "alumnus_since": None, "organisation": F("host")}
    return Meeting.objects.filter(**{f"{here}__{name}": value for name, value in facts.items()}).values("pk")


def is_facilitator(user: Any) -> Q:
    """Return the condition that ``user`` leads the meeting and still takes part in its circle."""
    return Q(facilitator=user.pk, facilitator__isnull=False) & in_community(user, path=CIRCLE)


def leads(user: Any) -> Q:
    """Return the condition that ``user`` leads the meeting: its facilitator, and coordinators of its circle."""
    return is_coordinator(user, path=CIRCLE) | is_facilitator(user)


def of_meetings(user: Any, rule: str) -> Q:
    """Return the condition that a row belongs to a meeting of which ``rule`` lets ``user`` do something."""
    return Q(meeting__in=Meeting.objects.filter(condition(user, rule)).values("pk"))


def has_begun() -> Q:
    """Return the condition that a planned meeting has begun, or is over."""
    return Q(status=Meeting.Status.PLANNED, starts_at__lte=moment())


def goes_on() -> Q:
    """Return the condition that a planned meeting is not over."""
    return Q(status=Meeting.Status.PLANNED, ends_at__gt=moment())
