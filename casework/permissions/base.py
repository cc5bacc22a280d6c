"""What several rules of casework are made of."""

from typing import Any

from django.db.models import Q

from communities.models import Community
from leerkring.core.permissions import NOBODY

RUNNING = Q(community__status=Community.Status.ACTIVE)


def owned_by(user: Any, field: str) -> Q:
    """Return the condition that the row is this person's own."""
    return Q(**{field: user.pk}) if user.is_authenticated else NOBODY
