"""Who tells what they did with it, and who reads that."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Session
from .session import GOES_ON, view_session


@rule("casework.view_follow_up")
def view_follow_up(user: Any) -> Q:
    """Those who sat at the table."""
    return Q(session__in=Session.objects.filter(view_session(user)).values("pk"))


@rule("casework.answer_follow_up")
def answer_follow_up(user: Any) -> Q:
    """Whose action it is, while the circle runs."""
    if not user.is_authenticated:
        return NOBODY
    tables = Session.objects.filter(GOES_ON & view_session(user))
    return Q(owner=user.pk, session__in=tables.values("pk"))
