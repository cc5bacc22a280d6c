"""Programmes."""

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from leerkring.core.permissions import NOBODY, ids_for, rule

from ..models import Programme, ProgrammeBlock, ProgrammeMember

# Who links circles to others, for a whole programme.
LINKS = (ProgrammeMember.Role.COORDINATOR, ProgrammeMember.Role.BROKER)


def in_team(user: Any, *roles: str, path: str = "pk") -> Q:
    """Return the condition that ``user`` is on the team of the programme at ``path``, with one of ``roles``."""
    if not user.is_authenticated:
        return NOBODY
    return Q(**{f"{path}__in": ids_for(user, _programmes, *roles)})


def _programmes(user_pk: int, *roles: str) -> QuerySet[Any]:
    mine = ProgrammeMember.objects.filter(user=user_pk)
    if roles:
        mine = mine.filter(role__in=roles)
    return mine.values("programme")


@rule("communities.view_programme")
def view_programme(user: Any) -> Q:
    """Programmes are public, also when they have ended; a draft is its team's alone."""
    return ~Q(status=Programme.Status.DRAFT) | in_team(user)


@rule("communities.change_programme")
def change_programme(user: Any) -> Q:
    """Programme coordinators set everything up; the others of the team have rules of their own."""
    return in_team(user, ProgrammeMember.Role.COORDINATOR)


@rule("communities.manage_programme")
def manage_programme(user: Any) -> Q:
    """Everybody of the team sees its desk, with who contributes what."""
    return in_team(user)


@rule("communities.edit_programme")
def edit_programme(user: Any) -> Q:
    """What the public reads is written by coordinators and editors: texts, pictures, themes, links."""
    return in_team(user, ProgrammeMember.Role.COORDINATOR, ProgrammeMember.Role.EDITOR)


@rule("communities.add_partnership")
def add_partnership(user: Any) -> Q:
    """Coordinators and alliance brokers keep the partners; asked of the programme."""
    return in_team(user, ProgrammeMember.Role.COORDINATOR, ProgrammeMember.Role.BROKER)


@rule("communities.discard_programme")
def discard_programme(user: Any) -> Q:
    """A draft may be thrown away by its coordinators; what was public stays."""
    return Q(status=Programme.Status.DRAFT) & change_programme(user)


def may_start_programme(user: Any) -> bool:
    """Whether ``user`` may start a programme of their own; ``PROGRAMMES_BY`` says who may."""
    if not user.is_authenticated:
        return False
    if settings.PROGRAMMES_BY == "everyone" or user.is_staff:
        return True
    return ProgrammeMember.objects.filter(user=user).exists()


def view_programme_picture(user: Any) -> Q:
    """Return the condition on a file that it stands on the page of a programme that ``user`` may see."""
    seen = Programme.objects.permitted(user, "communities.view_programme")
    blocks = ProgrammeBlock.objects.filter(picture__isnull=False, programme__in=seen)
    infographics = seen.filter(infographic__isnull=False)
    return Q(pk__in=blocks.values("picture")) | Q(pk__in=infographics.values("infographic"))


@rule("communities.add_community")
def add_community(user: Any) -> Q:
    """Whoever has an account may start a circle in an open programme; its team may in any that runs."""
    if not user.is_authenticated:
        return NOBODY
    return Q(status=Programme.Status.ACTIVE) & (Q(is_open=True) | in_team(user))
