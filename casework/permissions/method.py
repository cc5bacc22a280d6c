"""Who reads, uses and changes the methods of a circle or a programme."""

from typing import Any

from django.db.models import Q

from communities.models import Community, Programme
from communities.permissions import in_community, is_coordinator, is_open
from communities.permissions.programme import in_team
from leerkring.core.permissions import NOBODY, condition, rule

from ..models import Method


@rule("casework.view_method")
def view_method(user: Any) -> Q:
    """Members of the circle; of a programme the members of its circles, and its team."""
    if not user.is_authenticated:
        return NOBODY
    mine = Community.objects.filter(in_community(user, path="pk", alumni=True))
    of_programme = Q(programme__in=mine.values("programme")) | in_team(user, path="programme")
    return in_community(user, alumni=True) | (Q(programme__isnull=False) & of_programme)


@rule("casework.add_community_method")
def add_community_method(user: Any) -> Q:
    """Coordinators, until the circle is closed; a condition on circles."""
    return is_open("") & is_coordinator(user, path="pk")


@rule("casework.add_programme_method")
def add_programme_method(user: Any) -> Q:
    """Programme coordinators; a condition on programmes."""
    return Q(pk__in=Programme.objects.filter(condition(user, "communities.change_programme")).values("pk"))


@rule("casework.change_method")
def change_method(user: Any) -> Q:
    """Who may add one there."""
    circles = Community.objects.filter(add_community_method(user))
    programmes = Programme.objects.filter(add_programme_method(user))
    return Q(community__in=circles.values("pk")) | Q(programme__in=programmes.values("pk"))


@rule("casework.use_method")
def use_method(user: Any) -> Q:
    """Whoever reads it and is at a meeting starts a table with it; steps it must have."""
    return view_method(user) & Q(pk__in=Method.objects.filter(steps__isnull=False).values("pk"))
