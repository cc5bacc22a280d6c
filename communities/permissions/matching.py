"""Who looks for others that could help: with a circle, an issue or an assignment."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Assignment, Community, HelpQuestion, Issue, Programme
from .base import in_community
from .programme import LINKS, in_team

RUNNING = Q(community__status=Community.Status.ACTIVE)
UNANSWERED = (Issue.Status.ALIGN, Issue.Status.COMMITTED, Issue.Status.IN_PROGRESS)


@rule("communities.match_community")
def match_community(user: Any) -> Q:
    """Everybody in a running circle may look who could help; coordinators and brokers of its programme too."""
    if not user.is_authenticated:
        return NOBODY
    return Q(status=Community.Status.ACTIVE) & (
        in_community(user, path="pk") | in_team(user, *LINKS, path="programme")
    )


@rule("communities.begin_beside")
def begin_beside(user: Any) -> Q:
    """Who looks who could help starts another circle with a match, where they may start one; asked of the circle."""
    programmes = Programme.objects.permitted(user, "communities.add_community")
    return match_community(user) & Q(programme__in=programmes.values("pk"))


@rule("communities.match_issue")
def match_issue(user: Any) -> Q:
    """Who is in the circle, for what stands on its agenda; who links the programme, once they were asked for help."""
    if not user.is_authenticated:
        return NOBODY
    asked = HelpQuestion.objects.filter(issue__isnull=False, closed_at=None).values("issue")
    linked = Q(pk__in=asked) & in_team(user, *LINKS, path="community__programme")
    return RUNNING & Q(status__in=UNANSWERED) & (in_community(user) | linked)


@rule("communities.match_assignment")
def match_assignment(user: Any) -> Q:
    """Who is in the circle, and who links its programme; for what is open or goes on, which the programme sees."""
    if not user.is_authenticated:
        return NOBODY
    going = Q(status__in=[Assignment.Status.PUBLISHED, Assignment.Status.STARTED])
    return RUNNING & going & (in_community(user) | in_team(user, *LINKS, path="community__programme"))
