"""What has to be done to receive a circle: the checklist of a host, with dates that follow from the meeting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import HostTask, Meeting

# A line is announced this long before it should be done.
SOON = timedelta(days=7)


class State(StrEnum):
    """Where a line stands."""

    DONE = "done"
    LATE = "late"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True)
class Line:
    """One thing to do, so many days before the meeting. The name stays: what was ticked is kept by it."""

    name: str
    days_before: int
    title: Promise
    hint: Promise
    only_hybrid: bool = False


LINES = [
    Line(
        "room",
        42,
        _("Arrange a room"),
        _("For everybody, all day, with space to sit in groups for peer consultation."),
    ),
    Line(
        "access",
        42,
        _("Go and see whether everybody can get in"),
        _("The entrance, the room and the toilet without steps; a lift that works; a place to park nearby."),
    ),
    Line(
        "visit",
        42,
        _("Agree on the project visit"),
        _("Who receives the group, how one gets there, and what may be seen and photographed."),
    ),
    Line(
        "place",
        42,
        _("Put address and route on the page of the meeting"),
        _("Members and guests read there how to come, and by which entrance."),
    ),
    Line("lunch", 14, _("Order lunch, coffee and tea"), _("Use the diets on this page. The caterer needs no names.")),
    Line(
        "screen",
        14,
        _("Try the screen and the sound"),
        _("With the slides of the guest expert, and the internet of the room."),
    ),
    Line(
        "hybrid",
        14,
        _("Try taking part online"),
        _("Camera and microphone in the middle of the room, and somebody who watches the screen."),
        True,
    ),
    Line(
        "programme", 14, _("Complete your own parts of the programme"), _("Who does what, and what is needed for it.")
    ),
    Line("count", 3, _("Tell the room and the caterer how many people come"), _("The number stands on this page.")),
    Line(
        "badges",
        3,
        _("Print the name badges and the attendance list"),
        _("On A4, ready to cut. Print them late: people still change their answer."),
    ),
    Line(
        "welcome", 3, _("Agree on who stands at the door"), _("With a telephone number for who cannot find the place.")
    ),
]
KNOWN = {line.name: line for line in LINES}


@dataclass(frozen=True)
class Task:
    """A line of the checklist of one meeting."""

    line: Line
    due_on: date
    state: State
    done: HostTask | None = None

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE


def lines_of(meeting: Meeting) -> list[Line]:
    """Return the lines that this meeting needs: nobody arranges a room for who meets online."""
    if meeting.format == Meeting.Format.ONLINE:
        return [KNOWN[name] for name in ("programme",)]
    return [line for line in LINES if meeting.format == Meeting.Format.HYBRID or not line.only_hybrid]


def tasks_of(meeting: Meeting, done: Mapping[str, HostTask], today: date) -> list[Task]:
    """Return the checklist; a line that is not done is late from the day after it is due."""
    return [_task(meeting, line, done.get(line.name), today) for line in lines_of(meeting)]


def _task(meeting: Meeting, line: Line, done: HostTask | None, today: date) -> Task:
    due = meeting.date - timedelta(days=line.days_before)
    if done:
        return Task(line, due, State.DONE, done)
    if due < today:
        return Task(line, due, State.LATE)
    return Task(line, due, State.SOON if due - today <= SOON else State.LATER)
