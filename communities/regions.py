"""What happens in which region: what everybody sees of a programme and its parts."""

from collections import Counter
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .charts import Chart, bars_of
from .models import Programme
from .standing import GROUP_HEAD, MOST_CIRCLES, PHASES, Group, by_region, circles_of, phases_chart, rows_of


def regions_of(programme: Programme) -> dict[str, Any]:
    """Return the circles by province, with what they did; three queries."""
    rows, counted_at = rows_of(circles_of(programme, AnonymousUser()))
    regions = by_region(rows)
    return {
        "counted_at": counted_at,
        "chart": _chart(regions),
        "phases": phases_chart(rows),
        "regions": [_region(group) for group in regions],
        "group_head": GROUP_HEAD,
        "count": len(rows),
    }


def _chart(regions: list[Group]) -> Chart:
    count = len(regions)
    title = ngettext("Circles work in %(count)s region", "Circles work in %(count)s regions", count) % {"count": count}
    bars = bars_of((group.label, len(group.rows)) for group in regions)
    return Chart("regions", title, (gettext_lazy("Region"), gettext_lazy("Circles")), bars)


def _region(group: Group) -> dict[str, Any]:
    phases = Counter(row.circle.phase for row in group.rows)
    words = [
        _("%(phase)s: %(count)s") % {"phase": capfirst(str(phase.label)), "count": phases[phase.value]}
        for phase in PHASES
        if phases[phase.value]
    ]
    return {"label": group.label, "cells": group.cells, "phases": words, "rows": group.rows[:MOST_CIRCLES]}
