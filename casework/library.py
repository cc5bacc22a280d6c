"""The library: what is published, searched, narrowed down, counted, sorted.

Permission, words and choices stand in one SQL statement; of what they leave, the newest 1,000 are counted and ranked,
so that a word in every text costs what a rare one costs. The numbers beside the choices are those under all *other*
choices, as in the directory of organisations.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from leerkring.search.excerpt import FURTHEST, excerpt, holds, marked
from leerkring.search.index import holding_all, scores
from leerkring.search.words import wanted

from .actions.library import SOURCE
from .models import Outcome, OutcomeAuthor

MOST = 1_000
NEWEST, OLDEST, FITTING = "nieuwste", "oudste", "passend"
ORDERS = {NEWEST: ("-published_at", "-pk"), OLDEST: ("published_at", "pk")}
# Signs of Markdown, and the address of a link: an excerpt shows words. Rendering 30 pages for it costs too much.
BARE = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)|[#*_`|~>\\]+")
CLOSED = {
    Outcome.Access.EMBARGOED: _("under embargo"),
    Outcome.Access.RESTRICTED: _("restricted"),
    Outcome.Access.METADATA: _("described only"),
}
# What the newest rows are counted by, in the order of the columns below.
CHOICES = ("kind", "theme", "area", "programme", "access", "year", "sector")
PLACES = {name: f"community__{name}" for name in ("theme", "area", "programme")}
COLUMNS = (
    *("pk", "kind", *PLACES.values(), "access", "published_at"),
    *(f"{path}__name" for path in PLACES.values()),
)
NAMES_SECONDS = 300


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; an empty text is no wish."""

    words: str = ""
    kind: str = ""
    theme: str = ""
    area: str = ""
    programme: str = ""
    access: str = ""
    year: str = ""
    sector: str = ""
    order: str = ""

    @property
    def terms(self) -> list[str]:
        """The stems of the words."""
        return wanted(self.words)

    @property
    def is_empty_of_sense(self) -> bool:
        """Whether there are words, but none that says anything."""
        return bool(self.words.strip()) and not self.terms

    @property
    def chosen(self) -> dict[str, str]:
        """The choices that were made."""
        return {name: value for name in CHOICES if (value := getattr(self, name))}


@dataclass
class Found:
    """What was found: ids in order, how many each choice would give, and whether there is more than was counted."""

    ids: list[int] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in CHOICES})
    # By choice and id: what the themes, areas and programmes are called.
    names: dict[str, dict[str, str]] = field(default_factory=lambda: {name: {} for name in PLACES})
    is_cut_short: bool = False
    is_counted_short: bool = False

    @property
    def total(self) -> int:
        """How many there are, at least."""
        return len(self.ids)


@dataclass(frozen=True)
class Card:
    """One outcome as the library shows it."""

    title: SafeString
    text: SafeString
    url: str
    kind: str
    authors: str
    day: datetime
    access: str | Promise


def look(wish: Wish) -> Found:
    """Return what everybody may find of what somebody looks for; at most five queries, one more in five minutes."""
    found = Found()
    if wish.is_empty_of_sense:
        return found
    terms = wish.terms
    rows: QuerySet[Outcome] = Outcome.objects.published()
    if terms:
        rows = holding_all(rows, SOURCE, terms)
    everything = list(rows.order_by(*ORDERS[NEWEST]).values_list(*COLUMNS)[: MOST + 1])
    found.is_counted_short = len(everything) > MOST
    _count(found, everything[:MOST], wish)
    _name(found, everything)
    chosen = rows.filter(narrowed(wish))
    if not wish.chosen and wish.order != OLDEST:
        ids = [row[0] for row in everything]
    else:
        ids = list(chosen.order_by(*ORDERS[_cut_by(wish)]).values_list("pk", flat=True)[: MOST + 1])
    found.is_cut_short = len(ids) > MOST
    found.ids = _by_rank(ids[:MOST], terms) if terms and wish.order == FITTING else ids[:MOST]
    return found


def _cut_by(wish: Wish) -> str:
    return OLDEST if wish.order == OLDEST else NEWEST


def _by_rank(ids: list[int], terms: list[str]) -> list[int]:
    """Put what was found in order of how well it fits; what fits alike stays the newest first."""
    found = scores(SOURCE, terms, ids)
    return sorted(ids, key=lambda pk: -found.get(pk, 0))


def narrowed(wish: Wish) -> Q:
    """Return the condition that the choices make, without the words."""
    paths = {"kind": "kind", "access": "access", **PLACES}
    chosen = Q(**{path: value for name, path in paths.items() if (value := getattr(wish, name))})
    if wish.year:
        zone, year = timezone.get_default_timezone(), int(wish.year)
        begin, end = (datetime(number, 1, 1, tzinfo=zone) for number in (year, year + 1))
        chosen &= Q(published_at__gte=begin, published_at__lt=end)
    if wish.sector:
        authors = OutcomeAuthor.objects.filter(organisation__sector=wish.sector)
        chosen &= Q(pk__in=authors.values("outcome"))
    return chosen


def _count(found: Found, rows: list[tuple[Any, ...]], wish: Wish) -> None:
    """Count each row beside the choices where at most the choice itself stands in its way."""
    sectors = _sectors([row[0] for row in rows])
    zone = timezone.get_default_timezone()
    groups: Counter[tuple[Any, ...]] = Counter(
        (*row[1:6], row[6].astimezone(zone).year, sectors.get(row[0], frozenset())) for row in rows
    )
    chosen = wish.chosen
    for group, number in groups.items():
        values = {name: _texts(value) for name, value in zip(CHOICES, group, strict=True)}
        misses = [name for name, value in chosen.items() if value not in values[name]]
        for name in CHOICES if not misses else misses if len(misses) == 1 else ():
            for value in values[name]:
                found.counts[name][value] += number


def _name(found: Found, rows: list[tuple[Any, ...]]) -> None:
    """Say what themes, areas and programmes are called; where not all rows were counted, all there are."""
    known = _all_names() if found.is_counted_short else {(row[2:5], row[7:10]) for row in rows}
    for ids, names in known:
        for place, pk, name in zip(PLACES, ids, names, strict=True):
            if pk is not None:
                found.names[place][str(pk)] = name


def _all_names() -> set[tuple[Any, Any]]:
    """Return where there are circles that published something; kept for five minutes, for everybody alike."""
    known: set[tuple[Any, Any]] | None = cache.get("casework:library:names")
    if known is None:
        paths = [path.removeprefix("community__") for path in PLACES.values()]
        circles = Community.objects.filter(pk__in=Outcome.objects.published().values("community")).order_by()
        rows = circles.values_list(*paths, *(f"{path}__name" for path in paths)).distinct()
        known = {(row[:3], row[3:]) for row in rows}
        cache.set("casework:library:names", known, NAMES_SECONDS)
    return known


def _texts(value: Any) -> list[str]:
    if isinstance(value, frozenset):
        return sorted(value)
    return [] if value is None else [str(value)]


def _sectors(ids: list[int]) -> dict[int, frozenset[str]]:
    """Return from which sectors the authors of each outcome come, by where they worked when it was published."""
    found: dict[int, set[str]] = {}
    rows = OutcomeAuthor.objects.filter(outcome__in=ids, organisation__isnull=False)
    for pk, sector in rows.order_by().values_list("outcome", "organisation__sector").distinct():
        found.setdefault(pk, set()).add(sector)
    return {pk: frozenset(sectors) for pk, sectors in found.items()}


def cards(ids: Iterable[int], terms: list[str]) -> list[Card]:
    """Return the cards of these outcomes, in this order; two queries at most."""
    order = list(ids)
    rows = Outcome.objects.published().filter(pk__in=order).with_author_line().defer("body")
    found = {row.pk: row for row in rows}
    texts = _texts_with(terms, [row for row in found.values() if terms and not holds(_shown(row), terms)])
    return [_card(found[pk], texts.get(pk, ""), terms) for pk in order if pk in found]


def _shown(row: Outcome) -> str:
    return f"{row.title} {row.abstract}"


def _texts_with(terms: list[str], rows: list[Outcome]) -> dict[int, str]:
    """Return the texts in which the words stand that are not in title or abstract; of what everybody may read."""
    readable = Q(pk__in=[row.pk for row in rows], access=Outcome.Access.OPEN)
    texts = Outcome.objects.published().filter(readable).values_list("pk", Substr("body", 1, FURTHEST))
    bare = {pk: BARE.sub(r"\1 ", text) for pk, text in (texts if rows else ())}
    return {pk: text for pk, text in bare.items() if holds(text, terms)}


def _card(row: Any, text: str, terms: list[str]) -> Card:
    return Card(
        title=marked(row.title, terms),
        text=excerpt(text or row.abstract, terms),
        url=row.get_absolute_url(),
        kind=row.get_kind_display(),
        authors=row.author_line,
        day=row.published_at,
        access="" if row.access == Outcome.Access.OPEN else CLOSED[row.access],
    )
