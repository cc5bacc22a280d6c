"""What somebody learned, to look at: what a reflection is about, and the pictures of the page of learning goals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import sqrt
from typing import Any

from django.db.models import Prefetch
from django.template.defaultfilters import date as date_text
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from communities.models import Assignment
from leerkring.core.templatetags.ui import day
from meetings.models import ActionItem, Meeting

from ..models import Case, GoalProgress, LearningGoal, Reflection
from ..subjects import named

# Of the drawing, in its own units.
WIDTH, MARGIN = 400.0, 22.0
STRING, HIGH = 78.0, 110.0
LANE, LOWEST, STEP = 72.0, 64.0, 18.0
# A shorter time would put all beads at one end.
SHORTEST = timedelta(weeks=8)


def about(reflection: Reflection, user: Any) -> list[dict[str, str]]:
    """Return what a reflection is about, as far as the reader may see that by itself."""
    found = []
    if reflection.meeting_id:
        meetings = Meeting.objects.permitted(user, "meetings.view_meeting")
        found += [
            {"icon": "calendar-event", "title": f"{meeting}, {day(meeting.date)}", "url": meeting.get_absolute_url()}
            for meeting in meetings.filter(pk=reflection.meeting_id)
        ]
    if reflection.case_id:
        cases = Case.objects.permitted(user, "casework.view_case").filter(pk=reflection.case_id)
        found += [{"icon": "people", "title": str(case), "url": case.get_absolute_url()} for case in cases]
    if reflection.action_item_id:
        items = ActionItem.objects.permitted(user, "meetings.view_action_item").filter(pk=reflection.action_item_id)
        found += [{"icon": "list-check", "title": item.what, "url": ""} for item in items]
    if reflection.assignment_id:
        assignments = Assignment.objects.permitted(user, "communities.view_assignment")
        found += [
            {"icon": "clipboard", "title": named(assignment), "url": assignment.get_absolute_url()}
            for assignment in assignments.filter(pk=reflection.assignment_id)
        ]
    return found


@dataclass(frozen=True)
class Bead:
    """One reflection on the string of time: where it hangs, how big, and its row in the table."""

    x: float
    r: float
    title: str
    url: str
    day: str
    model: str
    words: int
    goals: str


@dataclass(frozen=True)
class Point:
    """How far somebody felt at one moment."""

    x: float
    y: float


@dataclass(frozen=True)
class Lane:
    """One goal: the line of how far its owner felt, and what the page says of it."""

    goal: LearningGoal
    points: list[Point]
    line: str
    count: int
    level: str


@dataclass(frozen=True)
class Picture:
    """All that is drawn, with the finding that stands above it."""

    finding: str
    beads: list[Bead]
    arcs: list[str]
    months: list[tuple[float, str]]
    lanes: list[Lane]
    height: float = HIGH
    string: float = STRING
    lane_height: float = LANE
    levels: tuple[float, ...] = tuple(LOWEST - STEP * (level - 1) for level in GoalProgress.Level)
    # What the lines at the two ends of a lane say.
    highest: Promise | str = GoalProgress.Level.THERE.label
    lowest: Promise | str = GoalProgress.Level.BEGINNING.label


def picture_of(user: Any) -> Picture:
    """Return the learning of one person; three queries."""
    progress = GoalProgress.objects.select_related("goal")
    rows = Reflection.objects.permitted(user, "casework.change_reflection")
    reflections = list(rows.prefetch_related(Prefetch("goal_progress", progress)).order_by("created_at", "pk"))
    goals = list(LearningGoal.objects.permitted(user, "casework.change_goal"))
    axis = _axis(reflections)
    beads = _beads(reflections, axis)
    places = {row.pk: bead.x for row, bead in zip(reflections, beads, strict=True)}
    links = [(places[row.previous_id], places[row.pk]) for row in reflections if row.previous_id in places]
    lanes = [_lane(goal, reflections, axis) for goal in goals]
    arcs = [_arc(start, end) for start, end in links]
    return Picture(_finding(reflections, lanes), beads, arcs, _months(axis), lanes)


Axis = tuple[datetime, timedelta]


def _axis(reflections: Sequence[Reflection]) -> Axis:
    """Return where time begins in the picture, and how long it lasts: until now, eight weeks at least."""
    now = timezone.now()
    first = min((row.created_at for row in reflections), default=now)
    start = min(first, now - SHORTEST)
    return start, now - start


def _x(moment: datetime, axis: Axis) -> float:
    start, span = axis
    return round(MARGIN + (WIDTH - 2 * MARGIN) * ((moment - start) / span), 1)


def _beads(reflections: Sequence[Reflection], axis: Axis) -> list[Bead]:
    return [_bead(row, axis) for row in reflections]


def _bead(row: Reflection, axis: Axis) -> Bead:
    words = sum(len(text.split()) for text in row.answers.values())
    return Bead(
        x=_x(row.created_at, axis),
        r=round(min(5 + sqrt(words) / 2, 15), 1),
        title=str(row),
        url=row.get_absolute_url(),
        day=date_text(timezone.localtime(row.created_at), "j F Y"),
        model=str(row.scheme.name),
        words=words,
        goals="; ".join(f"{step.goal}: {step.get_level_display()}" for step in row.goal_progress.all()),
    )


def _arc(start: float, end: float) -> str:
    """Return the path from one bead to the one that follows from it, over the string."""
    top = max(8.0, STRING - 14 - abs(end - start) / 3)
    return f"M{start} {STRING} Q{round((start + end) / 2, 1)} {round(top - 10, 1)} {end} {STRING}"


def _lane(goal: LearningGoal, reflections: Sequence[Reflection], axis: Axis) -> Lane:
    steps = [
        (row.created_at, step) for row in reflections for step in row.goal_progress.all() if step.goal_id == goal.pk
    ]
    points = [Point(_x(moment, axis), LOWEST - STEP * (step.level - 1)) for moment, step in steps]
    level = str(steps[-1][1].get_level_display()) if steps else ""
    return Lane(goal, points, _smooth(points), len(points), level)


def _smooth(points: Sequence[Point]) -> str:
    """Return a line through the points that leaves and arrives level; empty for fewer than two."""
    if len(points) < 2:
        return ""
    parts = [f"M{points[0].x} {points[0].y}"]
    for one, two in pairwise(points):
        middle = round((one.x + two.x) / 2, 1)
        parts.append(f"C{middle} {one.y} {middle} {two.y} {two.x} {two.y}")
    return " ".join(parts)


def _months(axis: Axis) -> list[tuple[float, str]]:
    """Return where months begin, six marks at most."""
    start, span = axis
    first, last = timezone.localtime(start), timezone.localtime(start + span)
    months = [
        date(number // 12, number % 12 + 1, 1)
        for number in range(first.year * 12 + first.month, last.year * 12 + last.month)
    ]
    zone = timezone.get_current_timezone()
    shown = months[:: max(1, -(-len(months) // 6))]
    return [
        (
            _x(datetime(month.year, month.month, month.day, tzinfo=zone), axis),
            date_text(month, "M Y" if month.month == 1 else "M"),
        )
        for month in shown
    ]


def _finding(reflections: Sequence[Reflection], lanes: Sequence[Lane]) -> str:
    if not reflections:
        return ""
    begun = date_text(timezone.localtime(reflections[0].created_at), "F Y")
    furthest = max((lane for lane in lanes if lane.points), key=lambda lane: -lane.points[-1].y, default=None)
    facts = {"count": len(reflections), "since": begun, "goal": furthest.goal.title if furthest else ""}
    if furthest is None:
        return _("You wrote %(count)s reflections since %(since)s") % facts
    return _("You wrote %(count)s reflections since %(since)s, and came furthest with “%(goal)s”") % facts
