"""Areas."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import EVERYBODY, rule


@rule("communities.view_area")
def view_area(_user: Any) -> Q:
    """The table of areas is public."""
    return EVERYBODY
