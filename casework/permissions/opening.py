"""Break-glass: the one way for an administrator to a case of others, for an hour, with a reason and a notice."""

from typing import Any

from django.db.models import Q, QuerySet

from leerkring.core.clock import moment
from leerkring.core.permissions import EVERYBODY, NOBODY, rule

from ..models import Case, CaseOpening

# A draft is nobody else's, and of an expired case there is nothing to read.
CLOSED = [Case.Status.DRAFT, Case.Status.EXPIRED]


def has_opened(user: Any) -> Q:
    """Return the condition that ``user`` is an administrator who opened the case less than an hour ago."""
    if not (user.is_authenticated and user.is_staff):
        return NOBODY
    return Q(pk__in=_opened(user.pk).values("case")) & ~Q(status__in=CLOSED)


def _opened(user_pk: int) -> QuerySet[Any]:
    return CaseOpening.objects.filter(by=user_pk, until__gt=moment(), case__isnull=False)


@rule("casework.view_opening")
def view_opening(user: Any) -> Q:
    """Administrators see the log of all of them; owners that of their own cases."""
    if not user.is_authenticated:
        return NOBODY
    return EVERYBODY if user.is_staff else Q(case__owner=user.pk)
