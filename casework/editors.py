"""Who looks at a text before everybody can read it."""

from typing import Any

from django.db.models import QuerySet

from communities.models import ProgrammeMember
from leerkring.accounts.models import User

from .models import Outcome, OutcomeAuthor


def editors_for(outcome: Outcome, *, by: Any) -> QuerySet[User]:
    """Return the editors of the programme who can look at what ``by`` hands in; nobody judges a text of their own."""
    editors = ProgrammeMember.objects.filter(
        programme=outcome.community.programme_id, role=ProgrammeMember.Role.EDITOR, user__is_active=True
    )
    authors = OutcomeAuthor.objects.filter(outcome=outcome, user__isnull=False).values("user")
    return User.objects.filter(pk__in=editors.values("user")).exclude(pk__in=authors).exclude(pk=by.pk)


def needs_review(outcome: Outcome, *, by: Any) -> bool:
    """Return whether ``by`` hands the text in instead of publishing it: where there is an editor to look at it."""
    return editors_for(outcome, by=by).exists()
