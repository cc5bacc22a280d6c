"""Who says whether a text goes out with their name on it."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import rule

from ..models import Outcome
from .outcome import is_author


@rule("casework.sign_outcome")
def sign_outcome(user: Any) -> Q:
    """Each author with an account, also one who has left the circle: it is their name."""
    return ~Q(status=Outcome.Status.WITHDRAWN) & is_author(user)
