"""The timeline of a circle."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import rule

from ..models import Community
from .community import view_community


@rule("communities.view_timeline")
def view_timeline(user: Any) -> Q:
    """Whoever sees the circle; what stands on it has rules of its own, one per source. A condition on circles."""
    return ~Q(status=Community.Status.DRAFT) & view_community(user)
