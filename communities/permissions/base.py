"""The conditions that rules are built from, here and in the apps above."""

from typing import Any

from django.db.models import Q, QuerySet

from leerkring.core.permissions import NOBODY, ids_for

from ..models import Community, Membership

OVER = [Community.Status.CLOSED, Community.Status.ARCHIVED]


def in_community(user: Any, *roles: str, path: str = "community", alumni: bool = False) -> Q:
    """Return the condition that ``user`` takes part in a circle, with one of ``roles`` when given.

    ``path`` leads from the row to its community; "pk" when the row is the community itself. With ``alumni`` those
    count too who only read what the circle shared.
    """
    if not user.is_authenticated:
        return NOBODY
    return Q(**{f"{path}__in": ids_for(user, _circles, alumni, *roles)})


def _circles(user_pk: int, alumni: bool, *roles: str) -> QuerySet[Any]:
    mine = Membership.objects.reading() if alumni else Membership.objects.active()
    mine = mine.filter(user=user_pk)
    if roles:
        mine = mine.filter(Q(role__in=roles) | Q(second_role__in=roles))
    return mine.values("community")


def is_coordinator(user: Any, *, path: str = "community") -> Q:
    """Return the condition that ``user`` coordinates the circle at ``path``."""
    return in_community(user, Membership.Role.COORDINATOR, path=path)


def is_open(path: str = "community") -> Q:
    """Return the condition that the circle at ``path`` is not closed; "" when the row is the community itself."""
    status = f"{path}__status__in" if path else "status__in"
    return ~Q(**{status: OVER})
