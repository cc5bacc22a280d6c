"""Who sees the log of what administrators opened, and who reads what they opened."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import EVERYBODY, NOBODY, rule


@rule("casework.view_sealed_opening")
def view_sealed_opening(user: Any) -> Q:
    """Administrators see the log of all of them."""
    return EVERYBODY if user.is_authenticated and user.is_staff else NOBODY


@rule("casework.read_sealed")
def read_sealed(user: Any) -> Q:
    """Who opened it, while they are an administrator."""
    return view_sealed_opening(user) & Q(by=user.pk)
