"""The agendas of all circles of a programme, added up."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.text import capfirst

from .models import Community, Dots, Issue, Programme
from .models.sector import Sector
from .permissions.issue import COUNTED

MOST_SUGGESTED = 200
TONES = {"align": "info", "committed": "good", "in_progress": "good", "answered": "good"}


@dataclass(frozen=True)
class Line:
    """How many issues stand there, in how many circles."""

    code: str
    label: str
    issues: int
    circles: int


def issues_of(programme: Programme, user: Any) -> Any:
    """Return the issues of its circles, as far as the reader counts them; with the dots of weighings that are over."""
    rows = Issue.objects.permitted(user, "communities.count_issue").filter(community__programme=programme)
    given = Dots.objects.filter(issue=OuterRef("pk"), ballot__weighing__closed_at__isnull=False).order_by()
    residents = given.filter(ballot__sector=Sector.RESIDENTS)
    return rows.annotate(all_dots=_sum(given), resident_dots=_sum(residents))


def _sum(dots: QuerySet[Dots]) -> Any:
    return Coalesce(Subquery(dots.values("issue").annotate(total=Sum("number")).values("total")), 0)


def lines_of(rows: QuerySet[Issue]) -> list[Line]:
    """Return how many there are by how far they are; one query."""
    found = rows.order_by().values("status").annotate(issues=Count("pk"), circles=Count("community", distinct=True))
    counts = {row["status"]: (row["issues"], row["circles"]) for row in found}
    return [Line(status.value, capfirst(str(status.label)), *counts.get(status, (0, 0))) for status in COUNTED]


def circles_of(rows: QuerySet[Issue]) -> list[str]:
    """Return names of circles that these are of, for the list under the field."""
    circles = Community.objects.filter(pk__in=rows.order_by().values("community")).order_by("name", "pk")
    return list(circles.values_list("name", flat=True)[:MOST_SUGGESTED])


def shown(row: Any) -> dict[str, Any]:
    """Return an issue for the list."""
    return {
        "row": row,
        "state": capfirst(row.get_status_display()),
        "tone": TONES.get(row.status, "neutral"),
    }


def by_dots(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    """Return them with most dots first, then the newest."""
    return rows.order_by(F("all_dots").desc(), "-proposed_at", "-pk")
