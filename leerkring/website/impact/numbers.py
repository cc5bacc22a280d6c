"""What circles bring about: the matrix of value creation, the four goals of a learning lab, and what they rest on.

All numbers were counted beforehand (``communities.tallies``). Of a handful of people only that they are few is said.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import Community, Programme, ProgrammeTally, Story, Tally
from communities.standing import circles_of, numbers_of, oldest_of, sums_of
from communities.tallies import Goal, Indicator, Value, add_up, all_indicators, in_words

ALL_YEARS = Tally.ALL_YEARS
# How many years stand beside each other, and how many stories under one kind of value.
MOST_YEARS = 3
MOST_STORIES = 3
MOST_LETTERS = 240
# Which step of a story tells of which value.
STEP_OF = dict(zip(Value, Story.STEPS, strict=True))
ABOUT = {
    Value.IMMEDIATE: gettext_lazy("What people do together: they meet, tell and listen."),
    Value.POTENTIAL: gettext_lazy("What can be used later: insights, contacts, documents."),
    Value.APPLIED: gettext_lazy("What people did with it in their work, study or neighbourhood."),
    Value.REALISED: gettext_lazy("What that changed for residents, teams and organisations."),
    Value.TRANSFORMATIVE: gettext_lazy("What is seen differently now: the question, the rules, what good work is."),
}
GOALS = {
    Goal.STUDENTS: gettext_lazy("Students learn in and from real questions."),
    Goal.EXPERTISE: gettext_lazy("Professionals and lecturers become better at what they do."),
    Goal.PROFESSION: gettext_lazy("The profession itself develops: new ways of working, written down and tried."),
    Goal.SOCIETY: gettext_lazy("Residents notice it."),
}


@dataclass(frozen=True)
class Scope:
    """Whose value it is: one circle, or all of a programme."""

    name: str
    circles: QuerySet[Community]
    # What was counted of all of them together, by year.
    tallies: list[Tally] | list[ProgrammeTally]
    # Of the pages about it: the beginning of the names of their addresses, and what these are made of.
    kind: str
    address: dict[str, str]
    url: str


@dataclass(frozen=True)
class Line:
    """One indicator, with a cell per column."""

    label: str
    cells: list[str]


@dataclass(frozen=True)
class Told:
    """What a story tells of one kind of value."""

    text: str
    title: str
    url: str


@dataclass(frozen=True)
class Part:
    """One kind of value, or one goal: what it is, its indicators, and what people told."""

    name: str
    title: str
    about: str
    lines: list[Line]
    stories: list[Told] = field(default_factory=list)


@dataclass
class Numbers:
    """Everything that was counted of the circles together, by year."""

    found: dict[int, dict[str, int]]
    counted_at: datetime | None

    @property
    def years(self) -> list[int]:
        """The years in which something happened, newest first."""
        return sorted((year for year in self.found if year != ALL_YEARS), reverse=True)

    def sums(self, year: int) -> dict[str, int]:
        """The numbers of all circles together."""
        return self.found.get(year, {})


def scope_of_programme(programme: Programme, user: Any) -> Scope:
    """Return all circles of a programme and its parts, as far as ``user`` may see them."""
    address = {"programme_slug": programme.slug}
    circles, sums = circles_of(programme, user), sums_of(programme, user)
    return Scope(programme.name, circles, sums, "programme", address, programme.get_absolute_url())


def scope_of_circle(circle: Community) -> Scope:
    """Return one circle."""
    alone = Community.objects.filter(pk=circle.pk)
    return Scope(
        circle.name, alone, list(circle.tallies.all()), "circle", {"slug": circle.slug}, circle.get_absolute_url()
    )


def read_numbers(scope: Scope) -> Numbers:
    """Return what was counted of the circles, added up by year."""
    found: defaultdict[int, list[dict[str, int]]] = defaultdict(list)
    for each in scope.tallies:
        found[each.year].append(each.numbers)
    return Numbers({year: add_up(numbers) for year, numbers in found.items()}, oldest_of(scope.tallies))


def columns_of(numbers: Numbers, year: int) -> list[int]:
    """Return the years beside each other, oldest first: the chosen one after that before it, or the last and all."""
    if year != ALL_YEARS:
        return [year - 1, year]
    return [*reversed(numbers.years[:MOST_YEARS]), ALL_YEARS]


def heads_of(columns: list[int]) -> list[str]:
    """Return what the columns are called."""
    return [str(year) if year != ALL_YEARS else _("In all") for year in columns]


def matrix_of(numbers: Numbers, columns: list[int], stories: list[Story]) -> list[Part]:
    """Return the five kinds of value, each with its indicators and what stories tell of it."""
    return [
        Part(
            value.value,
            capfirst(str(value.label)),
            str(ABOUT[value]),
            _lines(numbers, columns, [each for each in all_indicators() if each.value == value]),
            _told(stories, STEP_OF[value]),
        )
        for value in Value
    ]


def goals_of(numbers: Numbers, columns: list[int]) -> list[Part]:
    """Return the four goals of a learning lab with their indicators."""
    return [
        Part(
            goal.value,
            capfirst(str(goal.label)),
            str(GOALS[goal]),
            _lines(numbers, columns, [each for each in all_indicators() if each.goal == goal]),
        )
        for goal in Goal
    ]


def _lines(numbers: Numbers, columns: list[int], indicators: list[Indicator]) -> list[Line]:
    sums = {year: numbers.sums(year) for year in columns}
    return [
        Line(capfirst(str(each.label)), [_cell(each, year, sums[year]) for year in columns]) for each in indicators
    ]


# Who takes part is known of now; of years only what happened in them.
NOW_ONLY = {"members", "education", "research", "practice", "residents", "students", "lecturers", "professionals"}


def _cell(indicator: Indicator, year: int, sums: dict[str, int]) -> str:
    if year != ALL_YEARS and indicator.name in NOW_ONLY:
        return "–"
    return in_words(sums.get(indicator.name, 0), of_people=indicator.of_people)


def _told(stories: list[Story], step: str) -> list[Told]:
    found = [(getattr(story, step).strip(), story) for story in stories]
    return [
        Told(Truncator(" ".join(text.split())).chars(MOST_LETTERS), story.title, story.get_absolute_url())
        for text, story in found
        if text
    ][:MOST_STORIES]


def stories_of(circles: QuerySet[Community], user: Any, year: int) -> list[Story]:
    """Return the newest published stories that ``user`` may read, good examples first; one query."""
    rows = Story.objects.permitted(user, "communities.view_story").filter(
        community__in=circles, status=Story.Status.PUBLISHED
    )
    if year != ALL_YEARS:
        rows = rows.filter(published_at__year=year)
    return list(rows.select_related("community").order_by("-is_good_example", "-published_at", "-pk")[:12])


def circle_lines(circles: Iterable[Community], year: int) -> list[Line]:
    """Return one line per circle with the numbers of ``CIRCLE_NAMES``; one query."""
    shown = list(circles)
    numbers, _counted_at = numbers_of(shown, year)
    return [
        Line(circle.name, [in_words(numbers.get(circle.pk, {}).get(name, 0)) for name in CIRCLE_NAMES])
        for circle in shown
    ]


CIRCLE_NAMES = ["meetings", "consultations", "outcomes", "actions_done", "results"]
CIRCLE_HEAD = [
    gettext_lazy("Meetings held"),
    gettext_lazy("Consultations"),
    gettext_lazy("Outcomes"),
    gettext_lazy("Actions done"),
    gettext_lazy("Stories with a result"),
]


def title_of(year: int) -> str:
    """Return what the page and the report are called."""
    return _("Annual report %(year)s") % {"year": year} if year != ALL_YEARS else _("What it brings about")


def counted_words(moment: datetime | None) -> str:
    """Return when it was counted, in words; empty for never."""
    return _("Counted on %(day)s.") % {"day": date_format(moment, "j F Y")} if moment else ""
