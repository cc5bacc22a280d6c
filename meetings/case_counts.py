"""How many cases were brought for meetings: the app above, which knows cases, says so (a registry). Numbers only."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping

Counts = Callable[[Collection[int]], Mapping[int, int]]
_counts: list[Counts] = []


def register_case_counts(count: Counts) -> None:
    """Add a function from the keys of meetings to how many cases stand ready for each."""
    _counts.append(count)


def case_counts(meetings: Collection[int]) -> Mapping[int, int]:
    """Return how many cases stand ready, per meeting."""
    found: Counter[int] = Counter()
    for count in _counts:
        found.update(count(meetings))
    return found
