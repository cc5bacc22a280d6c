"""From meeting to use: what an outcome came from and what it led to, as far as the reader may see each."""

import textwrap
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from meetings.models import Meeting

from ..models import Case, Finding, Origin, Outcome, Uptake

# In the units of the picture.
WIDE, HIGH, GAP, ROW, TOP = 190, 84, 40, 104, 40
LETTERS, LINES = 25, 3


@dataclass
class Node:
    """One thing in the picture: what it is called, where it leads, and where it stands."""

    label: str
    url: str = ""
    x: int = 0
    y: int = 0

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The label in lines, each with its height in the picture."""
        rows = textwrap.wrap(self.label, LETTERS, max_lines=LINES, placeholder=" …") or [""]
        return [(self.y + 24 + 20 * number, row) for number, row in enumerate(rows)]


@dataclass
class Column:
    """Things of one kind, from top to bottom."""

    title: str
    nodes: list[Node]
    x: int = 0
    # In a row of its own below the others, so that no line of theirs runs behind it.
    is_below: bool = False


@dataclass(frozen=True)
class Line:
    """From the right side of one thing to the left side of another."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass
class Trace:
    """The whole picture."""

    columns: list[Column]
    pairs: list[tuple[Node, Node]]
    width: int = 0
    height: int = 0
    lines: list[Line] = field(default_factory=list)


def trace_of(outcome: Outcome, user: Any) -> Trace:
    """Return what led to an outcome and what it led to; six queries. A case that is hidden has no words here."""
    seen = Finding.objects.permitted(user, "casework.view_finding").filter(led_to__outcome=outcome)
    findings = list(seen.select_related("session"))
    sessions = {row.session_id: row.session for row in findings if row.session}
    meetings, cases = _meetings(sessions.values(), user), _cases(sessions.values(), user)
    paper = Node(outcome.title, outcome.get_absolute_url())
    uses = _uses(outcome)
    pairs: list[tuple[Node, Node]] = [(paper, use) for use in uses]
    shown = []
    for row in findings:
        node = Node(Truncator(row.text).chars(120), row.get_absolute_url())
        shown.append(node)
        pairs.append((node, paper))
        session = row.session
        meeting = meetings.get(session.meeting_id) if session else None
        case = cases.get(session.case_id) if session and session.case_id else None
        chain = [each for each in (meeting, case, node) if each]
        pairs += [pair for pair in pairwise(chain) if pair not in pairs]
    origins = _origins(outcome, user)
    pairs += [(node, paper) for node in origins]
    columns = [
        Column(_("Meetings"), list(meetings.values())),
        Column(_("Cases"), list(cases.values())),
        Column(_("Findings"), shown),
        Column(_("Assignment"), origins, is_below=True),
        Column(capfirst(outcome.get_kind_display()), [paper]),
        Column(_("Use"), uses),
    ]
    return _placed(Trace([column for column in columns if column.nodes], pairs))


def _meetings(sessions: Any, user: Any) -> dict[int, Node]:
    wanted = {session.meeting_id for session in sessions}
    rows = Meeting.objects.permitted(user, "meetings.view_meeting").filter(pk__in=wanted).order_by("starts_at")
    return {row.pk: Node(str(row), row.get_absolute_url()) for row in rows.select_related("cycle__community")}


def _cases(sessions: Any, user: Any) -> dict[int, Node]:
    wanted = sorted({session.case_id for session in sessions if session.case_id})
    rows = Case.objects.permitted(user, "casework.view_case").filter(pk__in=wanted)
    read = {row.pk: Node(row.title, row.get_absolute_url()) for row in rows}
    return {pk: read.get(pk) or Node(_("A case of the circle")) for pk in wanted}


def _origins(outcome: Outcome, user: Any) -> list[Node]:
    rows = Origin.objects.permitted(user, "casework.view_origin").filter(outcome=outcome)
    assignments = [row.assignment for row in rows.select_related("assignment")]
    return [Node(assignment.title, assignment.get_absolute_url()) for assignment in assignments]


def _uses(outcome: Outcome) -> list[Node]:
    counts = Counter(outcome.uptakes.shown().values_list("use", flat=True))
    page = f"{outcome.get_absolute_url()}#uptake"
    return [
        Node(_("%(use)s, told %(count)s×") % {"use": capfirst(Uptake.Use(use).label), "count": count}, page)
        for use, count in sorted(counts.items())
    ]


def _placed(trace: Trace) -> Trace:
    most = max(len(column.nodes) for column in trace.columns)
    trace.width = len(trace.columns) * (WIDE + GAP) - GAP
    trace.height = TOP + (most + any(column.is_below for column in trace.columns)) * ROW
    for number, column in enumerate(trace.columns):
        column.x = number * (WIDE + GAP)
        above = most * ROW if column.is_below else (most - len(column.nodes)) * ROW // 2
        for place, node in enumerate(column.nodes):
            node.x, node.y = column.x, TOP + above + place * ROW
    trace.lines = [Line(a.x + WIDE, a.y + HIGH // 2, b.x, b.y + HIGH // 2) for a, b in trace.pairs]
    return trace
