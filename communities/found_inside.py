"""What can be found by search of what circles say among themselves: topics, messages and each other's words."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from leerkring.core.permissions import permitted_rows
from leerkring.search.index import Words
from leerkring.search.sources import Follows, Hit, Shown, Source, register_source

from .models import Post, Term, Topic

# How much of a message stands beside where it was said.
MOST_LETTERS = 160
USES = ("education", "research", "practice", "residents")


def register() -> None:
    """Let them be found, by who may read them."""
    for source in (TOPICS, MESSAGES, TERMS):
        register_source(source)


def _all(model: Any) -> list[int]:
    return list(model.objects.order_by("pk").values_list("pk", flat=True))


def _topics(user: Any) -> QuerySet[Topic]:
    return Topic.objects.permitted(user, "communities.view_topic")


def _topic_hits(user: Any, ids: list[int], _terms: Sequence[str]) -> list[Hit]:
    rows: Any = permitted_rows(user, _topics).filter(pk__in=ids).select_related("community")
    return [Hit(row.pk, row.title, row.get_absolute_url(), row.community.name) for row in rows]


TOPICS = Source(
    "communities.topic",
    lambda: _all(Topic),
    lambda ids: Topic.objects.filter(pk__in=ids).only("title"),
    lambda row: Words(row.pk, row.title),
    Shown(gettext_lazy("Discussions"), "gesprekken", _topics, _topic_hits),
    (Follows(Topic, frozenset(["title"])),),
)


# --- Messages: each by itself, so that a new one costs as much in a long conversation as in a short one


def _message_words(row: Any) -> Words | None:
    return Words(row.pk, "", text=row.text) if row.removed_at is None else None


def _messages(user: Any) -> QuerySet[Post]:
    # Of what was hidden only who may read its words finds it.
    return Post.objects.permitted(user, "communities.read_post")


def _message_hits(user: Any, ids: list[int], _terms: Sequence[str]) -> list[Hit]:
    rows: Any = permitted_rows(user, _messages).filter(pk__in=ids).select_related("topic__community")
    return [
        Hit(
            row.pk,
            row.topic.title,
            row.topic.url_of(row.number),
            row.topic.community.name,
            Truncator(" ".join(row.text.split())).chars(MOST_LETTERS),
        )
        for row in rows
    ]


MESSAGES = Source(
    "communities.post",
    lambda: _all(Post),
    lambda ids: Post.objects.filter(pk__in=ids).only("text", "removed_at"),
    _message_words,
    Shown(gettext_lazy("Messages in discussions"), "berichten", _messages, _message_hits),
    (Follows(Post, frozenset(["text", "removed_at"])),),
)


# --- Each other's language


def _term_words(row: Any) -> Words:
    return Words(row.pk, row.term, row.meaning, " ".join(getattr(row, use) for use in USES))


def _terms_of(user: Any) -> QuerySet[Term]:
    return Term.objects.permitted(user, "communities.view_term")


def _term_hits(user: Any, ids: list[int], _terms: Sequence[str]) -> list[Hit]:
    rows: Any = permitted_rows(user, _terms_of).filter(pk__in=ids).select_related("community")
    return [Hit(row.pk, row.term, row.get_absolute_url(), row.community.name, row.meaning) for row in rows]


TERMS = Source(
    "communities.term",
    lambda: _all(Term),
    lambda ids: Term.objects.filter(pk__in=ids),
    _term_words,
    Shown(gettext_lazy("Explained words"), "begrippen", _terms_of, _term_hits),
    (Follows(Term, frozenset(["term", "meaning", *USES])),),
)
