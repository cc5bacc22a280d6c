"""Two texts that were made of one, place by place, for whoever chooses what stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leerkring.core.merge import Choice, Chunk, joined, merge, merge_rows

from ..models import Outcome
from .comparison import Row, words_compared

PREFIX = "merge-"


@dataclass(frozen=True)
class Place:
    """A place where the texts differ: their words side by side, and what is proposed."""

    row: Row
    name: str
    proposed: str


@dataclass(frozen=True)
class Part:
    """A title, an abstract or a body: what differs in it, and how much does not."""

    name: str
    label: str
    chunks: list[Chunk]

    @property
    def pieces(self) -> list[Place | int]:
        """What differs, in order; a number stands for so many paragraphs that are the same."""
        found: list[Place | int] = []
        for chunk in self.chunks:
            if not chunk.is_same:
                found.append(self._place(chunk))
            elif found and isinstance(found[-1], int):
                found[-1] += len(chunk.mine)
            else:
                found.append(len(chunk.mine))
        return found

    def taken(self, data: Mapping[str, Any]) -> str:
        """Return the text by what was chosen; a place for which nothing known was chosen gets what is proposed."""
        said = {chunk.key: (data.get(self._name(chunk)), chunk) for chunk in self.chunks}
        choices = set(Choice)
        return joined(
            self.chunks,
            {
                key: Choice(value) if value in choices else self._proposed(chunk)
                for key, (value, chunk) in said.items()
            },
        )

    def _place(self, chunk: Chunk) -> Place:
        theirs, mine = ("\n\n".join(side) for side in (chunk.theirs, chunk.mine))
        return Place(words_compared(theirs, mine), self._name(chunk), str(self._proposed(chunk)))

    def _name(self, chunk: Chunk) -> str:
        return f"{PREFIX}{self.name}-{chunk.key}"

    def _proposed(self, chunk: Chunk) -> Choice:
        # Two titles make no title.
        is_one = self.name == "title" and chunk.proposed == Choice.BOTH
        return Choice.MINE if is_one else chunk.proposed

    @property
    def is_same(self) -> bool:
        """Whether nothing is to be chosen."""
        return all(chunk.is_same for chunk in self.chunks)


def parts_of(
    base: Mapping[str, str] | None, mine: Mapping[str, str], theirs: Mapping[str, str], labels: Mapping[str, str]
) -> list[Part]:
    """Return the parts of a text as both made them of ``base``."""
    return [Part(name, labels[name], _chunks(name, base, mine, theirs)) for name in Outcome.TEXTS]


def merged(parts: list[Part], data: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts by what was chosen."""
    return {part.name: part.taken(data) for part in parts}


def _chunks(
    name: str, base: Mapping[str, str] | None, mine: Mapping[str, str], theirs: Mapping[str, str]
) -> list[Chunk]:
    if name == "title":
        before = [base[name]] if base else None
        return list(merge_rows(before, [mine[name]], [theirs[name]]))
    return merge(base[name] if base else None, mine[name], theirs[name])
