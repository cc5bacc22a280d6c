"""Passing a circle on."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Handover
from .base import in_community, is_coordinator, is_open


@rule("communities.view_handover")
def view_handover(user: Any) -> Q:
    """Who an offer was made to reads it, as long as they take part in a circle that is not closed."""
    return Q(receiver=user) & is_open() & in_community(user) if user.is_authenticated else NOBODY


@rule("communities.withdraw_handover")
def withdraw_handover(user: Any) -> Q:
    """Coordinators take back what was offered, also for a colleague who can't."""
    return Q(status__in=[Handover.Status.OFFERED, Handover.Status.WITHDRAWN]) & is_open() & is_coordinator(user)
