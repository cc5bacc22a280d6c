"""Bars that are a table at once: each has its number beside it, so it needs no script and no colour."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from .tallies import in_words

Words = str | Promise


@dataclass(frozen=True)
class Bar:
    """One bar; ``width`` in per cents of the longest, ``text`` its number as shown."""

    label: str
    text: str
    width: int
    url: str = ""


@dataclass(frozen=True)
class Chart:
    """A title that says what it shows, what the two columns are called, and the bars."""

    name: str
    title: str
    head: tuple[Words, Words]
    bars: list[Bar]


def bars_of(rows: Iterable[tuple[str, int]], *, of_people: bool = False) -> list[Bar]:
    """Return bars for labels with their numbers, in the order given. Few people have a bar that says only that."""
    found = list(rows)
    longest = max((number for _label, number in found), default=0) or 1
    return [
        Bar(label, in_words(number, of_people=of_people), max(round(100 * number / longest), 1 if number else 0))
        for label, number in found
    ]
