"""Stories: written by members, published by who answers for it, and read by whom they are for."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Community, ProgrammeMember, Story
from .base import in_community, is_coordinator
from .community import view_community
from .programme import in_team

Status = Story.Status
RUNNING = Q(community__status=Community.Status.ACTIVE)
STARTED = ~Q(community__status=Community.Status.DRAFT)
EDITORS = (ProgrammeMember.Role.EDITOR, ProgrammeMember.Role.COORDINATOR)


def _reviews(user: Any) -> Q:
    """Return the condition that ``user`` answers for what is published: of the circle, or of its programme."""
    return is_coordinator(user) | in_team(user, *EDITORS, path="community__programme")


def _own(user: Any) -> Q:
    if not user.is_authenticated:
        return NOBODY
    return Q(author=user.pk) & in_community(user)


@rule("communities.view_stories")
def view_stories(user: Any) -> Q:
    """The list of a circle is as public as the circle; a condition on circles."""
    return ~Q(status=Community.Status.DRAFT) & view_community(user)


@rule("communities.add_story")
def add_story(user: Any) -> Q:
    """Whoever takes part writes; a condition on circles."""
    return Q(status=Community.Status.ACTIVE) & in_community(user, path="pk")


@rule("communities.view_story")
def view_story(user: Any) -> Q:
    """Published: the circle, alumni too, or everybody where that was chosen. Before: its author and who reviews it."""
    seen = Community.objects.permitted(user, "communities.view_community")
    published = Q(status=Status.PUBLISHED) & (
        (Q(is_public=True) & Q(community__in=seen.values("pk"))) | in_community(user, alumni=True)
    )
    reviewed = Q(status__in=[Status.PROPOSED, Status.PUBLISHED]) & _reviews(user)
    return STARTED & (published | reviewed | _own(user))


@rule("communities.change_story")
def change_story(user: Any) -> Q:
    """Its author while it is a draft; once it was proposed, who reviews it."""
    reviewed = Q(status__in=[Status.PROPOSED, Status.PUBLISHED]) & _reviews(user)
    return RUNNING & ((Q(status=Status.DRAFT) & _own(user)) | reviewed)


@rule("communities.propose_story")
def propose_story(user: Any) -> Q:
    """Its author."""
    return RUNNING & Q(status=Status.DRAFT) & _own(user)


@rule("communities.remove_story")
def remove_story(user: Any) -> Q:
    """Its author throws a draft away, also when the circle is over."""
    return Q(status=Status.DRAFT) & _own(user)


@rule("communities.review_story")
def review_story(user: Any) -> Q:
    """Coordinators, and the editors of the programme; also when the circle has been closed meanwhile."""
    return STARTED & Q(status=Status.PROPOSED) & _reviews(user)


@rule("communities.withdraw_story")
def withdraw_story(user: Any) -> Q:
    """Who wrote it, and who published it, take it off again."""
    return STARTED & Q(status=Status.PUBLISHED) & (_own(user) | _reviews(user))


@rule("communities.view_story_quote")
def view_story_quote(user: Any) -> Q:
    """Who was quoted; others only once they agreed, where they may read the story."""
    read = Story.objects.permitted(user, "communities.view_story").values("pk")
    handled = Story.objects.filter(_own(user) | _reviews(user)).values("pk")
    agreed = Q(consent="given", story__in=read)
    waiting = Q(consent="asked", story__in=read) & Q(story__in=handled)
    return agreed | waiting | answer_story_quote(user)


@rule("communities.answer_story_quote")
def answer_story_quote(user: Any) -> Q:
    """Who was quoted, as long as they live in the portal: also when they left the circle, or it was closed."""
    if not user.is_authenticated:
        return NOBODY
    return Q(person=user.pk, consent__in=["asked", "given"])


@rule("communities.remove_story_quote")
def remove_story_quote(user: Any) -> Q:
    """Who wrote the story and who reviews it, in any state: somebody may ask them to."""
    handled = Story.objects.filter(STARTED & (_own(user) | _reviews(user)))
    return Q(story__in=handled.values("pk"))


def view_story_picture(user: Any) -> Q:
    """Return the condition on a file that it stands in a story that ``user`` may read."""
    read = Story.objects.permitted(user, "communities.view_story").filter(picture__isnull=False)
    return Q(pk__in=read.values("picture"))
