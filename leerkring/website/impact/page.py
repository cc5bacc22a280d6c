"""The page about what circles bring about, of one year or of all."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from communities.tallies import in_words

from ..results import value_chart
from .numbers import (
    ALL_YEARS,
    CIRCLE_HEAD,
    Numbers,
    Scope,
    circle_lines,
    columns_of,
    goals_of,
    heads_of,
    matrix_of,
    read_numbers,
    stories_of,
    title_of,
)

# Beyond these the table of circles is cut; the sums are of all.
MOST_CIRCLES = 100


def impact_of(scope: Scope, user: Any, year: int) -> dict[str, Any]:
    """Return everything on the page; of a programme in four queries, of a circle in one."""
    numbers = read_numbers(scope)
    columns = columns_of(numbers, year)
    is_programme = scope.kind == "programme"
    circles = circle_lines(scope.circles.order_by("name", "pk")[:MOST_CIRCLES], year) if is_programme else []
    count = scope.circles.count() if len(circles) == MOST_CIRCLES else len(circles)
    stories = stories_of(scope.circles, user, year)
    return {
        "scope": scope,
        "year": year,
        "page_title": title_of(year),
        "years": _years(scope, numbers, year),
        "counted_at": numbers.counted_at,
        "figures": figures_of(numbers, year, count if is_programme else None),
        "heads": heads_of(columns),
        "matrix": matrix_of(numbers, columns, stories),
        "goals": goals_of(numbers, columns),
        "chart": value_chart(numbers.sums(year)),
        "circle_head": CIRCLE_HEAD,
        "circles": circles,
        "circle_count": count,
        "pdf_url": _address(scope, "report", year),
        "xlsx_url": _address(scope, "numbers", year),
    }


def figures_of(numbers: Numbers, year: int, circles: int | None) -> list[dict[str, str]]:
    """Return the numbers on top, of a programme with how many circles it has; the people are those of now."""
    sums, all_sums = numbers.sums(year), numbers.sums(ALL_YEARS)
    people = {"number": in_words(all_sums.get("members", 0), of_people=True), "label": _("people taking part")}
    found = [
        people,
        {"number": in_words(sums.get("meetings", 0)), "label": _("meetings held")},
        {"number": in_words(sums.get("outcomes", 0)), "label": _("published outcomes")},
        {"number": in_words(sums.get("results", 0)), "label": _("stories with a result")},
    ]
    return found if circles is None else [{"number": in_words(circles), "label": _("circles")}, *found]


def _address(scope: Scope, page: str, year: int) -> str:
    address = reverse(f"{scope.kind}_{page}", kwargs=scope.address)
    return f"{address}?jaar={year}" if year != ALL_YEARS else address


def _years(scope: Scope, numbers: Numbers, chosen: int) -> list[dict[str, Any]]:
    return [
        {
            "label": str(year) if year != ALL_YEARS else _("All years"),
            "url": _address(scope, "impact", year),
            "current": year == chosen,
        }
        for year in [ALL_YEARS, *numbers.years]
    ]
