"""Following a circle or a programme from outside."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Community, Programme
from .base import in_community


@rule("communities.follow_community")
def follow_community(user: Any) -> Q:
    """Whoever has an account and is not in the circle; its members and alumni hear what is new anyway."""
    if not user.is_authenticated:
        return NOBODY
    may_speak = Q(status__in=[Community.Status.ACTIVE, Community.Status.CLOSED])
    return may_speak & ~in_community(user, path="pk", alumni=True)


@rule("communities.follow_programme")
def follow_programme(user: Any) -> Q:
    """Whoever has an account, also who is in one of its circles: of the others they hear nothing."""
    return Q(status=Programme.Status.ACTIVE) if user.is_authenticated else NOBODY


@rule("communities.delete_follow")
def delete_follow(user: Any) -> Q:
    """What somebody follows they can stop following."""
    return Q(user=user.pk) if user.is_authenticated else NOBODY


@rule("communities.delete_programme_follow")
def delete_programme_follow(user: Any) -> Q:
    """As of a circle; also when the programme has stopped."""
    return delete_follow(user)
