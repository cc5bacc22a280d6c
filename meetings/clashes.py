"""Who can't come because another circle meets at that time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from communities.models import Community, Membership
from leerkring.core.permissions import condition

from .models import Meeting

MEETING = "community__cycles__meetings"


@dataclass(frozen=True)
class Slot:
    """A stretch of time in which a circle may meet."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Return whether the two have a moment in common; one that begins as the other ends has not."""
        return self.starts_at < ends_at and starts_at < self.ends_at


@dataclass(frozen=True)
class Clash:
    """A member who is expected elsewhere; ``circle`` is empty where the reader does not know that circle."""

    person: str
    circle: str


def clashes_with(slots: Sequence[Slot], *, community: Community, reader: Any) -> list[list[Clash]]:
    """Return per slot which members of the circle have a planned meeting of another running circle; one query."""
    rows = list(_busy(slots, community, reader)) if slots else []
    return [_clashes(slot, rows) for slot in slots]


def _busy(slots: Sequence[Slot], community: Community, reader: Any) -> QuerySet[Any]:
    members = Membership.objects.active().filter(community=community, user__is_active=True)
    # From the members to where else they are: who has a meeting at that moment anywhere may be thousands.
    windows = reduce(or_, [_at_once(slot) for slot in slots])
    known = Community.objects.filter(condition(reader, "communities.view_community"))
    planned = {f"{MEETING}__status": Meeting.Status.PLANNED}
    busy = Membership.objects.active().filter(
        windows, user__in=members.values("user"), community__status=Community.Status.ACTIVE, **planned
    )
    is_known = When(community__in=known.values("pk"), then=Value(True))
    return (
        busy.exclude(community=community)
        .select_related("user", "community")
        .annotate(
            meets_from=F(f"{MEETING}__starts_at"),
            meets_until=F(f"{MEETING}__ends_at"),
            is_known=Case(is_known, default=Value(False), output_field=BooleanField()),
        )
        .order_by("user__family_name", "user__given_name", "user", "meets_from")
    )


def _at_once(slot: Slot) -> Q:
    return Q(**{f"{MEETING}__starts_at__lt": slot.ends_at, f"{MEETING}__ends_at__gt": slot.starts_at})


def _clashes(slot: Slot, rows: Sequence[Any]) -> list[Clash]:
    found: dict[int, Clash] = {}
    for row in rows:
        if slot.overlaps(row.meets_from, row.meets_until):
            circle = row.community.name if row.is_known else ""
            found.setdefault(row.user_id, Clash(row.user.full_name, circle))
    return list(found.values())
