"""What happens in which region: what everybody sees of a programme and its parts."""

from collections import defaultdict
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .charts import Chart, bars_of
from .models import Community, Programme, Tally
from .models.area import province_at
from .standing import GROUP_HEAD, PHASES, Group, by_region, circles_of, oldest_of, parts_of, phases_chart, sums_of

# Of each region so many circles are named; the sums are of all.
MOST_NAMED = 50


def regions_of(programme: Programme) -> dict[str, Any]:
    """Return the circles by province, with what they did; three queries."""
    visitor = AnonymousUser()
    circles = circles_of(programme, visitor)
    parts = parts_of(circles)
    sums = [each for each in sums_of(programme, visitor) if each.year == Tally.ALL_YEARS]
    regions = by_region(parts, sums)
    named = _named(circles)
    return {
        "counted_at": oldest_of(sums),
        "chart": _chart(regions),
        "phases": phases_chart(parts),
        "regions": [_region(group, named[group.pk]) for group in regions],
        "group_head": GROUP_HEAD,
        "count": sum(group.count for group in regions),
    }


def _named(circles: QuerySet[Community]) -> defaultdict[int | None, list[Community]]:
    """Return the first circles of each province, by name; one query."""
    place = Window(RowNumber(), partition_by=[province_at("area")], order_by=["name", "pk"])
    first = circles.annotate(place=place).filter(place__lte=MOST_NAMED).values("pk")
    rows: Any = Community.objects.filter(pk__in=first).annotate(province=province_at("area"))
    found: defaultdict[int | None, list[Community]] = defaultdict(list)
    for circle in rows.select_related("area__parent").order_by("name", "pk"):
        found[circle.province].append(circle)
    return found


def _chart(regions: list[Group]) -> Chart:
    count = len(regions)
    title = ngettext("Circles work in %(count)s region", "Circles work in %(count)s regions", count) % {"count": count}
    bars = bars_of((group.label, group.count) for group in regions)
    return Chart("regions", title, (gettext_lazy("Region"), gettext_lazy("Circles")), bars)


def _region(group: Group, named: list[Community]) -> dict[str, Any]:
    words = [
        _("%(phase)s: %(count)s") % {"phase": capfirst(str(phase.label)), "count": group.phases[phase.value]}
        for phase in PHASES
        if group.phases[phase.value]
    ]
    return {"label": group.label, "cells": group.cells, "phases": words, "circles": named, "count": group.count}
