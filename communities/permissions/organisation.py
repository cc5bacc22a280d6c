"""Organisations: public, and kept by those who set up networks and circles."""

from typing import Any

from django.db.models import Exists, Q, QuerySet

from leerkring.accounts.models import User
from leerkring.core.permissions import EVERYBODY, NOBODY, rule

from ..models import Community, Membership, Organisation, Programme, ProgrammeMember


def _teams(user: Any) -> QuerySet[ProgrammeMember]:
    """Return the places of ``user`` on the teams of programmes that are or were public.

    Anybody may start a draft, which nobody sees: that must not open the addresses of contacts, or delete for others.
    """
    return ProgrammeMember.objects.filter(user=user).exclude(programme__status=Programme.Status.DRAFT)


def is_keeper(user: Any) -> Q:
    """Return the condition that ``user`` is on a public team or coordinates a running circle, whatever the row.

    Organisations belong to all programmes; the owner of one would be nobody's to name.
    """
    if not user.is_authenticated:
        return NOBODY
    running = Membership.objects.active().filter(community__status=Community.Status.ACTIVE, user=user)
    coordinated = running.filter(Q(role=Membership.Role.COORDINATOR) | Q(second_role=Membership.Role.COORDINATOR))
    return Q(Exists(_teams(user))) | Q(Exists(coordinated))


def may_keep_organisations(user: Any) -> bool:
    """Whether ``user`` may add organisations, read a list of them in, and take the directory out; one query."""
    return user.is_authenticated and User.objects.filter(is_keeper(user), pk=user.pk).exists()


@rule("communities.view_organisation")
def view_organisation(_user: Any) -> Q:
    """The directory is public."""
    return EVERYBODY


@rule("communities.change_organisation")
def change_organisation(user: Any) -> Q:
    """Teams and coordinators keep the directory together."""
    return is_keeper(user)


@rule("communities.view_organisation_contact")
def view_organisation_contact(user: Any) -> Q:
    """Whom to speak to is for teams and coordinators."""
    return is_keeper(user)


@rule("communities.merge_organisation")
def merge_organisation(user: Any) -> Q:
    """Joining two into one, and deleting, can't be undone: coordinators of programmes do it."""
    if not user.is_authenticated:
        return NOBODY
    return Q(Exists(_teams(user).filter(role=ProgrammeMember.Role.COORDINATOR)))


@rule("communities.view_results")
def view_results(user: Any) -> Q:
    """What the commitments of an organisation led to, on one page: its managers, of the circles they are in."""
    if not user.is_authenticated:
        return NOBODY
    managing = Membership.objects.active().with_role(Membership.Role.MANAGER).filter(user=user.pk)
    return Q(pk__in=managing.filter(organisation__isnull=False).values("organisation"))


def view_logo(_user: Any) -> Q:
    """Return the condition on a file that it is the logo of an organisation: public."""
    return Q(pk__in=Organisation.objects.filter(logo__isnull=False).values("logo"))
