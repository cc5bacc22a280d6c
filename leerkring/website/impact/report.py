"""The annual report as an accessible PDF, and the data behind each figure as a list."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from communities.models import Area, ProgrammeTally, Tally
from communities.sheet import FOLDER as SHARED
from communities.sheet import in_our_letters
from communities.tallies import SMALLEST_GROUP, Goal, Value, Words, add_up, all_indicators, in_words
from leerkring.core.documents import DocumentError, make_pdf
from leerkring.core.links import absolute_url

from .numbers import ALL_YEARS, Part, Scope, counted_words
from .page import impact_of

FOLDER = Path(__file__).resolve().parent.parent / "documents"
KEPT_SECONDS = 24 * 60 * 60
# A list of more circles would hold a million rows.
MOST_LISTED = 500
LIST_HEAD = [
    gettext_lazy("Year"),
    gettext_lazy("What was counted"),
    gettext_lazy("Number"),
    gettext_lazy("Kind of value"),
    gettext_lazy("Goal"),
]
# Of whom (a circle, a region), in which year, by the name of each indicator.
Counted = tuple[str, int, dict[str, int]]


def facts_of(scope: Scope, user: Any, year: int) -> dict[str, Any]:
    """Return everything that stands in the PDF, in the language of now."""
    page = impact_of(scope, user, year)
    return {
        "language": get_language() or settings.LANGUAGE_CODE,
        "site": settings.SITE_NAME,
        "name": scope.name,
        "title": page["page_title"],
        "address": absolute_url(scope.url),
        "made_line": counted_words(page["counted_at"]),
        "figures": [{"number": str(each["number"]), "label": str(each["label"])} for each in page["figures"]],
        "chart": {
            "title": page["chart"].title,
            "head": [str(word) for word in page["chart"].head],
            "bars": [{"label": bar.label, "text": bar.text, "width": bar.width} for bar in page["chart"].bars],
        },
        "heads": page["heads"],
        "matrix": [_part(part) for part in page["matrix"]],
        "goals": [_part(part) for part in page["goals"]],
        "circle_head": [str(word) for word in page["circle_head"]],
        "circles": [{"label": line.label, "cells": line.cells} for line in page["circles"]],
        "words": {
            "matrix": _("Five kinds of value"),
            "goals": _("Four goals of a learning lab"),
            "circles": _("By circle"),
            "circle": _("Circle"),
            "indicator": _("What was counted"),
            "method": _("How this was counted"),
            "method_text": method_text(),
        },
    }


def method_text() -> str:
    """Return how the numbers came about, for the page and the report."""
    return _(
        "The portal counts what happens in it once a day: numbers of circles, never of a person. Numbers of people "
        "below %(count)s are not given. The five kinds of value are those of Wenger, Trayner and De Laat (2011)."
    ) % {"count": SMALLEST_GROUP}


def _part(part: Part) -> dict[str, Any]:
    return {
        "title": part.title,
        "about": part.about,
        "lines": [{"label": line.label, "cells": line.cells} for line in part.lines],
        "stories": [{"text": told.text, "title": told.title} for told in part.stories],
    }


def pdf_of(facts: dict[str, Any]) -> bytes:
    """Return the PDF that says exactly this, kept for a day; raises ``DocumentError``."""
    said = json.dumps(facts, sort_keys=True, default=str)
    key = f"website:report:{hashlib.sha256(said.encode()).hexdigest()}"
    content: bytes | None = cache.get(key)
    if content is None:
        try:
            content = _set(facts)
        except DocumentError:
            # Signs that our letters can't draw go; the words around them stay.
            content = _set(in_our_letters(facts))
        cache.set(key, content, KEPT_SECONDS)
    return content


def _set(facts: dict[str, Any]) -> bytes:
    return make_pdf(FOLDER / "report.typ", body="", data=facts, beside=[SHARED / "mark.typ"])


def list_of(scope: Scope, year: int) -> tuple[list[Words], Iterator[list[Any]]]:
    """Return the data behind each figure, as a head and rows: one per circle, year and indicator.

    Of all years when none is chosen. Of more circles than ``MOST_LISTED`` the sums of each province stand there.
    """
    if scope.circles[MOST_LISTED:].exists():
        return [gettext_lazy("Region"), *LIST_HEAD], _list_rows(_by_province(scope, year))
    return [gettext_lazy("Circle"), *LIST_HEAD], _list_rows(_by_circle(scope, year))


def _by_circle(scope: Scope, year: int) -> Iterator[Counted]:
    rows = Tally.objects.filter(community__in=scope.circles)
    if year != ALL_YEARS:
        rows = rows.filter(year=year)
    yield from rows.order_by("year", "community__name", "community").values_list("community__name", "year", "numbers")


def _by_province(scope: Scope, year: int) -> Iterator[Counted]:
    names = {str(pk): name for pk, name in Area.objects.filter(kind=Area.Kind.PROVINCE).values_list("pk", "name")}
    sums: dict[tuple[int, str], list[dict[str, int]]] = {}
    for each in scope.tallies:
        if isinstance(each, ProgrammeTally) and year in (ALL_YEARS, each.year):
            for province, numbers in each.by_province.items():
                sums.setdefault((each.year, names.get(province, "")), []).append(numbers)
    for (each_year, name), found in sorted(sums.items(), key=lambda pair: (pair[0][0], not pair[0][1], pair[0][1])):
        yield name or _("without an area"), each_year, add_up(found)


def _list_rows(counted: Iterable[Counted]) -> Iterator[list[Any]]:
    values, goals = dict(Value.choices), dict(Goal.choices)
    for name, year, numbers in counted:
        for each in all_indicators():
            if number := numbers.get(each.name, 0):
                is_few = each.of_people and number < SMALLEST_GROUP
                yield [
                    name,
                    year or _("In all"),
                    capfirst(str(each.label)),
                    in_words(number, of_people=True) if is_few else number,
                    capfirst(str(values.get(each.value, ""))),
                    capfirst(str(goals.get(each.goal, ""))),
                ]
