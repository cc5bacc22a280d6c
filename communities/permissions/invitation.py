"""Asking people in."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import rule

from .base import is_coordinator, is_open
from .community import change_community


@rule("communities.add_invitation")
def add_invitation(user: Any) -> Q:
    """Coordinators ask people in until the circle is closed; asked of the community."""
    return change_community(user)


@rule("communities.change_invitation")
def change_invitation(user: Any) -> Q:
    """Coordinators see, send again and withdraw the invitations of a circle that is not closed."""
    return is_open() & is_coordinator(user)
