"""Who asks for feedback, and who gives it."""

from typing import Any

from django.db.models import Q

from communities.permissions import in_community
from leerkring.core.clock import moment
from leerkring.core.permissions import NOBODY, rule

from ..models import Outcome, RoundInvitee
from .outcome import change_outcome


@rule("casework.manage_round")
def manage_round(user: Any) -> Q:
    """Who may change the text asks what others think of it, reads their remarks and answers them."""
    return Q(version__outcome__in=Outcome.objects.filter(change_outcome(user)).values("pk"))


@rule("casework.join_round")
def join_round(user: Any) -> Q:
    """Members of the circle who were asked, from the moment it opens. Who comes from outside has a link instead."""
    if not user.is_authenticated:
        return NOBODY
    asked = RoundInvitee.objects.filter(user=user.pk).values("round")
    inside = in_community(user, path="version__outcome__community")
    alive = ~Q(version__outcome__status=Outcome.Status.WITHDRAWN)
    return Q(pk__in=asked) & Q(opens_at__lte=moment()) & inside & alive
