"""The piece of a text in which the words stand that somebody looked for, with those words marked, and their synonyms.

Marked with characters that no text may hold (``core.middleware`` refuses them at the edge, and here they are taken
out); then escaped; then replaced by ``<mark>``.
"""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString

from .synonyms import every_stem
from .words import WORD, stem

BEGIN, END = "\ue000", "\ue001"
BEFORE, LENGTH = 60, 240
# No further than this we look for the words; a text of 300 pages must not cost a second.
FURTHEST = 20_000


def excerpt(text: str, terms: Iterable[str]) -> SafeString:
    """Return some lines around the first hit, or the beginning where there is none."""
    wanted = every_stem(terms)
    plain = text[:FURTHEST].replace(BEGIN, "").replace(END, "")
    first = _first(plain, wanted)
    start = _begin_of_word(plain, max(0, (first or 0) - BEFORE))
    end = _end_of_word(plain, start + LENGTH)
    piece = " ".join(_marked(plain[start:end], wanted).split())
    return _html(f"{'… ' if start else ''}{piece}{' …' if end < len(plain) else ''}")


def holds(text: str, terms: Iterable[str]) -> bool:
    """Return whether one of the words stands in the text, as far as we look."""
    return _first(text[:FURTHEST], every_stem(terms)) is not None


def _first(text: str, wanted: frozenset[str]) -> int | None:
    return next((match.start() for match in WORD.finditer(text) if stem(match[0]) in wanted), None)


def marked(text: str, terms: Iterable[str]) -> SafeString:
    """Return the whole text, a title for one, with the words marked."""
    return _html(_marked(text.replace(BEGIN, "").replace(END, ""), every_stem(terms)))


def _marked(text: str, wanted: frozenset[str]) -> str:
    return WORD.sub(lambda match: f"{BEGIN}{match[0]}{END}" if stem(match[0]) in wanted else match[0], text)


def _html(text: str) -> SafeString:
    return SafeString(escape(text).replace(BEGIN, "<mark>").replace(END, "</mark>"))


def _begin_of_word(text: str, place: int) -> int:
    return place if place == 0 else text.find(" ", place) + 1


def _end_of_word(text: str, place: int) -> int:
    return len(text) if place >= len(text) else (text.rfind(" ", 0, place) if " " in text[:place] else place)
