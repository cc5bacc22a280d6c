"""Blocks on the page of a programme that the portal fills: figures, and shelves of circles, events and outcomes.

Each app registers the shelf of its own things. Who sets up the page chooses which stand on it, or leaves it to the
newest. Everybody is shown what a visitor may see, however long ago it was chosen.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.core.templatetags.ui import day

from .models import Community, Programme, ProgrammeBlock, ProgrammeTally, Tally
from .standing import oldest_of, tree_of
from .tallies import add_up, in_words

VISITOR = AnonymousUser()
# What stands on a shelf for which nothing was chosen, and what can be chosen from.
SHOWN, OFFERED = 6, 40


@dataclass(frozen=True)
class Card:
    """One thing on a shelf, in words."""

    kicker: str
    title: str
    url: str
    text: str = ""
    meta: str = ""


@dataclass(frozen=True)
class Shelf:
    """What an app shows of a programme: all that a visitor may see, what comes first in front, and each as a card."""

    # What stands above it when nothing else is written there.
    title: str | Promise
    rows: Callable[[Programme], QuerySet[Any]]
    card: Callable[[Any], Card]


@dataclass
class Filled:
    """What a block shows now."""

    title: str = ""
    cards: list[Card] = field(default_factory=list)
    figures: list[dict[str, str]] = field(default_factory=list)
    # When the figures were counted, in words.
    counted: str = ""
    # How many of what was chosen a visitor may no longer see.
    gone: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether it does not stand on the page."""
        return not self.cards and not self.figures


_shelves: dict[str, Shelf] = {}


def register_shelf(kind: str, shelf: Shelf) -> None:
    """Let an app fill the blocks of a kind; a second one for it is an error."""
    if kind in _shelves:
        raise LookupError(f"The shelf {kind} is registered twice.")
    _shelves[kind] = shelf


def choices_of(kind: str, programme: Programme) -> list[tuple[int, str]]:
    """Return what can be chosen for a block of this kind: the key and the title of each; one query."""
    shelf = _shelves[kind]
    return [(row.pk, shelf.card(row).title) for row in shelf.rows(programme)[:OFFERED]]


def fill(
    programme: Programme, blocks: Iterable[ProgrammeBlock], known: Mapping[str, Iterable[Any]] | None = None
) -> dict[int, Filled]:
    """Return what each block shows that the portal fills, by its key; one query for each kind that there is.

    ``known`` holds, by kind, rows that were read already: the first of them, and a shelf of no others is not asked.
    """
    by_kind: dict[str, list[ProgrammeBlock]] = {}
    for block in blocks:
        if block.is_filled:
            by_kind.setdefault(block.kind, []).append(block)
    filled: dict[int, Filled] = {}
    for kind, mine in by_kind.items():
        if kind == ProgrammeBlock.Kind.FIGURES:
            figures, counted = _figures(programme)
            filled |= {block.pk: Filled(block.title or _("In figures"), [], figures, counted) for block in mine}
        else:
            rows = _rows(kind, programme, mine, list((known or {}).get(kind, ())))
            filled |= {block.pk: _on_shelf(_shelves[kind], block, rows) for block in mine}
    return filled


def _rows(kind: str, programme: Programme, blocks: list[ProgrammeBlock], known: list[Any]) -> list[Any]:
    wanted = {pk for block in blocks for pk in block.picks}
    if known and wanted <= {row.pk for row in known}:
        return known
    rows = _shelves[kind].rows(programme)
    which = Q(pk__in=wanted)
    if not all(block.picks for block in blocks):
        which |= Q(pk__in=rows.values("pk")[:SHOWN])
    return list(rows.filter(which))


def _on_shelf(shelf: Shelf, block: ProgrammeBlock, rows: list[Any]) -> Filled:
    mine = [row for row in rows if row.pk in block.picks] if block.picks else rows[:SHOWN]
    gone = len(set(block.picks) - {row.pk for row in mine})
    return Filled(block.title or str(shelf.title), [shelf.card(row) for row in mine], gone=gone)


def _figures(programme: Programme) -> tuple[list[dict[str, str]], str]:
    """Return what a worker counted of a programme with its parts, and when; nothing as long as it did not."""
    running = Community.objects.active().filter(programme=OuterRef("programme")).order_by()
    counted = running.values("programme").annotate(number=Count("pk")).values("number")
    sums = ProgrammeTally.objects.filter(programme__in=tree_of(programme, VISITOR), year=Tally.ALL_YEARS)
    rows = list(sums.annotate(running=Coalesce(Subquery(counted, output_field=IntegerField()), 0)).defer("gathered"))
    if not rows:
        return [], ""
    numbers = add_up(row.numbers for row in rows)
    shown = [
        (sum(row.running for row in rows), _("circles at work")),
        (numbers.get("members", 0), _("people taking part")),
        (numbers.get("meetings", 0), _("meetings held")),
        (numbers.get("outcomes", 0), _("published outcomes")),
    ]
    moment = oldest_of(rows)
    words = _("Counted on %(day)s.") % {"day": day(moment)} if moment else ""
    return [{"number": in_words(number), "label": label} for number, label in shown], words


# --- Circles


def running_circles() -> QuerySet[Any]:
    """Return the circles that run and that everybody sees, the newest first."""
    rows = Community.objects.permitted(VISITOR, "communities.view_community").active()
    return rows.select_related("programme", "area", "theme").order_by("-started_at", "-pk")


def _of_programme(programme: Programme) -> QuerySet[Any]:
    return running_circles().filter(programme=programme)


def circle_card(row: Community, of: str = "") -> Card:
    """Return a circle in words, with whose it is where that is not clear."""
    people = _("1 person") if row.member_count == 1 else _("%(count)s people") % {"count": row.member_count}
    meta = f"{of} · {people}" if of else people
    return Card(row.name, row.headline, row.get_absolute_url(), meta=meta)


def register() -> None:
    """Say how circles stand on a page."""
    register_shelf("circles", Shelf(gettext_lazy("Circles in the spotlight"), _of_programme, circle_card))
