"""Who reads, accepts and changes the confidentiality agreement of a circle; conditions on circles."""

from typing import Any

from django.db.models import Q, QuerySet

from communities.permissions import in_community, is_coordinator, is_open
from leerkring.core.permissions import NOBODY, ids_for, rule

from ..models import AgreementAcceptance


def has_accepted(user: Any, *, path: str = "community") -> Q:
    """Return the condition that ``user`` accepted the agreement of the circle at ``path`` as it stands now."""
    if not user.is_authenticated:
        return NOBODY
    return Q(**{f"{path}__in": ids_for(user, _accepted)})


def _accepted(user_pk: int) -> QuerySet[Any]:
    mine = AgreementAcceptance.objects.filter(user=user_pk, agreement__is_current=True)
    return mine.values("agreement__community")


@rule("casework.accept_agreement")
def accept_agreement(user: Any) -> Q:
    """Members read and accept it."""
    return in_community(user, path="pk")


@rule("casework.change_agreement")
def change_agreement(user: Any) -> Q:
    """Coordinators word it, while the circle is not closed."""
    return is_open("") & is_coordinator(user, path="pk")


@rule("casework.view_acceptance")
def view_acceptance(user: Any) -> Q:
    """What somebody accepted is theirs; coordinators see who accepted it in their circle."""
    mine = Q(user=user.pk) if user.is_authenticated else NOBODY
    return mine | is_coordinator(user, path="agreement__community")
