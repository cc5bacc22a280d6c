"""What the pages about obstacles show: the list of a circle, and the sum of a programme."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import Community, Obstacle, Programme

TONES = {"reported": "warn", "owned": "info", "action": "info", "removed": "good", "accepted": "neutral"}
# The newest that are over; the others are counted.
MOST_CLOSED = 50
MOST_OPEN = 200


@dataclass(frozen=True)
class KindRow:
    """One line of the sum: how often circles run into this kind of thing."""

    label: str
    open: int
    circles: int
    removed: int
    accepted: int


def listed(community: Community, user: Any) -> dict[str, Any]:
    """Return the obstacles of a circle: those open, with the ones that wait for an owner first, and those over."""
    rows = Obstacle.objects.permitted(user, "communities.view_obstacle").filter(community=community)
    rows = rows.select_related("owner", "community")
    waiting = sorted(rows.open()[:MOST_OPEN], key=lambda row: not row.needs_owner)
    closed = rows.exclude(status__in=Obstacle.OPEN).order_by("-closed_at", "-pk")
    return {"open": [shown(row) for row in waiting], "closed": [shown(row) for row in closed[:MOST_CLOSED]]}


def shown(row: Obstacle) -> dict[str, Any]:
    """Return an obstacle with its state in a word."""
    label = _("waits for an owner") if row.needs_owner else row.get_status_display()
    return {"row": row, "state": capfirst(label), "tone": "warn" if row.needs_owner else TONES[row.status]}


def summed(programme: Programme, user: Any) -> dict[str, Any]:
    """Return the sum over the circles of a programme, and what is open in them: first what was taken up."""
    rows = Obstacle.objects.permitted(user, "communities.view_obstacle").filter(community__programme=programme)
    standing = rows.open().select_related("owner", "community").order_by("taken_up_at", "-reported_at", "-pk")
    found = [shown(row) for row in standing[:MOST_OPEN]]
    closed = rows.exclude(status__in=Obstacle.OPEN).select_related("community", "owner").order_by("-closed_at", "-pk")
    return {
        "kinds": _kinds(rows),
        "taken_up": [one for one in found if one["row"].taken_up_at],
        "open": [one for one in found if not one["row"].taken_up_at],
        "closed": [shown(row) for row in closed[:MOST_CLOSED]],
    }


def _kinds(rows: Any) -> list[KindRow]:
    standing = Q(status__in=Obstacle.OPEN)
    counted = (
        rows.order_by()
        .values("kind")
        .annotate(
            open=Count("pk", filter=standing),
            circles=Count("community", filter=standing, distinct=True),
            removed=Count("pk", filter=Q(status=Obstacle.Status.REMOVED)),
            accepted=Count("pk", filter=Q(status=Obstacle.Status.ACCEPTED)),
        )
    )
    labels = dict(Obstacle.Kind.choices)
    return [
        KindRow(capfirst(str(labels[row.pop("kind")])), **row)
        for row in sorted(counted, key=lambda row: (-row["open"], row["kind"]))
    ]
