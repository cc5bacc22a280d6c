"""Whose turn it is to host: who hosted least, and then who hosted longest ago."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q
from django.utils import timezone

from communities.models import Community, Organisation

from .models import Cycle, Meeting

SHOWN = 5


@dataclass(frozen=True)
class Turn:
    """An organisation of the circle, and how often it hosted this circle."""

    pk: int
    name: str
    times: int
    last: date | None


def hosts_by_turn(community: Community) -> list[Turn]:
    """Return the first of the organisations whose turn it is; one query."""
    return _turns(community)[:SHOWN]


def _turns(community: Community) -> list[Turn]:
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
    return [Turn(row.pk, row.name, row.times, row.last) for row in rows]


@dataclass(frozen=True)
class Proposal:
    """A meeting without host, and the organisation whose turn it is."""

    meeting: Meeting
    host: Turn


def propose_hosts(cycle: Cycle) -> list[Proposal]:
    """Return for each meeting to come without host whose turn it is, each turn counted for the next; two queries."""
    without = cycle.meetings.exclude(status=Meeting.Status.CANCELLED).filter(host=None, starts_at__gt=timezone.now())
    meetings = list(without.select_related("municipality", "cycle__community").order_by("date", "number"))
    turns = _turns(cycle.community) if meetings else []
    proposals = []
    for meeting in meetings if turns else []:
        turn = min(turns, key=lambda each: (each.times, each.last or date.min, each.name))
        proposals.append(Proposal(meeting, turn))
        turns[turns.index(turn)] = Turn(turn.pk, turn.name, turn.times + 1, meeting.date)
    return proposals
