"""Who looks at a text before everybody can read it."""

from typing import Any

from django.db.models import Q

from communities.models import ProgrammeMember
from communities.permissions.programme import in_team
from leerkring.core.permissions import rule

from ..models import EditorialReview, Outcome
from .outcome import change_outcome, is_author


@rule("casework.review_outcome")
def review_outcome(user: Any) -> Q:
    """Editors of the programme, while it waits for them; not of what they wrote or handed in themselves."""
    waiting = EditorialReview.objects.filter(state=EditorialReview.State.WAITING).exclude(asked_by=user.pk)
    editing = in_team(user, ProgrammeMember.Role.EDITOR, path="community__programme")
    return editing & Q(pk__in=waiting.values("outcome")) & ~is_author(user)


@rule("casework.look_at_check")
def look_at_check(user: Any) -> Q:
    """What the privacy check found in a text: for who writes it, and for its editors while it waits for them."""
    return change_outcome(user) | review_outcome(user)


@rule("casework.decide_review")
def decide_review(user: Any) -> Q:
    """The review itself, by who may look at its text."""
    texts = Outcome.objects.filter(review_outcome(user)).values("pk")
    return Q(state=EditorialReview.State.WAITING) & Q(outcome__in=texts)
