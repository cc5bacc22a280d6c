"""Whose news somebody gets: of the circles they are in, or were in until these ended, and of those they follow."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, Q

from leerkring.accounts.models import User
from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import words_of
from leerkring.notifications.scopes import Readership, Scope

from .models import Community, Follow, Membership
from .rhythm import levels_of


def circles_heard_by(person: User) -> Sequence[Scope]:
    """Return the circles this person is in, was in until it ended, or follows, by name: those they may see."""
    mine = Membership.objects.reading().filter(community=OuterRef("pk"), user=person)
    followed = Follow.objects.filter(community=OuterRef("pk"), user=person)
    rows = Community.objects.permitted(person, "communities.view_community")
    rows = rows.filter(Q(Exists(mine)) | Q(Exists(followed))).exclude(status=Community.Status.DRAFT)
    return [Scope(row.pk, row.name, row.get_absolute_url()) for row in rows.order_by("name", "pk")]


def circles_read_by(people: Collection[int]) -> Readership:
    """Return the circles of many people, as ``circles_told_to``, with what they are."""
    readers = circles_told_to(people)
    return Readership(_scopes({circle for circles in readers.values() for circle in circles}), readers)


def circles_told_to(people: Collection[int]) -> dict[int, dict[int, bool]]:
    """Return {person: {circle: whether they hear its inside}}; of a running one its members do. Two queries.

    A circle that was put away tells nobody anything, and a draft has no news.
    """
    readers: dict[int, dict[int, bool]] = defaultdict(dict)
    heard = Q(community__status__in=[Community.Status.ACTIVE, Community.Status.CLOSED])
    followed = Follow.objects.filter(heard, user__in=people)
    for person, circle in followed.values_list("user", "community").order_by("pk"):
        readers[person][circle] = False
    rows = Membership.objects.reading().filter(heard, user__in=people)
    facts = ("user", "community", "community__status", "alumnus_since")
    for person, circle, status, alumnus_since in rows.values_list(*facts).order_by("pk"):
        readers[person][circle] = alumnus_since is None and status == Community.Status.ACTIVE
    return readers


def _scopes(circles: Collection[int]) -> dict[int, Scope]:
    rows = list(Community.objects.filter(pk__in=circles).select_related("programme"))
    levels = levels_of(rows)
    return {
        row.pk: Scope(
            row.pk, row.name, absolute_url(row.get_absolute_url()), words_of(row), tuple(levels[row.pk].breaks)
        )
        for row in rows
    }
