"""The presence list as a spreadsheet."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models.sector import Sector
from leerkring.core.labels import label_of

from ..models import Presence
from ..shown.presence import ShownList

HEAD: Sequence[Any] = [
    gettext_lazy("Name"),
    gettext_lazy("Organisation"),
    gettext_lazy("Sector"),
    gettext_lazy("Was there"),
    gettext_lazy("From"),
    gettext_lazy("Until"),
    gettext_lazy("How"),
    gettext_lazy("Contact hours"),
    gettext_lazy("Remark"),
]


def list_rows(shown: ShownList) -> Iterator[list[Any]]:
    """Yield a row per person; who was not there has no times. Hours are numbers that can be added up."""
    for row in shown.rows:
        facts, sector = row.facts, label_of(Sector, row.sector) if row.sector else ""
        if facts.is_there:
            way = label_of(Presence.Way, facts.way)
            rest = [_("yes"), facts.from_time, facts.until_time, way, round(row.minutes / 60, 2), row.note]
        else:
            rest = [_("no"), None, None, "", 0, row.note]
        yield [row.name, row.place, sector, *rest]
