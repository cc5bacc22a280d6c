"""Looking for anything among what one person may see: one statement, with the door of each kind in it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.core.permissions import permitted_sql
from leerkring.search.common import common_words_near
from leerkring.search.excerpt import marked
from leerkring.search.index import TooMuchError, alike, beginning, holding, ranks, within_reason
from leerkring.search.sources import Hit, Source, all_sources
from leerkring.search.words import plain_words, wanted

# No more are counted and ranked than the newest thousand; more is not read by anybody.
MOST = 1_000
PER_PAGE = 20
# While somebody is still typing: how many are named, and how many beginnings are looked at for that.
MOST_NAMED, MOST_STARTS = 8, 24
# Of what sounds alike, how many are compared, and how much two words must have in common.
MOST_ALIKE, ALIKE, SHORTEST = 200, 0.8, 4

# What was found: its place in the index, its kind and its id.
Found = tuple[int, str, int]


class SearchForm(forms.Form):
    """What somebody looks for."""

    q = forms.CharField(
        label=gettext_lazy("What are you looking for?"),
        min_length=2,
        max_length=100,
        error_messages={"min_length": gettext_lazy("Type at least two letters.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


@dataclass(frozen=True)
class Kind:
    """One kind with how much of it was found; chosen when the page shows it alone."""

    label: str
    address: str
    number: str
    is_chosen: bool


@dataclass(frozen=True)
class Card:
    """One thing on the page."""

    title: SafeString
    url: str
    kicker: str
    meta: str


@dataclass
class Results:
    """What the page shows; ``is_alike`` when nothing holds the words and something sounds like them.

    ``is_too_much`` when so much holds them, or sounds like them, that not all of it was looked at.
    """

    cards: list[Card] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    page: Any = None
    is_alike: bool = False
    is_too_much: bool = False


def find(user: Any, text: str, *, kind: str = "", page: str = "1") -> Results:
    """Return what holds the words of ``text``, the best first: of all kinds, or of one."""
    terms = wanted(text)
    try:
        with within_reason():
            holds = _holding(user, terms) if terms else []
            found = holds or _common(user, terms) or _alike(user, text)
    except TooMuchError:
        return Results(is_too_much=True)
    is_alike = not holds
    chosen = next((source for source in _shown() if source.shown and source.shown.address == kind), None)
    kinds = _kinds(found, chosen)
    kept = [row for row in found if chosen is None or row[1] == chosen.name]
    if terms and not is_alike:
        scores = ranks(terms, [pk for pk, _source, _object in kept])
        kept.sort(key=lambda row: (-scores.get(row[0], 0), -row[0]))
    part = Paginator(kept, PER_PAGE).get_page(page)
    return Results(_cards(_hits(user, part.object_list, terms), terms), kinds, part, is_alike and bool(found))


def suggest(user: Any, text: str) -> list[Hit]:
    """Return the first things of which a name, or a word in it, begins like this; none when that would take long."""
    if not plain_words(text):
        return []
    rows = beginning(text).filter(_door(user)).values_list("entry", "entry__source", "entry__object_id")
    try:
        with within_reason():
            found = list(rows[:MOST_STARTS])
    except TooMuchError:
        return []
    return _hits(user, list(dict.fromkeys(found))[:MOST_NAMED], wanted(text))


def _shown() -> list[Source]:
    return [source for source in all_sources() if source.shown]


def _door(user: Any) -> Any:
    """Return the condition that somebody may see what an entry is about: asked before anything is counted or ranked.

    Asked per entry, of its own kind alone: of a million people or circles nobody wants the ids of all who may be seen,
    and PostgreSQL would gather them for an ``EXISTS``. Without the ``LIMIT`` it plans each kind twice.
    """
    kinds, params = [], []
    for source in _shown():
        if source.shown and (made := permitted_sql(user, source.shown.permitted)):
            kinds.append(
                f"WHEN %s THEN (SELECT true FROM ({made[0]}) AS allowed"
                " WHERE allowed.pk = search_entry.object_id LIMIT 1)"
            )
            params += [source.name, *made[1]]
    return RawSQL(f"CASE search_entry.source {' '.join(kinds)} ELSE false END", params, BooleanField())


def _holding(user: Any, terms: Sequence[str]) -> list[Found]:
    rows = holding(terms).filter(_door(user)).order_by("-pk")
    return list(rows.values_list("pk", "source", "object_id")[:MOST])


def _common(user: Any, terms: Sequence[str]) -> list[Found]:
    """Return what holds the common words that these are near to; what is rarer is compared name by name."""
    near = common_words_near(terms) if terms else []
    are_near = near and all(_is_near(term, word) for term, word in zip(terms, near, strict=True))
    return _holding(user, near) if are_near else []


def _alike(user: Any, text: str) -> list[Found]:
    """Return what has a word in its name for each word that was typed; the database finds, here it is compared."""
    words = [word for word in plain_words(text) if len(word) >= SHORTEST]
    if not words:
        return []
    rows = alike(" ".join(words)).filter(_door(user)).values_list("pk", "source", "object_id", "title")[:MOST_ALIKE]
    return [(pk, source, thing) for pk, source, thing, title in rows if _sounds_like(words, title.split())]


def _sounds_like(words: Iterable[str], names: Sequence[str]) -> bool:
    return all(any(_is_near(word, name) for name in names) for word in words)


def _is_near(word: str, name: str) -> bool:
    return abs(len(word) - len(name)) <= 3 and SequenceMatcher(None, word, name).ratio() >= ALIKE


def _kinds(found: Sequence[Found], chosen: Source | None) -> list[Kind]:
    numbers = Counter(source for _pk, source, _object in found)
    kinds = [
        Kind(str(source.shown.label), source.shown.address, _number(numbers[source.name]), source == chosen)
        for source in _shown()
        if source.shown and (numbers[source.name] or source == chosen)
    ]
    return [Kind(_("Everything"), "", _number(len(found)), chosen is None), *kinds] if found else []


def _number(count: int) -> str:
    return f"{count}+" if count >= MOST else str(count)


def _hits(user: Any, found: Iterable[Found], terms: Sequence[str]) -> list[Hit]:
    """Return the things in the same order, with one question per kind; the door is asked again."""
    rows = list(found)
    known: dict[tuple[str, int], Hit] = {}
    for source in _shown():
        ids = [thing for _pk, name, thing in rows if name == source.name]
        if ids and source.shown:
            known |= {(source.name, hit.object_id): hit for hit in source.shown.hits(user, ids, terms)}
    return [known[name, thing] for _pk, name, thing in rows if (name, thing) in known]


def _cards(hits: Iterable[Hit], terms: Sequence[str]) -> list[Card]:
    return [Card(marked(hit.title, terms), hit.url, hit.kicker, hit.meta) for hit in hits]
