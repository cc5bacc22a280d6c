"""The phases of a circle, and a short checklist for each: plain data.

Some points the portal sees for itself, the others are ticked by a coordinator. The lists are meant as a help: nothing
is forbidden while a point is open. Apps above say whether what they know of has been done (``register_sight``).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Community, Membership
from .models.sector import CORNERS

Phase = Community.Phase
# The order of the phases a circle goes through while it runs; finished is what it is once it has been closed.
ORDER = [Phase.EXPLORE, Phase.DEVELOP, Phase.SUSTAIN]


@dataclass(frozen=True)
class Point:
    """One point: what is true when it is done, and what to do as long as it isn't."""

    name: str
    text: Promise
    hint: Promise
    # Where in the portal it is done; "" for what happens outside.
    url_name: str = ""


POINTS: dict[str, list[Point]] = {
    Phase.EXPLORE: [
        Point(
            "question",
            _("There is one question that you take further together."),
            _("Write down the question. A first version will do; you can sharpen it later."),
            "communities:community_setup",
        ),
        Point(
            "corners",
            _("Education, research and practice all take part."),
            _("Look at who is in the circle, and invite somebody from the corner that is missing."),
            "communities:invitation_create",
        ),
        Point(
            "residents",
            _("The people it is about take part, or it is clear how they are heard."),
            _("Talk about how residents and experts by experience take part."),
        ),
        Point(
            "committed",
            _("At least one organisation has committed itself."),
            _("Ask an organisation what it wants to contribute, and write that down."),
        ),
        Point(
            "agreements",
            _("You have agreed how you work together: how often, in what roles, and what stays between you."),
            _("Take half an hour in your next meeting for the agreements."),
        ),
        Point(
            "meetings",
            _("The meetings have been planned."),
            _("Plan the first meetings, four for example."),
            "meetings:community_agenda",
        ),
    ],
    Phase.DEVELOP: [
        Point(
            "rhythm",
            _("You meet in a steady rhythm."),
            _("Put the dates in everybody's diary half a year ahead."),
            "meetings:community_agenda",
        ),
        Point(
            "cases",
            _("Members bring what happens in their own work."),
            _("Ask two people to bring a case to the next meeting."),
        ),
        Point(
            "experiment",
            _("You have tried out at least one idea in practice."),
            _("Choose one idea that can be tried small, next week."),
        ),
        Point(
            "students",
            _("Students and professionals learn from each other."),
            _("Give students a task of their own in a meeting."),
        ),
        Point(
            "outcome",
            _("You have written down a first outcome."),
            _("Write half a page about what you found. Others can add to it."),
            "casework:community_outcomes",
        ),
        Point(
            "halfway",
            _("You have looked back halfway: what works, and what must change."),
            _("Ask everybody halfway what they got out of it and what they miss."),
        ),
    ],
    Phase.SUSTAIN: [
        Point(
            "routine",
            _("Something you found has become part of the daily work."),
            _("Choose what must go on, and in whose daily work it belongs."),
        ),
        Point(
            "owner",
            _("It is clear who goes on with what."),
            _("Write a name beside everything that goes on after the circle."),
        ),
        Point(
            "funding",
            _("Time and money for what goes on have been promised."),
            _("Talk with the managers of the organisations about time and money."),
        ),
        Point(
            "published",
            _("Others can read what you learned."),
            _("Publish the outcomes that others can use."),
            "casework:community_outcomes",
        ),
        Point(
            "effect",
            _("You know what changed for residents, students and professionals."),
            _("Gather three stories: what happened, and what came of it?"),
        ),
        Point(
            "farewell",
            _("You have planned how you finish together."),
            _("Use the last meeting to look back and to celebrate."),
        ),
    ],
}

# What the move to each phase is about, for who stands before it.
ABOUT: dict[str, Promise] = {
    Phase.EXPLORE: _("You look for the question, the people and the agreements."),
    Phase.DEVELOP: _("You meet, try things out and write down what you find."),
    Phase.SUSTAIN: _("You make sure that what works goes on without the circle."),
    Phase.FINISHED: _("The circle is finished. What it found can still be read."),
}

See = Callable[[Community], bool]


def _has_all_corners(community: Community) -> bool:
    rows = Membership.objects.active().filter(community=community).values_list("sector", flat=True).distinct()
    return set(rows.order_by()) >= set(CORNERS)


# Of these the portal sees for itself whether they are done; they can't be ticked.
_sights: dict[str, See] = {
    "question": lambda community: bool(community.question),
    "corners": _has_all_corners,
    "committed": lambda community: community.commitments.exists(),
}


def register_sight(point: str, see: See) -> None:
    """Let the portal see for itself whether a point is done; a point unknown or seen already is an error."""
    if point in _sights or point not in {each.name for points in POINTS.values() for each in points}:
        raise LookupError(f"There is no point {point} that still needs eyes.")
    _sights[point] = see


@dataclass(frozen=True)
class PointState:
    """A point as it stands for one circle."""

    point: Point
    is_done: bool
    is_seen: bool

    @property
    def name(self) -> str:
        """The name of the point."""
        return self.point.name


def is_tickable(phase: str, name: str) -> bool:
    """Return whether a coordinator ticks this point, in this phase."""
    return name not in _sights and name in {point.name for point in POINTS.get(phase, [])}


def checklist(community: Community, phase: str) -> list[PointState]:
    """Return the points of a phase, as they stand for this circle; none for the last."""
    points = POINTS.get(phase, [])
    ticked = set(community.phase_checks.values_list("point", flat=True)) if points else set()
    return [
        PointState(
            point,
            _sights[point.name](community) if point.name in _sights else point.name in ticked,
            point.name in _sights,
        )
        for point in points
    ]


def neighbours(phase: str) -> tuple[str | None, str | None]:
    """Return the phases before and after this one, as far as one moves between them while the circle runs."""
    if phase not in ORDER:
        return None, None
    at = ORDER.index(Phase(phase))
    return (ORDER[at - 1] if at else None), (ORDER[at + 1] if at + 1 < len(ORDER) else None)
