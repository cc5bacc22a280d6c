"""Programmes."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Programme, ProgrammeMember


def in_team(user: Any, *roles: str, path: str = "pk") -> Q:
    """Return the condition that ``user`` is on the team of the programme at ``path``, with one of ``roles``."""
    if not user.is_authenticated:
        return NOBODY
    mine = ProgrammeMember.objects.filter(user=user)
    if roles:
        mine = mine.filter(role__in=roles)
    return Q(**{f"{path}__in": mine.values("programme")})


@rule("communities.view_programme")
def view_programme(user: Any) -> Q:
    """Programmes are public, also when they have ended; a draft is its team's alone."""
    return ~Q(status=Programme.Status.DRAFT) | in_team(user)


@rule("communities.change_programme")
def change_programme(user: Any) -> Q:
    """Programme coordinators set everything up; the others of the team have rules of their own."""
    return in_team(user, ProgrammeMember.Role.COORDINATOR)


@rule("communities.add_community")
def add_community(user: Any) -> Q:
    """Whoever has an account may start a circle in an open programme; its team may in any that runs."""
    if not user.is_authenticated:
        return NOBODY
    return Q(status=Programme.Status.ACTIVE) & (Q(is_open=True) | in_team(user))
