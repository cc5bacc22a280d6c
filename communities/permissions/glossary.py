"""The glossary of a circle: members propose words, coordinators accept and share them."""

from typing import Any

from django.db.models import Q, QuerySet

from leerkring.core.permissions import NOBODY, ids_for, rule

from ..models import Community, Membership
from .base import in_community, is_coordinator

RUNNING = Q(community__status=Community.Status.ACTIVE)
PROPOSED = Q(accepted_at__isnull=True)


@rule("communities.view_glossary")
def view_glossary(user: Any) -> Q:
    """The words of a circle, for who is in it, alumni too; asked of the circle."""
    return ~Q(status=Community.Status.DRAFT) & in_community(user, path="pk", alumni=True)


@rule("communities.add_term")
def add_term(user: Any) -> Q:
    """Everybody who takes part proposes words; asked of the circle."""
    return Q(status=Community.Status.ACTIVE) & in_community(user, path="pk")


@rule("communities.view_term")
def view_term(user: Any) -> Q:
    """Who is in the circle, alumni too; what is shared also who is in another circle of the programme."""
    if not user.is_authenticated:
        return NOBODY
    beside = Q(is_shared=True, accepted_at__isnull=False, community__programme__in=ids_for(user, _programmes))
    return ~Q(community__status=Community.Status.DRAFT) & (in_community(user, alumni=True) | beside)


@rule("communities.change_term")
def change_term(user: Any) -> Q:
    """Whoever proposed a word, until it is accepted; coordinators always."""
    if not user.is_authenticated:
        return NOBODY
    own = PROPOSED & Q(proposed_by=user.pk) & in_community(user)
    return RUNNING & (own | is_coordinator(user))


@rule("communities.accept_term")
def accept_term(user: Any) -> Q:
    """Coordinators accept what was proposed."""
    return RUNNING & PROPOSED & is_coordinator(user)


@rule("communities.share_term")
def share_term(user: Any) -> Q:
    """Coordinators share a word with the other circles of the programme, or no longer."""
    return RUNNING & Q(accepted_at__isnull=False) & is_coordinator(user)


def _programmes(user_pk: int) -> QuerySet[Any]:
    return Membership.objects.reading().filter(user=user_pk).values("community__programme")
