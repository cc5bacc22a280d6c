"""Places that are known by their coordinates, understood as people type them. No service is asked."""

import math
import unicodedata
from difflib import get_close_matches

from communities.actions.area import SPOKEN
from communities.models import Area

EARTH_KM = 6371
MOST_SUGGESTIONS = 3


class Places:
    """All places with coordinates, in memory: some hundreds; one query."""

    def __init__(self) -> None:
        kinds = (Area.Kind.MUNICIPALITY, Area.Kind.PROVINCE, Area.Kind.NEIGHBOURHOOD)
        rows = Area.objects.filter(latitude__isnull=False, longitude__isnull=False).select_related("parent")
        # A municipality goes before the province of the same name.
        self._rows = sorted(rows, key=lambda row: (kinds.index(row.kind), row.name))  # type: ignore[arg-type]
        self.by_pk = {row.pk: row for row in self._rows}

    def names(self) -> list[str]:
        """Return what can be typed."""
        return sorted(row.label for row in self._rows)

    def find(self, text: str) -> Area | None:
        """Return the place that is meant: *Gemert* for Gemert-Bakel, *Brakkenstein, Nijmegen* for Nijmegen."""
        whole = self._find(text)
        return whole or (self._find(text.rpartition(",")[2]) if "," in text else None)

    def _find(self, text: str) -> Area | None:
        wanted, words = _plain(text), _words(text)
        if not words:
            return None
        exact = (row for row in self._rows if wanted in {_plain(row.name), _plain(row.label)})
        begins = (row for row in self._rows if _words(row.name)[: len(words)] == words)
        holds = (row for row in self._rows if f" {' '.join(words)} " in f" {' '.join(_words(row.name))} ")
        return next(exact, None) or next(begins, None) or next(holds, None)

    def suggestions(self, text: str) -> list[str]:
        """Return names that look like what was typed."""
        names = {_plain(row.name): row.label for row in reversed(self._rows)}
        return [names[name] for name in get_close_matches(_plain(text), names, MOST_SUGGESTIONS, 0.7)]


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance as the crow flies between two places (latitude, longitude), by the haversine formula."""
    (north, east), (other_north, other_east) = [tuple(map(math.radians, place)) for place in (one, other)]
    half = math.sin((other_north - north) / 2) ** 2
    half += math.cos(north) * math.cos(other_north) * math.sin((other_east - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def _plain(text: str) -> str:
    """Return a name in small letters without accents, as the table has it."""
    small = " ".join(text.casefold().split())
    small = SPOKEN.get(small, small)
    return "".join(char for char in unicodedata.normalize("NFKD", small) if not unicodedata.combining(char))


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in _plain(text)).split()
