"""The rhythm of circles, read for many at once; and what apps plan by it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from django.db.models import Q, Value
from django.utils.functional import Promise

from leerkring.accounts.models import User
from leerkring.notifications.rhythm import Break, Choice, Level, Levels

from .models import Community, CommunityRhythm, Programme, ProgrammeRhythm, RhythmBreak

ByRule = dict[str, Choice]
Text = str | Promise
# A row of a rhythm: its rule, and the fields of ``Choice``.
CHOICE = ("rule", "is_on", "days", "line")


def levels_of(communities: Iterable[Community]) -> dict[int, Levels]:
    """Return what programme and circle chose, per circle; two queries."""
    circles = {community.pk: community.programme_id for community in communities}
    programmes = set(circles.values())
    chosen = _chosen(programmes, set(circles))
    breaks: dict[tuple[str, int], list[Break]] = defaultdict(list)
    for row in RhythmBreak.objects.filter(Q(programme__in=programmes) | Q(community__in=circles)):
        whose = ("programme", row.programme_id) if row.programme_id else ("community", row.community_id or 0)
        breaks[whose].append((row.starts_on, row.ends_on))
    return {
        circle: Levels(
            [
                (level, chosen[level, whose])
                for level, whose in ((Level.PROGRAMME, programme), (Level.COMMUNITY, circle))
            ],
            breaks[("programme", programme)] + breaks[("community", circle)],
        )
        for circle, programme in circles.items()
    }


def _chosen(programmes: set[int], circles: set[int]) -> defaultdict[tuple[Level, int], ByRule]:
    """Return what programmes and circles chose, in one query: each row says whose it is."""
    of_programmes = ProgrammeRhythm.objects.filter(programme__in=programmes).order_by()
    of_circles = CommunityRhythm.objects.filter(community__in=circles).order_by()
    rows = of_programmes.values_list(Value(Level.PROGRAMME.value), "programme", *CHOICE).union(
        of_circles.values_list(Value(Level.COMMUNITY.value), "community", *CHOICE), all=True
    )
    found: defaultdict[tuple[Level, int], ByRule] = defaultdict(dict)
    for level, whose, rule, *choice in rows:
        found[Level(level), whose][rule] = Choice(*choice)
    return found


def levels_of_programme(programme: Programme) -> Levels:
    """Return what a programme chose, which holds for its circles as long as they choose nothing else."""
    choices = {row.rule: row.choice for row in programme.rhythm.all()}
    breaks = list(programme.rhythm_breaks.values_list("starts_on", "ends_on"))
    return Levels([(Level.PROGRAMME, choices)], breaks)


# --- What is to come ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planned:
    """One mail that is to go out, as it stands now."""

    moment: datetime
    label: Text
    # What it is about, and where that is.
    subject: str
    url: str
    # Who would get it now, and for whom it is meant.
    people: Sequence[str]
    audience: Text
    # The clock by which it goes out.
    zone: tzinfo
    # What coordinators added.
    line: str = ""
    # Names the mail for a copy: the app, the object and the rule; empty where no copy can be had.
    key: str = ""

    @property
    def day(self) -> date:
        """The day on which it goes out, where it is about."""
        return self.moment.astimezone(self.zone).date()

    @property
    def clock(self) -> time:
        """At which time it goes out, where it is about."""
        return self.moment.astimezone(self.zone).time()


@dataclass(frozen=True)
class Ahead:
    """The weeks ahead of a circle, and what is chosen there: read once, for all who plan in it."""

    community: Community
    levels: Levels
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Planner:
    """What an app plans for a circle, and how it sends a copy of one of its mails: to one person, marked as such."""

    planned: Callable[[Ahead], Sequence[Planned]]
    # Takes the circle, the number of the object, the name of the rule and the person; False for what there is not.
    copy: Callable[[Community, int, str, User], bool] | None = None


_planners: dict[str, Planner] = {}


def register_planner(name: str, planner: Planner) -> None:
    """Add a planner; a second one of the same name is an error."""
    if name in _planners:
        raise LookupError(f"The planner {name} is registered twice.")
    _planners[name] = planner


def planned_mails(community: Community, since: datetime, until: datetime) -> list[Planned]:
    """Return what goes out in a circle, in order of time."""
    ahead = Ahead(community, levels_of([community])[community.pk], since, until)
    found = [each for planner in _planners.values() for each in planner.planned(ahead)]
    return sorted(found, key=lambda each: each.moment)


def copy_planned(community: Community, key: str, *, by: User) -> bool:
    """Send ``by`` a copy of a mail; return False when there is no such mail."""
    name, _colon, rest = key.partition(":")
    number, _colon, rule = rest.partition(":")
    planner = _planners.get(name)
    if planner is None or planner.copy is None or not (number.isdecimal() and number.isascii() and len(number) < 18):
        return False
    return planner.copy(community, int(number), rule, by)
