"""Two texts side by side: which paragraphs stayed, changed, came and went, and which words in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from leerkring.core.paragraphs import ALIKE, Paragraph, paragraphs

WORD = re.compile(r"\w+|\s+|[^\w\s]")
# Above this many pairs of words two paragraphs are shown whole: comparing them would keep a reader waiting.
MOST_PAIRS = 4_000_000
# More paragraphs that stayed than this are folded away.
FOLDED_FROM = 3


@dataclass(frozen=True)
class Piece:
    """Some words: the same on both sides, or only on this one."""

    text: str
    is_other: bool = False


@dataclass(frozen=True)
class Row:
    """A paragraph as it was and as it is; one side is empty when it came or went."""

    kind: str
    old: list[Piece] = field(default_factory=list)
    new: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class Stretch:
    """Rows that follow each other; those that stayed are folded away when they are many."""

    rows: list[Row]
    is_folded: bool = False


@dataclass(frozen=True)
class Comparison:
    """What became of a text."""

    rows: list[Row]

    @property
    def stretches(self) -> list[Stretch]:
        """The rows as a page shows them."""
        return list(_stretches(self.rows))

    def _count(self, kind: str) -> int:
        return sum(row.kind == kind for row in self.rows)

    @property
    def changed(self) -> int:
        """How many paragraphs have other words."""
        return self._count("changed")

    @property
    def added(self) -> int:
        """How many came."""
        return self._count("added")

    @property
    def removed(self) -> int:
        """How many went."""
        return self._count("removed")

    @property
    def is_same(self) -> bool:
        """Whether no word differs."""
        return all(row.kind == "same" for row in self.rows)


def compare(old: str, new: str) -> Comparison:
    """Compare two Markdown texts by paragraph, and within those by word."""
    return Comparison(list(_rows(paragraphs(old), paragraphs(new))))


def _rows(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Iterator[Row]:
    before, after = [row.text for row in old], [row.text for row in new]
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Row("same", [Piece(text)], [Piece(text)]) for text in before[a:b])
        else:
            yield from _changed(before[a:b], after[c:d])


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    """Pair what looks alike, in order; the rest went or came."""
    start = 0
    for text in before:
        place = _most_alike(text, after, start)
        if place is None:
            yield Row("removed", old=[Piece(text, True)])
            continue
        yield from (Row("added", new=[Piece(each, True)]) for each in after[start:place])
        yield words_compared(text, after[place])
        start = place + 1
    yield from (Row("added", new=[Piece(each, True)]) for each in after[start:])


def _most_alike(text: str, others: Sequence[str], start: int) -> int | None:
    best, score = None, ALIKE - 0.2
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(text.split())
    for place in range(start, len(others)):
        matcher.set_seq1(others[place].split())
        if matcher.real_quick_ratio() > score and matcher.quick_ratio() > score and matcher.ratio() > score:
            best, score = place, matcher.ratio()
    return best


def words_compared(old: str, new: str) -> Row:
    """Return two paragraphs beside each other, with the words marked that only one of them has."""
    before, after = WORD.findall(old), WORD.findall(new)
    if len(before) * len(after) > MOST_PAIRS:
        return Row("changed", [Piece(old, True)], [Piece(new, True)])
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for side, words in ((left, before[a:b]), (right, after[c:d])):
            if words:
                side.append(Piece("".join(words), tag != "equal"))
    return Row("changed", left, right)


def _stretches(rows: Sequence[Row]) -> Iterator[Stretch]:
    same: list[Row] = []
    other: list[Row] = []
    for row in [*rows, None]:
        if row and row.kind == "same":
            if other:
                yield Stretch(other)
                other = []
            same.append(row)
            continue
        if same:
            yield Stretch(same, len(same) > FOLDED_FROM)
            same = []
        if row:
            other.append(row)
    if other:
        yield Stretch(other)
