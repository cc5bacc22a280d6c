"""What somebody at a table sees now: the step, the clock, what their role may do, and what may be read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leerkring.core.prepared import prepared

from ..methods import Group, Hidden, Input, PlanStep, said
from ..models import Line, Mark, PrivateText, Seat, Session, SessionStep
from .method import minutes_of

Role = Seat.Role
# What a role comes down to, for who has it for the first time.
TASKS: dict[str, Promise] = {
    Role.OWNER: gettext_lazy("You bring the case. You tell, you listen, and you decide what you do with it."),
    Role.FACILITATOR: gettext_lazy("You lead: you keep to the steps and to the rule. Lead with the buttons below."),
    Role.PARTICIPANT: gettext_lazy("You think along: questions first, advice later."),
    Role.NOTE_TAKER: gettext_lazy("You think along, and note what the group takes from it. No details of clients."),
    Role.TIMEKEEPER: gettext_lazy("You think along, and say when the time of a step is almost over."),
    Role.OBSERVER: gettext_lazy("You look at how the conversation goes, and say nothing until the end."),
}
RATING_ORDER = {Mark.Value.WARM: 0, Mark.Value.NEUTRAL: 1, "": 2, Mark.Value.COLD: 3}


@dataclass
class ShownLine:
    """One line, and how it was marked."""

    pk: int
    text: str
    author: str
    is_mine: bool
    column: int
    rating: str = ""
    votes: int = 0
    is_my_choice: bool = False

    @property
    def rating_word(self) -> str:
        """The rating in a word."""
        return str(Mark.Value(self.rating).label) if self.rating else ""


@dataclass(frozen=True)
class Column:
    """Lines under one head; the head is empty where there are no columns."""

    title: str
    number: int
    lines: list[ShownLine]


@dataclass(frozen=True)
class ShownClock:
    """The clock of the step, in seconds for the page and in words for who reads it."""

    left: int
    total: int
    is_paused: bool
    words: str
    until: str


@dataclass(frozen=True)
class Box:
    """A box to write in: for this step, or for an earlier one in which something was typed and not sent."""

    position: int
    prompt: str
    text: str
    columns: list[str]
    key: UUID
    is_late: bool = False
    step_title: str = ""


@dataclass
class Live:
    """Everything a page at the table shows."""

    session: Session
    seat: Seat
    step: PlanStep
    clock: ShownClock
    may: str
    columns: list[Column] = field(default_factory=list)
    about: list[Column] = field(default_factory=list)
    about_title: str = ""
    boxes: list[Box] = field(default_factory=list)
    notepad: str | None = None
    handed_in: str = ""
    is_veiled: bool = False
    still_writing: int = 0

    @property
    def title(self) -> str:
        """The name of the step."""
        return said(self.step.title)

    @property
    def instruction(self) -> str:
        """What the table does in it."""
        return said(self.step.instruction)

    @property
    def rule(self) -> str:
        """What must not happen in it."""
        return said(self.step.rule)

    @property
    def total(self) -> int:
        """How many steps there are."""
        return len(self.session.method.steps)

    @property
    def number(self) -> int:
        """Which step goes on."""
        return self.session.step

    @property
    def following(self) -> str:
        """The name of the step after this one."""
        step = self.session.step_at(self.session.step + 1)
        return said(step.title) if step else ""

    @property
    def task(self) -> str:
        """What my role comes down to."""
        return str(TASKS[self.seat.role])

    @property
    def leads(self) -> bool:
        """Whether I lead."""
        return self.seat.role == Role.FACILITATOR

    @property
    def may_take_over(self) -> bool:
        """Whether I could lead on."""
        return self.seat.role in (Role.PARTICIPANT, Role.NOTE_TAKER, Role.TIMEKEEPER)


def live(session: Session, seat: Seat, seats: Sequence[Seat], clocks: Sequence[SessionStep]) -> Live:
    """Return what this seat sees of the step that goes on; four queries at most, at any number of lines."""
    step = session.method.steps[session.step - 1]
    clock = next(clock for clock in clocks if clock.position == session.step)
    view = Live(session, seat, step, shown_clock(clock, timezone.now()), _may(step, seat))
    lines = prepared(_lines, seat.user, session.pk, session.step, step.about)
    seen = {line.pk for line in lines}
    marks = [mark for mark in prepared(_marks, seat.user, session.pk) if mark.line_id in seen] if lines else []
    if step.input in (Input.TEXT, Input.LIST):
        here = [line for line in lines if line.position == session.step]
        view.columns = _columns(step, here, seat, marks)
        view.is_veiled = step.hidden != Hidden.NO and clock.shown_at is None
        _count(view, seats, {line.author_id for line in here})
    if about := session.step_at(step.about):
        view.about = _columns(about, [line for line in lines if line.position == step.about], seat, marks)
        view.about_title = said(about.title)
        if any(mark.value in Mark.RATINGS for mark in marks) and view.may != "rate":
            _warm_first(view.about)
    _private(view, session, seat, step)
    return view


def _lines(user: Any, session: int, step: int, about: int) -> Any:
    rows = Line.objects.permitted(user, "casework.view_line").filter(session=session)
    return rows.filter(Q(position=step) | Q(position=about)).annotate(author_name=F("author__given_name"))


def _marks(user: Any, session: int) -> Any:
    return Mark.objects.filter(line__session=session)


def _authors(user: Any, session: int, step: int) -> Any:
    return Line.objects.filter(session=session, position=step).values_list("author", flat=True)


def _kept(user: Any, session: int) -> Any:
    rows = PrivateText.objects.permitted(user, "casework.view_private_text").filter(session=session)
    return rows.values_list("position", "text")


def _may(step: PlanStep, seat: Seat) -> str:
    """Return what this seat does now: write, rate, vote, listen, talk, or wait."""
    if seat.role == Role.OBSERVER:
        return "observe"
    if seat.is_in(step.silent):
        return "listen"
    if not seat.is_in(step.active):
        return "wait"
    return {Input.TEXT: "write", Input.LIST: "write", Input.RATING: "rate", Input.VOTE: "vote"}.get(
        Input(step.input), "talk"
    )


def shown_clock(clock: SessionStep, now: datetime) -> ShownClock:
    """Return how much time there is left, and until when."""
    left = clock.seconds_left(now)
    total = (clock.minutes + clock.extra) * 60
    until = "" if clock.is_paused else _("until %(time)s") % {"time": clock_time(now + timedelta(seconds=left))}
    if clock.is_paused:
        words = _("The clock is paused")
    elif left <= 0:
        words = _("The time is over")
    else:
        words = ngettext("About %(count)s minute left", "About %(count)s minutes left", -(-left // 60)) % {
            "count": -(-left // 60)
        }
    return ShownClock(left, total, clock.is_paused, words, until)


def clock_time(moment: datetime) -> str:
    """Return *14.32* on the clock of the place."""
    return time_format(timezone.localtime(moment), "H.i")


def _columns(step: PlanStep, lines: Sequence[Any], seat: Seat, marks: Sequence[Mark]) -> list[Column]:
    shown = [_shown_line(line, seat, marks) for line in lines]
    if not step.columns:
        return [Column("", 0, shown)]
    return [
        Column(said(title), number, [line for line in shown if line.column == number])
        for number, title in enumerate(step.columns)
    ]


def _shown_line(line: Any, seat: Seat, marks: Sequence[Mark]) -> ShownLine:
    shown = ShownLine(line.pk, line.text, line.author_name, line.author_id == seat.user_id, line.column)
    for mark in marks:
        if mark.line_id == line.pk and mark.value in Mark.RATINGS:
            shown.rating = mark.value
        elif mark.line_id == line.pk:
            shown.votes += 1
            shown.is_my_choice = shown.is_my_choice or mark.user_id == seat.user_id
    return shown


def _warm_first(columns: list[Column]) -> None:
    for column in columns:
        column.lines.sort(key=lambda line: RATING_ORDER.get(line.rating, 2))


def _count(view: Live, seats: Sequence[Seat], authors: set[int]) -> None:
    """Say how many have handed in; of what is still hidden the authors are counted, and nothing else is read."""
    session = view.session
    if view.is_veiled:
        authors = set(prepared(_authors, view.seat.user, session.pk, session.step))
    asked = {seat.user_id for seat in seats if seat.may_write(view.step)}
    done = len(asked & authors)
    view.still_writing = len(asked) - done
    words = ngettext("%(done)s of %(count)s has handed in", "%(done)s of %(count)s have handed in", len(asked))
    view.handed_in = words % {"done": done, "count": len(asked)}


def _private(view: Live, session: Session, seat: Seat, step: PlanStep) -> None:
    """Give back what somebody typed: in the box of this step, in earlier ones, and on the notepad."""
    texts = dict(prepared(_kept, seat.user, session.pk))
    notepad = texts.pop(PrivateText.NOTEPAD, "")
    if view.may == "listen" or notepad:
        view.notepad = notepad
    if view.may == "write" and _has_room(view, step):
        view.boxes.append(_box(session.step, step, texts.get(session.step, "")))
    for position in sorted(texts):
        late = session.step_at(position)
        if position < session.step and late and late.input in (Input.TEXT, Input.LIST) and seat.may_write(late):
            view.boxes.append(_box(position, late, texts[position], is_late=True))


def _has_room(view: Live, step: PlanStep) -> bool:
    mine = sum(line.is_mine for column in view.columns for line in column.lines)
    most = 1 if step.input == Input.TEXT else step.most
    return not most or mine < most


def _box(position: int, step: PlanStep, text: str, *, is_late: bool = False) -> Box:
    columns = [said(title) for title in step.columns]
    return Box(position, said(step.prompt), text, columns, uuid4(), is_late, said(step.title))


# --- Before the beginning, and on the wall


def seats_at(session: Session, user: Any) -> list[Seat]:
    """Return who sits at the table; one query."""
    return prepared(_seats, user, session.pk)


def _seats(user: Any, session: int) -> Any:
    return Seat.objects.filter(session=session, left_at=None).select_related("user")


def clocks_of(session: Session, user: Any) -> list[SessionStep]:
    """Return the clocks of all steps; one query."""
    return prepared(_clocks, user, session.pk)


def _clocks(user: Any, session: int) -> Any:
    return SessionStep.objects.filter(session=session)


@dataclass(frozen=True)
class StepLine:
    """One line of the overview of a session."""

    number: int
    title: str
    minutes: str
    state: str


def overview(session: Session, clocks: Sequence[SessionStep]) -> list[StepLine]:
    """Return all steps with their minutes, and which is past, now and to come."""
    minutes = {clock.position: clock.minutes + clock.extra for clock in clocks}
    return [
        StepLine(
            number,
            said(step.title),
            minutes_of(minutes.get(number, step.minutes)),
            "past" if number < session.step else "now" if number == session.step else "",
        )
        for number, step in enumerate(session.method.steps, 1)
    ]


def is_for_all(step: PlanStep) -> bool:
    """Whether a step is for everybody at the table."""
    return Group.ALL in step.active
