"""Who changes turns as host."""

from typing import Any

from django.db.models import Q

from communities.models import Community
from communities.permissions import in_community, is_coordinator
from leerkring.core.clock import moment
from leerkring.core.permissions import rule

from ..models import HostSwap, Meeting
from .base import CIRCLE, RUNNING, hosted_by


@rule("meetings.swap_host")
def swap_host(user: Any) -> Q:
    """Its host and coordinators offer to change turns, until the meeting begins."""
    going_on = Q(status=Meeting.Status.PLANNED, starts_at__gt=moment(), host__isnull=False)
    who = is_coordinator(user, path=CIRCLE) | Q(pk__in=hosted_by(user))
    return RUNNING & going_on & who & in_community(user, path=CIRCLE)


@rule("meetings.answer_swap")
def answer_swap(user: Any) -> Q:
    """The other host and coordinators answer an offer that waits."""
    who = is_coordinator(user, path=f"other__{CIRCLE}") | Q(other__in=hosted_by(user))
    return _waits() & who & in_community(user, path=f"other__{CIRCLE}")


@rule("meetings.withdraw_swap")
def withdraw_swap(user: Any) -> Q:
    """Who may offer it takes it back while it waits."""
    return _waits() & Q(meeting__in=Meeting.objects.filter(swap_host(user)).values("pk"))


@rule("meetings.view_swap")
def view_swap(user: Any) -> Q:
    """Both hosts and coordinators read an offer, also when it was answered."""
    hosts = Q(meeting__in=hosted_by(user)) | Q(other__in=hosted_by(user))
    path = f"meeting__{CIRCLE}"
    return in_community(user, path=path) & (is_coordinator(user, path=path) | hosts)


def _waits() -> Q:
    running = Q(other__cycle__community__status=Community.Status.ACTIVE)
    return running & Q(status=HostSwap.Status.OPEN) & HostSwap.HOLDS & Q(**HostSwap.to_come())
