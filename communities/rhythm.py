"""The rhythm of circles, read for many at once."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from leerkring.notifications.rhythm import Break, Choice, Level, Levels

from .models import Community, CommunityRhythm, Programme, ProgrammeRhythm, RhythmBreak

ByRule = dict[str, Choice]


def levels_of(communities: Iterable[Community]) -> dict[int, Levels]:
    """Return what programme and circle chose, per circle; three queries."""
    circles = {community.pk: community.programme_id for community in communities}
    programmes = set(circles.values())
    of_programme = _choices(ProgrammeRhythm.objects.filter(programme__in=programmes), "programme_id")
    of_circle = _choices(CommunityRhythm.objects.filter(community__in=circles), "community_id")
    breaks: dict[tuple[str, int], list[Break]] = defaultdict(list)
    for row in RhythmBreak.objects.filter(Q(programme__in=programmes) | Q(community__in=circles)):
        whose = ("programme", row.programme_id) if row.programme_id else ("community", row.community_id or 0)
        breaks[whose].append((row.starts_on, row.ends_on))
    return {
        circle: Levels(
            [(Level.PROGRAMME, of_programme[programme]), (Level.COMMUNITY, of_circle[circle])],
            breaks[("programme", programme)] + breaks[("community", circle)],
        )
        for circle, programme in circles.items()
    }


def levels_of_programme(programme: Programme) -> Levels:
    """Return what a programme chose, which holds for its circles as long as they choose nothing else."""
    choices = _choices(programme.rhythm.all(), "programme_id")[programme.pk]
    breaks = list(programme.rhythm_breaks.values_list("starts_on", "ends_on"))
    return Levels([(Level.PROGRAMME, choices)], breaks)


def _choices(rows: QuerySet[Any], whose: str) -> defaultdict[int, ByRule]:
    found: defaultdict[int, ByRule] = defaultdict(dict)
    for row in rows:
        found[getattr(row, whose)][row.rule] = row.choice
    return found
