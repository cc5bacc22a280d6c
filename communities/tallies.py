"""What the portal counts of a circle, and what each number says of the value that it creates.

Each app registers what it knows of. A worker counts (``actions/tally.py``), so that a page about a thousand circles
reads one row of each. Numbers are of a circle, never of a person.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, QuerySet, TextChoices
from django.db.models.functions import ExtractYear
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .models import Tally

Words = str | Promise
# A number of people below this could point at one of them.
SMALLEST_GROUP = 5


class Value(TextChoices):
    """The five cycles of value creation (Wenger, Trayner and De Laat, 2011)."""

    IMMEDIATE = "immediate", pgettext_lazy("value", "immediate value")
    POTENTIAL = "potential", pgettext_lazy("value", "potential value")
    APPLIED = "applied", pgettext_lazy("value", "applied value")
    REALISED = "realised", pgettext_lazy("value", "realised value")
    TRANSFORMATIVE = "transformative", pgettext_lazy("value", "transformative value")


class Goal(TextChoices):
    """What a learning lab accounts for."""

    STUDENTS = "students", gettext_lazy("professionals of the future")
    EXPERTISE = "expertise", gettext_lazy("expertise of professionals and lecturers")
    PROFESSION = "profession", gettext_lazy("developing the profession")
    SOCIETY = "society", gettext_lazy("value for society")


@dataclass(frozen=True)
class Indicator:
    """One number, what it counts, and what it is a sign of."""

    name: str
    label: Words
    # Empty for who takes part: that creates no value by itself.
    value: str = ""
    goal: str = ""
    # Counts people: not shown of a handful.
    of_people: bool = False


# Circle, year (or all of them), name of the indicator, number.
Line = tuple[int, int, str, int]
Counter = Callable[[Sequence[int]], Iterable[Line]]
_parts: dict[str, tuple[list[Indicator], Counter]] = {}


def register_counter(name: str, indicators: Sequence[Indicator], count: Counter) -> None:
    """Let an app say what it counts of circles, for all of them at once; the names stand in the order shown."""
    if name in _parts:
        raise LookupError(f"The counter {name} is registered twice.")
    _parts[name] = list(indicators), count


def all_indicators() -> list[Indicator]:
    """Return what is counted, in order."""
    return [indicator for _name, (indicators, _count) in sorted(_parts.items()) for indicator in indicators]


def count_all(circles: Sequence[int]) -> Iterator[Line]:
    """Yield every number of these circles; as many queries for one as for a hundred."""
    for _name, (_indicators, count) in sorted(_parts.items()):
        yield from count(circles)


# Of a programme, by its id; what a JSON field can hold.
Gatherer = Callable[[int], Any]
_gatherers: dict[str, Gatherer] = {}


def register_gatherer(name: str, gather: Gatherer) -> None:
    """Let an app gather something of a programme and its parts that takes too long while somebody waits."""
    if name in _gatherers:
        raise LookupError(f"The gatherer {name} is registered twice.")
    _gatherers[name] = gather


def gather_all(programme: int) -> dict[str, Any]:
    """Return everything that apps gather of a programme, by name."""
    return {name: gather(programme) for name, gather in sorted(_gatherers.items())}


# --- Counting


def count_per_year(
    name: str, rows: QuerySet[Any], circles: Sequence[int], *, moment: Any, path: str = "community"
) -> Iterator[Line]:
    """Yield how many ``rows`` there were each year, by ``moment``, and in all; one query."""
    totals: dict[int, int] = {}
    for circle, year, number in _by_year(rows, circles, moment, path, Count("pk")):
        totals[circle] = totals.get(circle, 0) + number
        if year:
            yield circle, year, name, number
    for circle, number in totals.items():
        yield circle, Tally.ALL_YEARS, name, number


def count_different(
    name: str, rows: QuerySet[Any], circles: Sequence[int], *, what: str, moment: Any, path: str = "community"
) -> Iterator[Line]:
    """Yield how many different ``what`` there were each year, and over all years; two queries."""
    for circle, year, number in _by_year(rows, circles, moment, path, Count(what, distinct=True)):
        if year and number:
            yield circle, year, name, number
    yield from count_now(name, rows, circles, path=path, what=Count(what, distinct=True))


def count_now(
    name: str, rows: QuerySet[Any], circles: Sequence[int], *, path: str = "community", what: Aggregate | None = None
) -> Iterator[Line]:
    """Yield how many there are, whatever the year; one query."""
    counted = rows.filter(**{f"{path}__in": circles}).order_by().values_list(path)
    for circle, number in counted.annotate(tally_number=what or Count("pk")):
        if number:
            yield circle, Tally.ALL_YEARS, name, number


def _by_year(
    rows: QuerySet[Any], circles: Sequence[int], moment: Any, path: str, what: Aggregate
) -> QuerySet[Any, tuple[int, int | None, int]]:
    mine = rows.filter(**{f"{path}__in": circles}).order_by().annotate(tally_year=ExtractYear(moment))
    return mine.values_list(path, "tally_year").annotate(tally_number=what)


# --- Showing


def add_up(numbers: Iterable[dict[str, int]]) -> dict[str, int]:
    """Return the sum of the numbers of several circles."""
    total: dict[str, int] = {}
    for each in numbers:
        for name, number in each.items():
            total[name] = total.get(name, 0) + number
    return total


def in_words(number: int, *, of_people: bool = False) -> str:
    """Return a number as it is shown: of few people only that they are few."""
    if of_people and 0 < number < SMALLEST_GROUP:
        return _("fewer than %(count)s") % {"count": SMALLEST_GROUP}
    return str(number_format(number, force_grouping=True))
