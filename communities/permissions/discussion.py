"""Conversations of a circle: its members talk, and alumni keep reading what was said."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Community, Post, PostFile
from .base import in_community, is_coordinator

TALKING = "topic__community"


def _runs(path: str) -> Q:
    return Q(**{f"{path}__status": Community.Status.ACTIVE})


def _started(path: str) -> Q:
    return ~Q(**{f"{path}__status": Community.Status.DRAFT})


def _shown(user: Any, *, path: str = "community", at: str = "sealed_at") -> Q:
    """Return the condition that nobody reported a privacy problem in the topic; coordinators mend it meanwhile."""
    return Q(**{f"{at}__isnull": True}) | is_coordinator(user, path=path)


def _shown_there(user: Any) -> Q:
    return _shown(user, path=TALKING, at="topic__sealed_at")


@rule("communities.view_discussion")
def view_discussion(user: Any) -> Q:
    """The topics of a circle, for who is in it, alumni too; asked of the circle."""
    return ~Q(status=Community.Status.DRAFT) & in_community(user, path="pk", alumni=True)


@rule("communities.add_topic")
def add_topic(user: Any) -> Q:
    """Everybody who takes part begins a topic; asked of the circle."""
    return Q(status=Community.Status.ACTIVE) & in_community(user, path="pk")


@rule("communities.view_topic")
def view_topic(user: Any) -> Q:
    """As the list it stands in; of one in which a privacy problem was reported coordinators alone."""
    return _started("community") & in_community(user, alumni=True) & _shown(user)


@rule("communities.add_post")
def add_post(user: Any) -> Q:
    """Everybody who takes part, as long as the topic is open; asked of the topic."""
    return _runs("community") & Q(closed_at__isnull=True) & in_community(user) & _shown(user)


@rule("communities.follow_topic")
def follow_topic(user: Any) -> Q:
    """Who takes part keeps how far they are, and says whether they want to hear of it."""
    return _started("community") & in_community(user) & _shown(user)


@rule("communities.lead_topic")
def lead_topic(user: Any) -> Q:
    """Whoever began a topic words it, closes it and says what the answer is; coordinators do too."""
    if not user.is_authenticated:
        return NOBODY
    own = Q(started_by=user.pk, sealed_at__isnull=True) & in_community(user)
    return _runs("community") & (own | is_coordinator(user))


@rule("communities.moderate_topic")
def moderate_topic(user: Any) -> Q:
    """Coordinators keep an eye on what is said, also when the circle has closed."""
    return is_coordinator(user)


@rule("communities.view_post")
def view_post(user: Any) -> Q:
    """As the topic it stands in; of what was removed only the place."""
    return _started(TALKING) & in_community(user, path=TALKING, alumni=True) & _shown_there(user)


@rule("communities.read_post")
def read_post(user: Any) -> Q:
    """The words of a post and what they were before; of what was hidden its author and coordinators read them."""
    if not user.is_authenticated:
        return NOBODY
    theirs = Q(hidden_at__isnull=True) | Q(author=user.pk) | is_coordinator(user, path=TALKING)
    return view_post(user) & Q(removed_at__isnull=True) & theirs


@rule("communities.change_post")
def change_post(user: Any) -> Q:
    """Only the author changes their words, as long as the topic is open."""
    return _own(user) & Q(topic__closed_at__isnull=True, hidden_at__isnull=True)


@rule("communities.remove_post")
def remove_post(user: Any) -> Q:
    """Only the author removes their words, also when the topic was closed."""
    return _own(user)


@rule("communities.view_post_file")
def view_post_file(user: Any) -> Q:
    """What came with a message, for who reads the message."""
    return Q(post__in=Post.objects.filter(read_post(user)).values("pk"))


@rule("communities.add_reaction")
def add_reaction(user: Any) -> Q:
    """Who takes part answers briefly to what another says, as long as the topic is open; asked of the post."""
    return _of_another(user) & Q(topic__closed_at__isnull=True)


@rule("communities.report_post")
def report_post(user: Any) -> Q:
    """Everybody who takes part can say that what another says can't stay as it is."""
    return _of_another(user)


@rule("communities.hide_post")
def hide_post(user: Any) -> Q:
    """Coordinators hide what harms somebody, also in a circle that has closed; what was put away stays as it is."""
    return _moderated(user) & Q(hidden_at__isnull=True, removed_at__isnull=True)


@rule("communities.show_post")
def show_post(user: Any) -> Q:
    """Coordinators show again what was hidden."""
    return _moderated(user) & Q(hidden_at__isnull=False, removed_at__isnull=True)


@rule("communities.view_reports")
def view_reports(user: Any) -> Q:
    """What was reported in a circle, for its coordinators; asked of the circle."""
    return ~Q(status=Community.Status.DRAFT) & is_coordinator(user, path="pk")


@rule("communities.settle_report")
def settle_report(user: Any) -> Q:
    """Coordinators let a message stand that was reported."""
    return Q(settled_at__isnull=True) & is_coordinator(user, path="post__topic__community")


def view_attached(user: Any) -> Q:
    """Return the condition on a file that it came with a message that ``user`` may read."""
    return Q(pk__in=PostFile.objects.filter(view_post_file(user)).values("file"))


def _of_another(user: Any) -> Q:
    if not user.is_authenticated:
        return NOBODY
    there = Q(removed_at__isnull=True, hidden_at__isnull=True)
    return _runs(TALKING) & there & ~Q(author=user.pk) & in_community(user, path=TALKING) & _shown_there(user)


def _moderated(user: Any) -> Q:
    closed_or_not = Q(**{f"{TALKING}__status__in": [Community.Status.ACTIVE, Community.Status.CLOSED]})
    return closed_or_not & is_coordinator(user, path=TALKING)


def _own(user: Any) -> Q:
    if not user.is_authenticated:
        return NOBODY
    mine = Q(author=user.pk, removed_at__isnull=True)
    return _runs(TALKING) & mine & in_community(user, path=TALKING) & _shown_there(user)
