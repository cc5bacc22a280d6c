"""Who may do what with reflections. An operator reads none but by breaking the glass (promise 7)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from communities.models import Membership
from communities.permissions import in_community, is_coordinator
from leerkring.core.clock import moment
from leerkring.core.permissions import EVERYBODY, NOBODY, rule

from ..models import Reflection, ReflectionOpening, ReflectionShare
from .base import owned_by


@rule("casework.view_reflection")
def view_reflection(user: Any) -> Q:
    """Its author; those it is shared with, while they are in a circle together; who broke the glass, for an hour."""
    return respond_reflection(user) | _has_opened(user)


def _has_opened(user: Any) -> Q:
    """Return the condition that ``user`` is an administrator who opened it less than an hour ago."""
    if not (user.is_authenticated and user.is_staff):
        return NOBODY
    opened = ReflectionOpening.objects.filter(by=user.pk, until__gt=moment(), reflection__isnull=False)
    return Q(pk__in=opened.values("reflection"))


@rule("casework.view_reflection_opening")
def view_reflection_opening(user: Any) -> Q:
    """Administrators see the log of all of them; authors that of their own reflections."""
    if not user.is_authenticated:
        return NOBODY
    return EVERYBODY if user.is_staff else Q(reflection__author=user.pk)


@rule("casework.report_reflection")
def report_reflection(user: Any) -> Q:
    """Those it is shared with hide it at once when somebody in it can be recognised."""
    if not user.is_authenticated:
        return NOBODY
    return respond_reflection(user) & ~Q(author=user.pk)


@rule("casework.respond_reflection")
def respond_reflection(user: Any) -> Q:
    """Those it is shared with say something back; the author answers."""
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


@rule("casework.view_response")
def view_response(user: Any) -> Q:
    """The author reads every conversation about a reflection, a reader their own, while it is shared with them."""
    if not user.is_authenticated:
        return NOBODY
    mine = Reflection.objects.filter(owned_by(user, "author")).values("pk")
    visible = Reflection.objects.filter(view_reflection(user)).values("pk")
    return Q(reflection__in=mine) | (Q(reader=user.pk) & Q(reflection__in=visible))


@rule("casework.quote_response")
def quote_response(user: Any) -> Q:
    """Whoever wrote feedback says whether it may be quoted, also when the reflection is no longer shared."""
    return Q(is_by_author=False) & owned_by(user, "reader")


@rule("casework.count_reflections")
def count_reflections(user: Any) -> Q:
    """Coordinators see how many reflections there are, never one of them; a condition on circles."""
    return is_coordinator(user, path="pk")


@rule("casework.change_reflection")
def change_reflection(user: Any) -> Q:
    """Only its author, and always."""
    return owned_by(user, "author")


@rule("casework.share_reflection")
def share_reflection(user: Any) -> Q:
    """Authors share while they are in the circle."""
    return owned_by(user, "author") & in_community(user)
