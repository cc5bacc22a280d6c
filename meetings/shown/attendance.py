"""Who comes to a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Membership
from communities.models.sector import Sector
from leerkring.accounts.models import full_name, sort_name
from leerkring.core.labels import label_of
from leerkring.core.prepared import prepared

from ..models import Attendance, Meeting


@dataclass
class ShownPeople:
    """Who comes: people by answer, and how many of each sector come."""

    meeting: Meeting
    by_answer: dict[str, list[dict[str, Any]]]
    # Who did not answer; coordinators read their names.
    unanswered: "list[_Member]"
    headline: str
    is_over: bool
    sectors: list[dict[str, Any]]
    mine: Attendance | None
    remarks: list[dict[str, str]] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    capacity: int | None = None
    places: str = ""
    # How many come for a part of the day or online, in words; empty when all come for the whole day.
    parts: list[str] = field(default_factory=list)

    @property
    def coming(self) -> list[dict[str, Any]]:
        return self.by_answer[Attendance.Answer.YES]

    @property
    def maybe(self) -> list[dict[str, Any]]:
        return self.by_answer[Attendance.Answer.MAYBE]

    @property
    def absent(self) -> list[dict[str, Any]]:
        return self.by_answer[Attendance.Answer.NO]

    @property
    def others(self) -> str:
        """How many wait, how many can't come, and how many did not answer."""
        no = ngettext("%(number)s person can't come.", "%(number)s people can't come.", len(self.absent))
        none = ngettext(
            "%(number)s person did not answer yet.", "%(number)s people did not answer yet.", len(self.unanswered)
        )
        wait = ngettext(
            "%(number)s person is on the waiting list.",
            "%(number)s people are on the waiting list.",
            len(self.waiting),
        )
        counted = [(wait, 0 if self.is_over else len(self.waiting)), (no, len(self.absent))]
        counted += [(none, 0 if self.is_over else len(self.unanswered))]
        return " ".join(words % {"number": number} for words, number in counted if number)

    @property
    def silent(self) -> list[dict[str, Any]]:
        """Who did not answer yet."""
        return [{"name": row.name, "line": row.place} for row in sorted(self.unanswered, key=lambda row: row.sort)]

    @property
    def is_full(self) -> bool:
        """Whether who says yes now waits."""
        return self.capacity is not None and self.seated + len(self.waiting) >= self.capacity

    @property
    def my_details(self) -> str:
        """What I said about coming, in words."""
        if self.mine is None:
            return ""
        needs = [self.mine.own_diet, self.mine.own_access]  # type: ignore[attr-defined]
        return " · ".join([*self.mine.details(self.meeting), *filter(None, needs)])

    @property
    def seated(self) -> int:
        """How many places are taken: who takes part online needs none."""
        return sum(not person["is_online"] for person in self.coming)

    @property
    def my_number(self) -> int:
        """How many are before me on the waiting list, and me; 0 when I do not wait."""
        mine = self.mine.user_id if self.mine and self.mine.waits else 0
        return next((number for number, person in enumerate(self.waiting, start=1) if person["pk"] == mine), 0)


class _Member(NamedTuple):
    """What a list of names says of somebody: as models, making the rows would cost three times as much."""

    user: int
    given_name: str
    tussenvoegsel: str
    family_name: str
    role: str
    sector: str
    organisation: str | None

    @property
    def name(self) -> str:
        return full_name(self.given_name, self.tussenvoegsel, self.family_name)

    @property
    def sort(self) -> str:
        return sort_name(self.given_name, self.tussenvoegsel, self.family_name).casefold()

    @property
    def place(self) -> str:
        return self.organisation or label_of(Membership.Role, self.role)


def _taking_part(user: Any, community: int) -> Any:
    members = Membership.objects.active().filter(community=community, user__is_active=True)
    names = ("user__given_name", "user__tussenvoegsel", "user__family_name")
    return members.values_list("user", *names, "role", "sector", "organisation__name")


def _answers(user: Any, meeting: int) -> Any:
    return Attendance.objects.filter(meeting=meeting).with_own_needs(user)


def people(meeting: Meeting, user: Any) -> ShownPeople:
    """Return who answered what; two queries. People who left the circle are not shown."""
    answers = {row.user_id: row for row in prepared(_answers, user, meeting.pk)}
    members = [_Member(*row) for row in prepared(_taking_part, user, meeting.cycle.community_id)]
    answered = sorted((row for row in members if row.user in answers), key=lambda row: row.sort)
    by_answer: dict[str, list[dict[str, Any]]] = {value: [] for value in Attendance.Answer.values}
    remarks, waiting = [], []
    for member in answered:
        attendance = answers[member.user]
        person = _person(member, meeting, attendance)
        if attendance.waits:
            waiting.append((attendance.answered_at, attendance.pk, person))
        else:
            by_answer[attendance.answer].append(person)
        if attendance.remark:
            remarks.append({"name": member.name, "text": attendance.remark})
    coming, in_line = by_answer[Attendance.Answer.YES], [row[-1] for row in sorted(waiting, key=lambda row: row[:2])]
    return ShownPeople(
        meeting,
        by_answer,
        [row for row in members if row.user not in answers],
        _headline(meeting, len(coming)),
        meeting.is_over,
        _sectors(coming),
        answers.get(user.pk),
        remarks,
        in_line,
        meeting.capacity,
        places_left(meeting, sum(not person["is_online"] for person in coming)),
        parts=_parts(coming),
    )


def places_left(meeting: Meeting, taken: int) -> str:
    """Return how many places are left; empty when there is room for everybody, or nothing to choose any more."""
    if meeting.capacity is None or meeting.is_over:
        return ""
    left = meeting.capacity - taken
    if left <= 0:
        full = ngettext("The only place is taken.", "All %(capacity)s places are taken.", meeting.capacity)
        return full % {"capacity": meeting.capacity}
    words = ngettext("%(left)s of %(capacity)s places is left.", "%(left)s of %(capacity)s places are left.", left)
    return words % {"left": left, "capacity": meeting.capacity}


def _headline(meeting: Meeting, number: int) -> str:
    if not number:
        return _("Nobody said they would come") if meeting.is_over else _("Nobody said yet that they are coming")
    if meeting.is_over:
        words = ngettext("%(number)s person said they would come", "%(number)s people said they would come", number)
    else:
        words = ngettext("%(number)s person is coming", "%(number)s people are coming", number)
    return words % {"number": number}


def _person(member: _Member, meeting: Meeting, attendance: Attendance) -> dict[str, Any]:
    return {
        "pk": member.user,
        "name": member.name,
        # Organisation or role, and how they come, on one line.
        "line": " · ".join(filter(None, [member.place, ", ".join(attendance.details(meeting))])),
        "sector": member.sector,
        "part": attendance.part,
        "is_online": attendance.is_online(meeting),
    }


def _parts(coming: Sequence[dict[str, Any]]) -> list[str]:
    mornings = sum(person["part"] == Attendance.Part.MORNING for person in coming)
    afternoons = sum(person["part"] == Attendance.Part.AFTERNOON for person in coming)
    online = sum(person["is_online"] for person in coming)
    counted = [
        (mornings, _("%(number)s only in the morning")),
        (afternoons, _("%(number)s only in the afternoon")),
        (online, _("%(number)s online")),
    ]
    return [words % {"number": number} for number, words in counted if number]


def _sectors(coming: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    counts = {code: sum(person["sector"] == code for person in coming) for code in Sector.values}
    return [{"code": code, "count": count} for code, count in counts.items() if count]
