"""Who reads what somebody needs to take part: it tells of their health."""

from typing import Any

from django.db.models import Q

from communities.permissions import is_coordinator
from leerkring.core.permissions import NOBODY, rule

from .base import CIRCLE


@rule("meetings.view_needs")
def view_needs(user: Any) -> Q:
    """Whoever has them, and the coordinators of the circle; others read of them without a name, in the host kit."""
    if not user.is_authenticated:
        return NOBODY
    return Q(attendance__user=user.pk) | is_coordinator(user, path=f"attendance__meeting__{CIRCLE}")
