"""Coming in without having been asked by name."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Community, JoinRequest
from .base import is_coordinator, is_open
from .community import view_community

IS_OPEN = Q(status=JoinRequest.Status.OPEN)


@rule("communities.view_joining")
def view_joining(user: Any) -> Q:
    """Who sees a circle that has started finds the page on which one asks to join it; asked of the community."""
    return ~Q(status=Community.Status.DRAFT) & view_community(user)


@rule("communities.view_join_request")
def view_join_request(user: Any) -> Q:
    """Coordinators see who asked to join their circle, and what was answered."""
    return is_open() & is_coordinator(user)


@rule("communities.answer_join_request")
def answer_join_request(user: Any) -> Q:
    """Coordinators answer what waits; never their own request."""
    return IS_OPEN & view_join_request(user) & ~Q(user=user) if user.is_authenticated else NOBODY


@rule("communities.withdraw_join_request")
def withdraw_join_request(user: Any) -> Q:
    """Everybody may take back what they asked and nobody answered."""
    return IS_OPEN & Q(user=user) if user.is_authenticated else NOBODY


@rule("communities.change_join_link")
def change_join_link(user: Any) -> Q:
    """Coordinators see, print and close the open links of a circle that is not closed."""
    return is_open() & is_coordinator(user)
