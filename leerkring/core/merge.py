"""Putting two texts together that two people made of one: block by block, without losing a line."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

from markdown_it import MarkdownIt

_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


class Choice(StrEnum):
    """What stays of a place where the two texts differ."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True)
class Chunk:
    """Blocks that follow each other, as each of the two has them; ``base`` None: what was before is not known."""

    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    base: tuple[str, ...] | None = None

    @property
    def is_same(self) -> bool:
        """Whether nothing is to be chosen."""
        return self.mine == self.theirs

    @property
    def proposed(self) -> Choice:
        """What stays when nobody chooses: what only one of the two changed; else both, since that loses nothing."""
        if self.base is not None and self.mine == self.base:
            return Choice.THEIRS
        if self.base is not None and self.theirs == self.base:
            return Choice.MINE
        return Choice.BOTH

    @property
    def key(self) -> str:
        """A name that stays as long as both texts say the same here."""
        words = "\0\0".join("\0".join(side) for side in (self.mine, self.theirs))
        return hashlib.sha256(words.encode(errors="replace")).hexdigest()[:16]

    def taken(self, choice: Choice) -> tuple[str, ...]:
        """Return the blocks that stay."""
        if self.is_same:
            return self.mine
        # What was saved already comes first.
        sides = {Choice.MINE: self.mine, Choice.THEIRS: self.theirs, Choice.BOTH: self.theirs + self.mine}
        return sides[choice]


def blocks(source: str) -> list[str]:
    """Return a Markdown text in its outermost blocks; what makes no block of its own stays with the one before it."""
    lines = source.replace("\r\n", "\n").split("\n")
    starts = sorted({token.map[0] for token in _parser.parse("\n".join(lines)) if token.level == 0 and token.map})
    edges = [0, *(start for start in starts if start), len(lines)]
    found = ("\n".join(lines[start:end]).strip("\n") for start, end in pairwise(edges))
    return [block.rstrip() for block in found if block.strip()]


def merge(base: str | None, mine: str, theirs: str) -> list[Chunk]:
    """Return what became of the blocks of ``base`` in both texts, in order."""
    return list(merge_rows(None if base is None else blocks(base), blocks(mine), blocks(theirs)))


def joined(chunks: Sequence[Chunk], choices: dict[str, Choice]) -> str:
    """Return one text; a place that is not among ``choices`` gets what is proposed."""
    found = (block for chunk in chunks for block in chunk.taken(choices.get(chunk.key, chunk.proposed)))
    return "\n\n".join(found)


def merge_rows(base: Sequence[str] | None, mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Chunk]:
    """Merge any rows: what stands in all three is where the texts meet, and between those lies what differs."""
    if base is None:
        yield from _two(mine, theirs)
        return
    in_mine, in_theirs = _same(base, mine), _same(base, theirs)
    at, at_mine, at_theirs = 0, 0, 0
    for place in [*sorted(in_mine.keys() & in_theirs.keys()), len(base)]:
        to_mine, to_theirs = in_mine.get(place, len(mine)), in_theirs.get(place, len(theirs))
        yield from _between(base[at:place], mine[at_mine:to_mine], theirs[at_theirs:to_theirs])
        if place < len(base):
            yield _chunk([base[place]], [base[place]], [base[place]])
        at, at_mine, at_theirs = place + 1, to_mine + 1, to_theirs + 1


def _two(mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Chunk]:
    for _tag, a, b, c, d in SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes():
        yield Chunk(tuple(mine[c:d]), tuple(theirs[a:b]))


def _same(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """Return where each row of ``base`` that is still there stands in ``other``."""
    matches = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {match.a + step: match.b + step for match in matches for step in range(match.size)}


def _between(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Chunk]:
    """Yield what lies between two meeting places: row by row where nothing came or went."""
    if len(base) == len(mine) == len(theirs):
        yield from (_chunk([a], [b], [c]) for a, b, c in zip(base, mine, theirs, strict=True))
    elif base or mine or theirs:
        yield _chunk(base, mine, theirs)


def _chunk(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Chunk:
    return Chunk(tuple(mine), tuple(theirs), tuple(base))
