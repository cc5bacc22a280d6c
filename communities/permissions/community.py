"""Circles."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import rule

from ..models import Community, Programme, ProgrammeMember
from .base import in_community, is_coordinator, is_open
from .programme import in_team

PUBLIC = [Community.Status.ACTIVE, Community.Status.CLOSED]


@rule("communities.view_community")
def view_community(user: Any) -> Q:
    """Everybody sees a circle that runs or ran; one that was put away only who is or was in it.

    A draft is its coordinators' alone.
    """
    put_away = Q(status=Community.Status.ARCHIVED) & in_community(user, path="pk", alumni=True)
    return Q(status__in=PUBLIC) | put_away | is_coordinator(user, path="pk")


@rule("communities.view_inside_community")
def view_inside_community(user: Any) -> Q:
    """What stands on the members' part of a circle; alumni keep reading it."""
    return in_community(user, path="pk", alumni=True)


@rule("communities.view_impact")
def view_impact(user: Any) -> Q:
    """What a circle brings about, in numbers: who is or was in it, and who links its programme."""
    roles = (ProgrammeMember.Role.COORDINATOR, ProgrammeMember.Role.BROKER)
    links = Q(status__in=PUBLIC) & in_team(user, *roles, path="programme")
    return ~Q(status=Community.Status.DRAFT) & (in_community(user, path="pk", alumni=True) | links)


@rule("communities.change_community")
def change_community(user: Any) -> Q:
    """Coordinators change their circle until it is closed."""
    return is_open("") & is_coordinator(user, path="pk")


@rule("communities.manage_community")
def manage_community(user: Any) -> Q:
    """Coordinators have the desk of their circle, also when it is closed: from there it can be opened again."""
    return is_coordinator(user, path="pk")


@rule("communities.copy_community")
def copy_community(user: Any) -> Q:
    """Coordinators and the team of its programme take a circle as a template, where they may start one."""
    by_whom = is_coordinator(user, path="pk") | (Q(status__in=PUBLIC) & in_team(user, path="programme"))
    programmes = Programme.objects.permitted(user, "communities.add_community")
    return by_whom & Q(programme__in=programmes.values("pk"))


@rule("communities.start_community")
def start_community(user: Any) -> Q:
    """Coordinators start a draft, or throw it away."""
    return Q(status=Community.Status.DRAFT) & is_coordinator(user, path="pk")


@rule("communities.add_case")
def add_case(user: Any) -> Q:
    """Members of a running circle log cases, reflections and papers in it."""
    return Q(status=Community.Status.ACTIVE) & in_community(user, path="pk")
