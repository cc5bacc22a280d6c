"""The stories of the whole portal: in which order they stand, how many there are, and of which programmes."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.db.models import Count, QuerySet

from leerkring.core.visitors import MINUTE

from .forms.story_filter import StoryFilterForm
from .models import Story
from .stories import for_everybody

PER_PAGE = 24


@dataclass(frozen=True)
class Told:
    """A programme of which there are stories, and how many."""

    slug: str
    name: str
    count: int


def listed(*, programme: str = "") -> QuerySet[Story]:
    """Return good examples first, then the newest first; of the programme at this address where one is given."""
    rows = for_everybody()
    if programme:
        rows = rows.filter(community__programme__slug=programme)
    return rows.order_by("-is_good_example", "-published_at", "-pk")


def first_page() -> list[Any]:
    """Return what the first page is made of; one more, as then there is a second."""
    return list(listed().values_list("pk", "version")[: PER_PAGE + 1])


def told_of(first: list[Any]) -> list[Told]:
    """Return the programmes by name.

    Counting reads every story, so it is kept for a minute, or until another story stands on the first page: a portal
    with few stories never sees an old number.
    """
    key = f"stories-told:{hashlib.sha256(repr(first).encode()).hexdigest()}"
    return caches["pages"].get_or_set(key, _count, MINUTE) or []


def form_of(data: Any, told: list[Told]) -> StoryFilterForm:
    """Return the form above the list; there is nothing to choose while all stories are of one programme."""
    return StoryFilterForm(data, {"programma": [(row.slug, row.name) for row in told] if len(told) > 1 else []})


def _count() -> list[Told]:
    by_programme = for_everybody().order_by("community__programme__name", "community__programme")
    rows = by_programme.values_list("community__programme__slug", "community__programme__name")
    return [Told(slug, name, count) for slug, name, count in rows.annotate(count=Count("pk"))]
