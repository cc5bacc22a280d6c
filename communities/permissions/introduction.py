"""Who asks for an introduction, who answers, and who sees whose address."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Community, Introduction, Programme
from .base import in_community, is_coordinator
from .matching import RUNNING
from .programme import LINKS, in_team

Status = Introduction.Status
OPEN = Q(status__in=Introduction.OPEN)


def _links(user: Any) -> Q:
    return in_team(user, *LINKS, path="community__programme")


@rule("communities.link_programme")
def link_programme(user: Any) -> Q:
    """Coordinators and alliance brokers have the desk of the broker; asked of the programme."""
    return in_team(user, *LINKS)


@rule("communities.add_introduction")
def add_introduction(user: Any) -> Q:
    """Everybody in a running circle asks, for themselves; who links its programme, for one of them."""
    if not user.is_authenticated:
        return NOBODY
    around = in_community(user, path="pk") | in_team(user, *LINKS, path="programme")
    return Q(status=Community.Status.ACTIVE) & around


@rule("communities.view_introduction")
def view_introduction(user: Any) -> Q:
    """Both sides, and who links the programme; nobody else of the circle."""
    if not user.is_authenticated:
        return NOBODY
    return Q(asker=user.pk) | Q(person=user.pk) | _links(user)


@rule("communities.answer_introduction")
def answer_introduction(user: Any) -> Q:
    """Who was asked, also to come back on a yes; for an organisation who links the programme, after asking there."""
    if not user.is_authenticated:
        return NOBODY
    return OPEN & RUNNING & (Q(person=user.pk) | (Q(organisation__isnull=False) & _links(user)))


@rule("communities.confirm_introduction")
def confirm_introduction(user: Any) -> Q:
    """Who asked, once the other said yes, as long as they are in the circle."""
    if not user.is_authenticated:
        return NOBODY
    return Q(status=Status.ACCEPTED) & RUNNING & Q(asker=user.pk) & in_community(user)


@rule("communities.withdraw_introduction")
def withdraw_introduction(user: Any) -> Q:
    """Who asked, and who links the programme, until both said yes."""
    if not user.is_authenticated:
        return NOBODY
    return OPEN & (Q(asker=user.pk) | _links(user))


@rule("communities.reach_introduction")
def reach_introduction(user: Any) -> Q:
    """The address of the other is for both sides, once both said yes; for nobody else, and never before."""
    if not user.is_authenticated:
        return NOBODY
    return Q(status=Status.INTRODUCED) & (Q(asker=user.pk) | Q(person=user.pk))


@rule("communities.begin_circle")
def begin_circle(user: Any) -> Q:
    """Both sides, and who links the programme, set up a circle with it once both said yes."""
    if not user.is_authenticated:
        return NOBODY
    here = Q(community__programme__in=Programme.objects.permitted(user, "communities.add_community").values("pk"))
    return Q(status=Status.INTRODUCED) & here & (Q(asker=user.pk) | Q(person=user.pk) | _links(user))


@rule("communities.ask_help")
def ask_help(user: Any) -> Q:
    """Everybody in a running circle asks its broker for help; asked of the circle."""
    return Q(status=Community.Status.ACTIVE) & in_community(user, path="pk")


@rule("communities.view_help_question")
def view_help_question(user: Any) -> Q:
    """Who is in the circle, and who links its programme."""
    if not user.is_authenticated:
        return NOBODY
    return in_community(user) | _links(user)


@rule("communities.close_help_question")
def close_help_question(user: Any) -> Q:
    """Who asked, as long as they are in the circle; its coordinators; and who links the programme."""
    if not user.is_authenticated:
        return NOBODY
    own = Q(asked_by=user.pk) & in_community(user)
    return Q(closed_at__isnull=True) & (own | is_coordinator(user) | _links(user))


@rule("communities.change_contact_note")
def change_contact_note(user: Any) -> Q:
    """The contact log is read and kept by who links the programme, and by nobody else."""
    return in_team(user, *LINKS, path="programme")
