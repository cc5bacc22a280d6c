"""Who prepares a meeting."""

from typing import Any

from django.db.models import Q

from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import rule

from ..models import Meeting
from .base import CIRCLE, RUNNING, goes_on, hosted_by


@rule("meetings.view_host_kit")
def view_host_kit(user: Any) -> Q:
    """Coordinators, and members who come from the organisation that receives the circle."""
    prepares = is_coordinator(user, path=CIRCLE) | Q(pk__in=hosted_by(user))
    return Q(status=Meeting.Status.PLANNED) & prepares & in_community(user, path=CIRCLE)


@rule("meetings.tick_host_task")
def tick_host_task(user: Any) -> Q:
    """The same people, until the meeting is over."""
    return RUNNING & goes_on() & view_host_kit(user)
