"""What the pages of stories show: the list of a circle or a programme, and one story with whom it quotes."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.text import capfirst

from leerkring.accounts.models import User

from .models import Community, Programme, Story, StoryQuote

VISITOR = AnonymousUser()
MOST = 60
TONES = {"draft": "draft", "proposed": "warn", "published": "good"}


def listed(community: Community, user: Any) -> dict[str, Any]:
    """Return the stories of a circle: those that wait first, then good examples, then the others; one query."""
    rows = Story.objects.permitted(user, "communities.view_story").filter(community=community)
    found = list(rows.select_related("community", "author", "picture")[:MOST])
    waiting = [shown(row) for row in found if not row.is_published]
    return {"waiting": waiting} | by_kind(row for row in found if row.is_published)


def of_programme(programme: Programme, user: Any) -> dict[str, Any]:
    """Return what the circles of a programme published and this reader may see; one query."""
    rows = Story.objects.permitted(user, "communities.view_story").filter(
        community__programme=programme, status=Story.Status.PUBLISHED
    )
    return by_kind(rows.select_related("community", "author", "picture").order_by("-published_at", "-pk")[:MOST])


def by_kind(rows: Iterable[Story]) -> dict[str, list[Story]]:
    """Return good examples apart from the others, as ``story_rows.html`` wants them."""
    found = list(rows)
    return {
        "examples": [row for row in found if row.is_good_example],
        "stories": [row for row in found if not row.is_good_example],
    }


def for_everybody() -> QuerySet[Story]:
    """Return what a visitor reads, whoever asks: published for everybody, by circles of public programmes."""
    rows = Story.objects.permitted(VISITOR, "communities.view_story")
    programmes = Programme.objects.permitted(VISITOR, "communities.view_programme")
    rows = rows.filter(status=Story.Status.PUBLISHED, is_public=True)
    return rows.filter(community__programme__in=programmes.values("pk"))


def shown(row: Story) -> dict[str, Any]:
    """Return a story with its state in a word."""
    return {"row": row, "state": capfirst(row.get_status_display()), "tone": TONES[row.status]}


def steps_of(story: Story) -> list[dict[str, Any]]:
    """Return the steps that were written, each under its heading."""
    words = {name: Story._meta.get_field(name).verbose_name for name in Story.STEPS}  # type: ignore[union-attr]
    return [
        {"title": capfirst(str(words[name])), "text": text} for name in Story.STEPS if (text := getattr(story, name))
    ]


def quotes_of(story: Story, user: Any) -> list[StoryQuote]:
    """Return the quotes this reader may see, with what they may do about each; one query."""
    rows = StoryQuote.objects.permitted(user, "communities.view_story_quote").filter(story=story)
    return list(
        rows.mark_permissions(
            user, may_answer="communities.answer_story_quote", may_remove="communities.remove_story_quote"
        )
    )


def possible_people(story: Story) -> Any:
    """Return who can be asked whether they agree with being quoted."""
    inside = story.community.memberships.reading().values("user")
    return User.objects.filter(pk__in=inside, is_active=True).order_by("given_name", "family_name", "pk")
