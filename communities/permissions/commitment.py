"""Organisations that are committed to a circle."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import rule

from ..models import Community
from .base import is_coordinator, is_open


@rule("communities.view_commitment")
def view_commitment(user: Any) -> Q:
    """Which organisations take part, and why, is as public as the circle; who signed is shown to members only."""
    return Q(community__in=Community.objects.permitted(user, "communities.view_community"))


@rule("communities.change_commitment")
def change_commitment(user: Any) -> Q:
    """Coordinators write it down, until the circle is closed."""
    return is_open() & is_coordinator(user)
