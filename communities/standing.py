"""How the circles of a programme stand: what its coordinators and alliance brokers see of all of them at once.

Of circles only what everybody may know, and numbers that were counted beforehand.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .charts import Chart, bars_of
from .models import (
    Area,
    Assignment,
    Community,
    HelpQuestion,
    Introduction,
    Obstacle,
    Programme,
    ProgrammeTally,
    Tally,
)
from .models.area import province_at
from .models.sector import CORNERS, Sector
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
        return [str(sector.label) for sector in CORNERS if not self.number(sector.value)]


@dataclass
class Group:
    """Circles that are compared with others: a cohort, a province."""

    # None for those of no province.
    pk: int | None
    label: str
    # What was counted of them, added up.
    sums: dict[str, int]
    people: int = 0
    phases: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """How many circles these are."""
        return self.phases.total()

    @property
    def cells(self) -> list[str]:
        """What stands in a line about them, in the order of ``GROUP_HEAD``."""
        return [str(self.count), str(self.people), *[str(self.sums.get(name, 0)) for name in GROUP_NAMES]]


@dataclass(frozen=True)
class Part:
    """Circles of one phase, of one province and one cohort."""

    phase: str
    # None for those of no province, or one that is not known.
    province: int | None
    region: str
    cohort: int | None
    cohort_name: str | None
    circles: int
    people: int


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


def circles_of(programme: Programme, user: Any) -> QuerySet[Community]:
    """Return the circles that run or ran in a programme and its parts."""
    return Community.objects.permitted(user, "communities.view_community").filter(
        programme__in=tree_of(programme, user), status__in=[Community.Status.ACTIVE, Community.Status.CLOSED]
    )


def parts_of(circles: QuerySet[Community]) -> list[Part]:
    """Return how many circles and people there are, by phase, province and cohort, the newest first; two queries."""
    regions = dict(Area.objects.filter(kind=Area.Kind.PROVINCE).values_list("pk", "name"))
    placed = circles.order_by("-cohort__starts_on", "-cohort").annotate(province=province_at("area"))
    rows: Any = placed.values("phase", "province", "cohort", cohort_name=F("cohort__name"))
    counted = rows.annotate(circles=Count("pk"), people=Sum("member_count"))
    return [Part(**row, region=regions.get(row["province"], "")) for row in counted]


def sums_of(programme: Programme, user: Any) -> list[ProgrammeTally]:
    """Return what was counted of all circles of a programme and its parts, added up for each of these; one query."""
    return list(ProgrammeTally.objects.filter(programme__in=tree_of(programme, user)).defer("gathered"))


def oldest_of(sums: Iterable[Tally | ProgrammeTally]) -> datetime | None:
    """Return when the circle of which it is longest ago was counted; None for never."""
    return min((each.counted_at for each in sums), default=None)


def numbers_of(circles: Iterable[Community], year: int = Tally.ALL_YEARS) -> tuple[dict[int, dict[str, int]], Any]:
    """Return what was counted of each circle, and when the oldest of it was (None for never); one query."""
    rows = Tally.objects.filter(community__in=[circle.pk for circle in circles], year=year)
    found = list(rows.values_list("community", "numbers", "counted_at"))
    oldest: datetime | None = min((moment for _circle, _numbers, moment in found), default=None)
    return {circle: numbers for circle, numbers, _moment in found}, oldest


def standing_of(programme: Programme, user: Any) -> dict[str, Any]:
    """Return everything on the page; nine queries at any number of circles, one more where very many lack a corner."""
    circles = circles_of(programme, user)
    parts = parts_of(circles)
    sums = [each for each in sums_of(programme, user) if each.year == Tally.ALL_YEARS]
    numbers = add_up(each.numbers for each in sums)
    lacking = Tally.objects.lacking_a_corner().filter(community__in=circles)
    incomplete = _incomplete(lacking)
    lacking_count = lacking.count() if len(incomplete) == MOST_CIRCLES else len(incomplete)
    return {
        "counted_at": oldest_of(sums),
        "figures": _figures(parts, numbers),
        "phases": phases_chart(parts),
        "balance": balance_chart(numbers, lacking_count),
        "incomplete": incomplete,
        "incomplete_count": lacking_count,
        "rows": _rows(circles),
        "count": sum(part.circles for part in parts),
        "cohorts": by_cohort(parts, sums),
        "regions": by_region(parts, sums),
        "group_head": GROUP_HEAD,
        "sector_labels": [capfirst(str(sector.label)) for sector in Sector],
        "obstacles": _obstacles(programme, user),
        "matches": _matches(programme, user),
        "assignments": _assignments(programme),
    }


def _rows(circles: QuerySet[Community]) -> list[Row]:
    counted = Tally.objects.filter(community=OuterRef("pk"), year=Tally.ALL_YEARS).values("numbers")
    shown: Any = circles.annotate(numbers=Subquery(counted)).order_by("name", "pk")
    return [Row(circle, circle.numbers or {}) for circle in shown[:MOST_CIRCLES]]


def _incomplete(lacking: QuerySet[Tally]) -> list[Row]:
    rows = lacking.select_related("community").order_by("community__name", "community")
    return [Row(row.community, row.numbers) for row in rows[:MOST_CIRCLES]]


def _figures(parts: list[Part], numbers: dict[str, int]) -> list[dict[str, Any]]:
    running = sum(part.circles for part in parts if part.phase != Community.Phase.FINISHED)
    people = sum(part.people for part in parts)
    return [
        {"number": running, "label": ngettext("running circle", "running circles", running)},
        {"number": people, "label": _("people taking part")},
        {"number": numbers.get("meetings", 0), "label": _("meetings held")},
        {"number": numbers.get("outcomes", 0), "label": _("published outcomes")},
    ]


def phases_chart(parts: Iterable[Part]) -> Chart:
    """Return how many circles are in each phase."""
    counted = Counter[str]()
    for part in parts:
        counted[part.phase] += part.circles
    bars = bars_of((capfirst(str(phase.label)), counted[phase.value]) for phase in PHASES)
    return Chart("phases", _phases_title(counted), (gettext_lazy("Phase"), gettext_lazy("Circles")), bars)


def _phases_title(counted: Counter[str]) -> str:
    if not counted:
        return _("No circle has started yet")
    phase, count = counted.most_common(1)[0]
    words = {"count": count, "all": counted.total(), "phase": Community.Phase(phase).label}
    return _("%(count)s of %(all)s circles: %(phase)s") % words


def balance_chart(numbers: dict[str, int], lacking: int) -> Chart:
    """Return how many people come from each sector, over all circles, and how many of these lack a corner."""
    bars = bars_of((capfirst(str(sector.label)), numbers.get(sector.value, 0)) for sector in Sector)
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


def by_cohort(parts: Iterable[Part], sums: Iterable[ProgrammeTally]) -> list[Group]:
    """Return the circles by cohort, the newest first; without those of none."""
    counted = [each.by_cohort for each in sums]
    return _grouped(((part.cohort, part.cohort_name or "", part) for part in parts if part.cohort), counted)


def by_region(parts: Iterable[Part], sums: Iterable[ProgrammeTally]) -> list[Group]:
    """Return the circles by province, by name; those of no area last."""
    counted = [each.by_province for each in sums]
    ordered = sorted(parts, key=lambda part: (not part.region, part.region))
    return _grouped(((part.province, part.region or _("without an area"), part) for part in ordered), counted)


def _grouped(
    parts: Iterable[tuple[int | None, str, Part]], counted: Sequence[dict[str, dict[str, int]]]
) -> list[Group]:
    groups: dict[int | None, Group] = {}
    for pk, label, part in parts:
        if pk not in groups:
            groups[pk] = Group(pk, label, add_up(each.get(str(pk or ""), {}) for each in counted))
        groups[pk].phases[part.phase] += part.circles
        groups[pk].people += part.people
    return list(groups.values())


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
