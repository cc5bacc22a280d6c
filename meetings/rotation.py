"""Whose turn it is to host: who hosted least, and then who hosted longest ago."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from communities.models import Community, Organisation

from .models import Meeting

SHOWN = 5


@dataclass(frozen=True)
class Turn:
    """An organisation of the circle, and how often it hosted this circle."""

    name: str
    times: int
    last: date | None


def hosts_by_turn(community: Community) -> list[Turn]:
    """Return the organisations that people of the circle come from, whose turn comes first first; one query.

    Only meetings of this circle count, planned ones too: a turn that is promised is a turn.
    """
    here = Q(hosted__cycle__community=community) & ~Q(hosted__status=Meeting.Status.CANCELLED)
    mine = community.memberships.active().filter(organisation__isnull=False)
    rows = (
        Organisation.objects.filter(pk__in=mine.values("organisation"))
        .annotate(times=Count("hosted", filter=here, distinct=True), last=Max("hosted__date", filter=here))
        .order_by("times", "last", "name")
    )
    return [Turn(row.name, row.times, row.last) for row in rows[:SHOWN]]
