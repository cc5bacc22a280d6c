"""Who looks at a text before everybody can read it."""

from typing import Any

from django.db.models import QuerySet

from communities.models import Membership, ProgrammeMember
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


def others_in_circle(outcome: Outcome) -> list[str]:
    """Return the names of the people of the circle who did not write it: a text that names them asks for consent."""
    inside = Membership.objects.active().filter(community=outcome.community_id).values("user")
    authors = OutcomeAuthor.objects.filter(outcome=outcome, user__isnull=False).values("user")
    return [person.full_name for person in User.objects.filter(pk__in=inside).exclude(pk__in=authors)]
