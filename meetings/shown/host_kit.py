"""What a host needs to know: what has to be done, how many people come, and what they need."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import Membership
from communities.models.sector import Sector
from leerkring.core.permissions import has_permission
from leerkring.core.templatetags.ui import day, short_day
from leerkring.core.text import by_last_word

from ..hosting import State, Task, tasks_of
from ..models import Attendance, Guest, HostTask, Meeting, Needs


@dataclass
class Person:
    """Somebody who is expected."""

    name: str
    place: str
    sector: str = ""
    is_guest: bool = False
    sort: str = ""
    note: str = ""
    is_online: bool = False
    part: str = ""


@dataclass
class Expected:
    """Who is expected: who said yes and has a place, and guests who are coming."""

    coming: list[Person]
    maybe: int = 0
    silent: int = 0
    waiting: int = 0

    @property
    def on_location(self) -> list[Person]:
        return [person for person in self.coming if not person.is_online]

    @property
    def rows(self) -> list[tuple[str, int]]:
        """The head count in words; what is nought is not said, but for the whole."""
        here = self.on_location
        counts = [
            (_("On location"), len(here)),
            (_("of whom only in the morning"), sum(row.part == Attendance.Part.MORNING for row in here)),
            (_("of whom only in the afternoon"), sum(row.part == Attendance.Part.AFTERNOON for row in here)),
            (_("of whom guests"), sum(row.is_guest for row in here)),
            (_("Online"), len(self.coming) - len(here)),
            (_("Maybe"), self.maybe),
            (_("Not answered yet"), self.silent),
            (_("On the waiting list"), self.waiting),
        ]
        return counts[:1] + [(words, number) for words, number in counts[1:] if number]

    @property
    def sectors(self) -> list[dict[str, Any]]:
        """How many of each sector come."""
        counts = Counter(person.sector for person in self.coming if person.sector)
        return [{"code": code, "count": counts[code]} for code in Sector.values if counts[code]]


def expected(meeting: Meeting) -> Expected:
    """Return who is expected; three queries."""
    answers = {row.user_id: row for row in meeting.attendances.all()}
    members = Membership.objects.active().filter(community=meeting.cycle.community_id, user__is_active=True)
    found = Expected([])
    for membership in members.select_related("user", "organisation"):
        attendance = answers.get(membership.user_id)
        if attendance is None:
            found.silent += 1
        elif attendance.waits:
            found.waiting += 1
        elif attendance.answer == Attendance.Answer.YES:
            found.coming.append(_member(meeting, membership, attendance))
        else:
            found.maybe += attendance.answer == Attendance.Answer.MAYBE
    found.coming += [_guest(guest) for guest in meeting.guests.filter(status=Guest.Status.CONFIRMED)]
    found.coming.sort(key=lambda person: person.sort)
    return found


def _member(meeting: Meeting, membership: Membership, attendance: Attendance) -> Person:
    user = membership.user
    place = membership.organisation.name if membership.organisation else capfirst(membership.get_role_display())
    return Person(
        user.full_name,
        place,
        membership.sector,
        sort=user.sort_name.casefold(),
        note=", ".join(attendance.details(meeting)),
        is_online=attendance.is_online(meeting),
        part=attendance.part,
    )


def _guest(guest: Guest) -> Person:
    place = guest.organisation or capfirst(guest.get_kind_display())
    return Person(guest.name, place, is_guest=True, sort=by_last_word(guest.name), note=guest.get_kind_display())


# --- What they need ---------------------------------------------------------------------------------------------


@dataclass
class ShownNeeds:
    """What people need: with a name where one may know it, else only the words, each once with how often."""

    diets: list[str] = field(default_factory=list)
    access: list[str] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.diets or self.access or self.guests)


def needs_of(meeting: Meeting, user: Any) -> ShownNeeds:
    """Return what people who come need, as far as ``user`` may know it; three queries.

    Whoever only hosts reads words without names, in the order of the alphabet, so that no place tells whose they are.
    What guests need was asked for coordinators only.
    """
    coming = Attendance.objects.of_members().filter(meeting=meeting).exclude(answer=Attendance.Answer.NO)
    found = Needs.objects.filter(attendance__in=coming.values("pk")).select_related("attendance__user")
    rows: list[Any] = list(found.mark_permissions(user, may_name="meetings.view_needs"))
    diets = _lines([(_name(row), row.diet) for row in rows])
    access = _lines([(_name(row), row.access) for row in rows])
    if not has_permission(user, "meetings.view_guests", meeting):
        return ShownNeeds(diets, access)
    guests = meeting.guests.expected().exclude(needs="")
    return ShownNeeds(diets, access, [f"{guest.name}: {guest.needs}" for guest in guests])


def _name(row: Any) -> str:
    return row.attendance.user.full_name if row.may_name else ""


def _lines(told: Sequence[tuple[str, str]]) -> list[str]:
    named = sorted(f"{name}: {text.strip()}" for name, text in told if name and text)
    counts = Counter(text.strip().casefold() for name, text in told if text and not name)
    return named + [f"{number} × {text}" for text, number in sorted(counts.items())]


# --- The checklist ----------------------------------------------------------------------------------------------

STATES = {State.LATE: (gettext_lazy("late"), "danger"), State.SOON: (gettext_lazy("this week"), "warn")}


@dataclass(frozen=True)
class ShownTask:
    """One line of the checklist, in words."""

    name: str
    title: str
    hint: str
    when: str
    done: str
    mark: str
    kind: str

    @property
    def is_done(self) -> bool:
        return bool(self.done)


def checklist(meeting: Meeting) -> list[dict[str, Any]]:
    """Return the lines by the day on which they are due; one query."""
    ticked = HostTask.objects.filter(meeting=meeting).select_related("done_by")
    tasks = tasks_of(meeting, {row.task: row for row in ticked}, timezone.localdate())
    days = sorted({task.due_on for task in tasks})
    return [{"title": day(due), "tasks": [_shown(task) for task in tasks if task.due_on == due]} for due in days]


def _shown(task: Task) -> ShownTask:
    done = ""
    if task.done:
        words = {
            "name": task.done.done_by.full_name if task.done.done_by else "?",
            "day": short_day(task.done.done_at),
        }
        done = _("Done by %(name)s, %(day)s") % words
    mark, kind = STATES.get(task.state, ("", ""))
    line = task.line
    return ShownTask(line.name, str(line.title), str(line.hint), short_day(task.due_on), done, str(mark), kind)
