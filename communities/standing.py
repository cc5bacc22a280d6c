"""How the circles of a programme stand: what its coordinators and alliance brokers see of all of them at once.

Of circles only what everybody may know, and numbers that were counted beforehand.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .charts import Chart, bars_of
from .models import Area, Assignment, Community, HelpQuestion, Introduction, Obstacle, Programme, Tally
from .models.sector import Sector
from .tallies import add_up

# Longer lists are cut; the sums are of all.
MOST_CIRCLES = 200
PHASES = [Community.Phase.EXPLORE, Community.Phase.DEVELOP, Community.Phase.SUSTAIN, Community.Phase.FINISHED]


@dataclass(frozen=True)
class Row:
    """A circle with its numbers."""

    circle: Community
    numbers: dict[str, int]

    def number(self, name: str) -> int:
        """What was counted of it."""
        return self.numbers.get(name, 0)

    @property
    def corners(self) -> list[int]:
        """How many people come from each sector, in their order."""
        return [self.number(sector.value) for sector in Sector]

    @property
    def meetings(self) -> int:
        """How many meetings it held."""
        return self.number("meetings")

    @property
    def outcomes(self) -> int:
        """How many outcomes it published."""
        return self.number("outcomes")

    @property
    def missing(self) -> list[str]:
        """The corners of the triangle from which nobody takes part."""
        corners = [Sector.EDUCATION, Sector.RESEARCH, Sector.PRACTICE]
        return [str(sector.label) for sector in corners if not self.number(sector.value)]


@dataclass
class Group:
    """Circles that are compared with others: a cohort, a province."""

    label: str
    rows: list[Row] = field(default_factory=list)

    @property
    def sums(self) -> dict[str, int]:
        """Their numbers, added up."""
        return add_up(row.numbers for row in self.rows)

    @property
    def cells(self) -> list[str]:
        """What stands in a line about them, in the order of ``GROUP_HEAD``."""
        sums = self.sums
        people = sum(row.circle.member_count for row in self.rows)
        return [str(len(self.rows)), str(people), *[str(sums.get(name, 0)) for name in GROUP_NAMES]]


GROUP_NAMES = ["meetings", "consultations", "actions_done", "outcomes", "results"]
GROUP_HEAD = [
    gettext_lazy("Circles"),
    gettext_lazy("People"),
    gettext_lazy("Meetings held"),
    gettext_lazy("Consultations"),
    gettext_lazy("Actions done"),
    gettext_lazy("Outcomes"),
    gettext_lazy("Stories with a result"),
]


def tree_of(programme: Programme, user: Any) -> QuerySet[Programme]:
    """Return the programme with those that are part of it, as far as ``user`` may see them; two levels deep."""
    below = Q(pk=programme.pk) | Q(parent=programme) | Q(parent__parent=programme)
    return Programme.objects.permitted(user, "communities.view_programme").filter(below)


def circles_of(programme: Programme, user: Any) -> list[Community]:
    """Return the circles that run or ran in a programme and its parts, by name; one query."""
    rows = Community.objects.permitted(user, "communities.view_community").filter(
        programme__in=tree_of(programme, user), status__in=[Community.Status.ACTIVE, Community.Status.CLOSED]
    )
    return list(rows.select_related("programme", "cohort", "area__parent__parent").order_by("name", "pk"))


def numbers_of(circles: Iterable[Community], year: int = Tally.ALL_YEARS) -> tuple[dict[int, dict[str, int]], Any]:
    """Return what was counted of each circle, and when the oldest of it was (None for never); one query."""
    rows = Tally.objects.filter(community__in=[circle.pk for circle in circles], year=year)
    found = list(rows.values_list("community", "numbers", "counted_at"))
    oldest: datetime | None = min((moment for _circle, _numbers, moment in found), default=None)
    return {circle: numbers for circle, numbers, _moment in found}, oldest


def rows_of(circles: list[Community]) -> tuple[list[Row], datetime | None]:
    """Return circles with their numbers, and the moment at which these were counted; one query."""
    numbers, counted_at = numbers_of(circles)
    return [Row(circle, numbers.get(circle.pk, {})) for circle in circles], counted_at


def standing_of(programme: Programme, user: Any) -> dict[str, Any]:
    """Return everything on the page; seven queries at any number of circles."""
    rows, counted_at = rows_of(circles_of(programme, user))
    return {
        "counted_at": counted_at,
        "figures": _figures(rows),
        "phases": phases_chart(rows),
        "balance": balance_chart(rows),
        "incomplete": [row for row in rows if row.missing and row.circle.status == Community.Status.ACTIVE],
        "rows": rows[:MOST_CIRCLES],
        "count": len(rows),
        "cohorts": by_cohort(rows),
        "regions": by_region(rows),
        "group_head": GROUP_HEAD,
        "sector_labels": [capfirst(str(sector.label)) for sector in Sector],
        "obstacles": _obstacles(programme, user),
        "matches": _matches(programme, user),
        "assignments": _assignments(programme),
    }


def _figures(rows: list[Row]) -> list[dict[str, Any]]:
    sums = add_up(row.numbers for row in rows)
    running = sum(row.circle.status == Community.Status.ACTIVE for row in rows)
    people = sum(row.circle.member_count for row in rows)
    return [
        {"number": running, "label": ngettext("running circle", "running circles", running)},
        {"number": people, "label": _("people taking part")},
        {"number": sums.get("meetings", 0), "label": _("meetings held")},
        {"number": sums.get("outcomes", 0), "label": _("published outcomes")},
    ]


def phases_chart(rows: list[Row]) -> Chart:
    """Return how many circles are in each phase."""
    counted = Counter(row.circle.phase for row in rows)
    bars = bars_of((capfirst(str(phase.label)), counted[phase.value]) for phase in PHASES)
    return Chart("phases", _phases_title(counted), (gettext_lazy("Phase"), gettext_lazy("Circles")), bars)


def _phases_title(counted: Counter[str]) -> str:
    if not counted:
        return _("No circle has started yet")
    phase, count = counted.most_common(1)[0]
    words = {"count": count, "all": counted.total(), "phase": Community.Phase(phase).label}
    return _("%(count)s of %(all)s circles: %(phase)s") % words


def balance_chart(rows: list[Row]) -> Chart:
    """Return how many people come from each sector, over all circles."""
    sums = add_up(row.numbers for row in rows)
    bars = bars_of((capfirst(str(sector.label)), sums.get(sector.value, 0)) for sector in Sector)
    lacking = sum(bool(row.missing) for row in rows if row.circle.status == Community.Status.ACTIVE)
    title = (
        ngettext(
            "%(count)s running circle lacks a corner of the triangle",
            "%(count)s running circles lack a corner of the triangle",
            lacking,
        )
        % {"count": lacking}
        if lacking
        else _("All running circles have people from education, research and practice")
    )
    return Chart("balance", title, (gettext_lazy("Sector"), gettext_lazy("People")), bars)


def by_cohort(rows: list[Row]) -> list[Group]:
    """Return the circles by cohort, the newest first; without those of none."""
    groups: dict[int, Group] = {}
    for row in sorted(rows, key=lambda row: row.circle.cohort.starts_on.toordinal() if row.circle.cohort else 0):
        if cohort := row.circle.cohort:
            groups.setdefault(cohort.pk, Group(cohort.name)).rows.append(row)
    return list(reversed(groups.values()))


def by_region(rows: list[Row]) -> list[Group]:
    """Return the circles by province, by name; those of no area last."""
    groups: dict[str, Group] = {}
    for row in rows:
        name = province_of(row.circle.area)
        groups.setdefault(name, Group(name or _("without an area"))).rows.append(row)
    return [groups[name] for name in sorted(groups, key=lambda name: (not name, name))]


def province_of(area: Area | None) -> str:
    """Return the province that an area lies in; empty when not known. Its parents are loaded."""
    while area is not None:
        if area.kind == Area.Kind.PROVINCE:
            return area.name
        area = area.parent
    return ""


def _obstacles(programme: Programme, user: Any) -> Chart:
    rows = Obstacle.objects.permitted(user, "communities.view_obstacle").filter(community__programme=programme)
    counted = Counter(dict(rows.open().order_by().values_list("kind").annotate(Count("pk"))))
    labels = dict(Obstacle.Kind.choices)
    bars = bars_of((capfirst(str(labels[kind])), number) for kind, number in counted.most_common())
    count = counted.total()
    title = ngettext("%(count)s obstacle is open", "%(count)s obstacles are open", count) % {"count": count}
    return Chart("obstacles", title, (gettext_lazy("About"), gettext_lazy("Obstacles")), bars)


def _matches(programme: Programme, user: Any) -> Chart:
    Status = Introduction.Status
    rows = Introduction.objects.permitted(user, "communities.view_introduction")
    rows = rows.filter(community__programme=programme).order_by()
    counted = Counter(dict(rows.values_list("status").annotate(Count("pk"))))
    asked = HelpQuestion.objects.permitted(user, "communities.view_help_question").filter(
        community__programme=programme, closed_at=None
    )
    waiting, made = counted[Status.ASKED] + counted[Status.ACCEPTED], counted[Status.INTRODUCED]
    bars = bars_of(
        [
            (_("Open questions for the broker"), asked.count()),
            (_("Introductions that wait for an answer"), waiting),
            (_("Introduced to each other"), made),
            (_("Ended without meeting"), counted.total() - waiting - made),
        ]
    )
    title = ngettext("%(count)s introduction has been made", "%(count)s introductions have been made", made) % {
        "count": made
    }
    return Chart("matches", title, (gettext_lazy("State"), gettext_lazy("How many")), bars)


def _assignments(programme: Programme) -> Chart:
    # Numbers of a programme that the reader links; a draft is its supervisor's.
    rows = Assignment.objects.filter(community__programme=programme).exclude(status=Assignment.Status.DRAFT)
    counted = Counter(dict(rows.order_by().values_list("status").annotate(Count("pk"))))
    shown = [status for status in Assignment.Status if status != Assignment.Status.DRAFT]
    bars = bars_of((capfirst(str(status.label)), counted[status.value]) for status in shown)
    done = counted[Assignment.Status.FINISHED]
    words = {"count": done, "all": counted.total()}
    title = _("%(count)s of %(all)s assignments are finished") % words
    return Chart("assignments", title, (gettext_lazy("State"), gettext_lazy("Assignments")), bars)
