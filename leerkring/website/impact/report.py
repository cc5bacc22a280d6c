"""The annual report as an accessible PDF, and the data behind each figure as a list."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from communities.sheet import FOLDER as SHARED
from communities.sheet import in_our_letters
from communities.tallies import SMALLEST_GROUP, Goal, Value, all_indicators, in_words
from leerkring.core.documents import DocumentError, make_pdf
from leerkring.core.links import absolute_url

from .numbers import ALL_YEARS, Part, Scope, counted_words, read_numbers
from .page import impact_of

FOLDER = Path(__file__).resolve().parent.parent / "documents"
KEPT_SECONDS = 24 * 60 * 60
LIST_HEAD = [
    gettext_lazy("Circle"),
    gettext_lazy("Year"),
    gettext_lazy("What was counted"),
    gettext_lazy("Number"),
    gettext_lazy("Kind of value"),
    gettext_lazy("Goal"),
]


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


def list_rows(scope: Scope, year: int) -> Iterator[list[Any]]:
    """Yield the data behind each figure: a row per circle, year and indicator; of all years when none is chosen."""
    numbers = read_numbers(scope.circles)
    names = {circle.pk: circle.name for circle in scope.circles}
    values, goals = dict(Value.choices), dict(Goal.choices)
    for each_year in sorted(numbers.found) if year == ALL_YEARS else [year]:
        for circle, found in sorted(numbers.found.get(each_year, {}).items(), key=lambda pair: names[pair[0]]):
            for each in all_indicators():
                if number := found.get(each.name, 0):
                    is_few = each.of_people and number < SMALLEST_GROUP
                    yield [
                        names[circle],
                        each_year or _("In all"),
                        capfirst(str(each.label)),
                        in_words(number, of_people=True) if is_few else number,
                        capfirst(str(values.get(each.value, ""))),
                        capfirst(str(goals.get(each.goal, ""))),
                    ]
