"""Rows that people put in an order of their own."""

from typing import Any

from django.db.models import Max, QuerySet


def last_position(rows: "QuerySet[Any]") -> int:
    """Return the position of a new row at the end."""
    highest: int | None = rows.aggregate(highest=Max("position"))["highest"]
    return (highest or 0) + 1


def move(rows: "QuerySet[Any]", row: Any, *, up: bool) -> None:
    """Let a row change places with its neighbour and number all anew; at the edge nothing happens.

    The caller holds the lock on what the rows belong to.
    """
    order = list(rows.order_by("position", "pk"))
    place = next((number for number, other in enumerate(order) if other.pk == row.pk), None)
    if place is None:
        return
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    for number, moved in enumerate(order, start=1):
        moved.position = number
    rows.model._default_manager.bulk_update(order, ["position"])
