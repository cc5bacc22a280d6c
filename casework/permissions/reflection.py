"""Who may do what with reflections. No rule asks whether somebody is an operator: they read none (promise 7)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from communities.models import Membership
from communities.permissions import in_community
from leerkring.core.permissions import NOBODY, rule

from ..models import ReflectionShare
from .base import owned_by


@rule("casework.view_reflection")
def view_reflection(user: Any) -> Q:
    """Its author; and those it is shared with, while they are in a circle together."""
    if not user.is_authenticated:
        return NOBODY
    with_me = ReflectionShare.objects.filter(person=user.pk).filter(_still_together(user))
    with_circle = ReflectionShare.objects.filter(person=None)
    return (
        owned_by(user, "author")
        | Q(pk__in=with_me.values("reflection"))
        | (Q(pk__in=with_circle.values("reflection")) & in_community(user))
    )


def _still_together(user: Any) -> Exists:
    """Whether the author of a share's reflection and ``user`` are in one circle now."""
    mine = Membership.objects.active().filter(user=user.pk).values("community")
    return Exists(Membership.objects.active().filter(user=OuterRef("reflection__author"), community__in=mine))


@rule("casework.change_reflection")
def change_reflection(user: Any) -> Q:
    """Only its author, and always."""
    return owned_by(user, "author")


@rule("casework.share_reflection")
def share_reflection(user: Any) -> Q:
    """Authors share while they are in the circle."""
    return owned_by(user, "author") & in_community(user)
