"""What pages about meetings show, written once per row so that templates only print."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Membership
from communities.models.sector import Sector
from leerkring.core.prepared import prepared
from leerkring.core.templatetags.ui import clock, day_time, short_day

from .actions.meeting import MeetingPlan
from .facts import Difference, differences, facts_of
from .models import Attendance, Guest, Meeting, ProgrammeItem


def stepper(meetings: Iterable[Meeting], current: Meeting | None = None) -> list[dict[str, Any]]:
    """Return the meetings of a cycle as steps; without a current one the page is about them all."""
    here = current.pk if current else None
    return [
        {
            "title": str(meeting),
            "state": "current" if meeting.pk == here else "done" if meeting.is_over else "todo",
            "url": "" if meeting.pk == here else meeting.get_absolute_url(),
            "note": _("cancelled") if meeting.status == Meeting.Status.CANCELLED else short_day(meeting.date),
        }
        for meeting in meetings
    ]


@dataclass(frozen=True)
class ShownItem:
    """One line of the programme."""

    item: ProgrammeItem
    url: str
    starts: str
    ends: str
    pillar: str
    is_now: bool


def programme(meeting: Meeting, items: Iterable[ProgrammeItem]) -> list[ShownItem]:
    """Return the items with the times that follow from their minutes, on the clock of the place."""
    rows, moment, start = [], meeting.local_start, meeting.starts_at
    now, base = timezone.now(), reverse("meetings:programme_change", kwargs={"pk": meeting.pk})
    for item in items:
        length = timedelta(minutes=item.minutes)
        is_now = start <= now < start + length
        times = clock(moment), clock(moment + length)
        rows.append(ShownItem(item, f"{base}{item.pk}/", *times, item.get_pillar_display(), is_now))
        moment, start = moment + length, start + length
    return rows


def own_parts(meeting: Meeting, items: Iterable[ProgrammeItem], guest: Guest) -> list[dict[str, Any]]:
    """Return the items that this guest takes care of; their times are written in the language of the reader."""
    parts, moment = [], meeting.local_start
    for item in items:
        ends = moment + timedelta(minutes=item.minutes)
        if item.guest_id == guest.pk:
            parts.append({"starts": moment, "ends": ends, "title": item.title})
        moment = ends
    return parts


def ends_late(meeting: Meeting, items: Sequence[ProgrammeItem]) -> bool:
    """Return whether the items take longer than the meeting."""
    return meeting.starts_at + timedelta(minutes=sum(item.minutes for item in items)) > meeting.ends_at


@dataclass
class ShownPeople:
    """Who comes: people by answer, and how many of each sector come."""

    by_answer: dict[str, list[dict[str, Any]]]
    headline: str
    is_over: bool
    sectors: list[dict[str, Any]]
    mine: Attendance | None
    remarks: list[dict[str, str]] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    capacity: int | None = None
    places: str = ""

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
            "%(number)s person did not answer yet.", "%(number)s people did not answer yet.", len(self.silent)
        )
        wait = ngettext(
            "%(number)s person is on the waiting list.",
            "%(number)s people are on the waiting list.",
            len(self.waiting),
        )
        counted = [(wait, 0 if self.is_over else len(self.waiting)), (no, len(self.absent))]
        counted += [(none, 0 if self.is_over else len(self.silent))]
        return " ".join(words % {"number": number} for words, number in counted if number)

    @property
    def is_full(self) -> bool:
        """Whether who says yes now waits."""
        return self.capacity is not None and len(self.coming) + len(self.waiting) >= self.capacity

    @property
    def my_number(self) -> int:
        """How many are before me on the waiting list, and me; 0 when I do not wait."""
        mine = self.mine.user_id if self.mine and self.mine.waits else 0
        return next((number for number, person in enumerate(self.waiting, start=1) if person["pk"] == mine), 0)

    @property
    def silent(self) -> list[dict[str, Any]]:
        return self.by_answer[""]


def _taking_part(user: Any, community: int) -> Any:
    members = Membership.objects.active().filter(community=community, user__is_active=True)
    return members.select_related("user", "organisation")


def people(meeting: Meeting, user: Any) -> ShownPeople:
    """Return who answered what; two queries. People who left the circle are not shown."""
    answers = {row.user_id: row for row in meeting.attendances.all()}
    members = prepared(_taking_part, user, meeting.cycle.community_id)
    by_answer: dict[str, list[dict[str, Any]]] = {"": [], **{value: [] for value in Attendance.Answer.values}}
    remarks, waiting = [], []
    order = sorted(members, key=lambda row: row.user.sort_name.casefold())
    for membership in order:
        attendance = answers.get(membership.user_id)
        if attendance and attendance.waits:
            waiting.append((attendance.answered_at, attendance.pk, _person(membership)))
        else:
            by_answer[attendance.answer if attendance else ""].append(_person(membership))
        if attendance and attendance.remark:
            remarks.append({"name": membership.user.full_name, "text": attendance.remark})
    coming, in_line = by_answer[Attendance.Answer.YES], [row[-1] for row in sorted(waiting, key=lambda row: row[:2])]
    return ShownPeople(
        by_answer,
        _headline(meeting, len(coming)),
        meeting.is_over,
        _sectors(coming),
        answers.get(user.pk),
        remarks,
        in_line,
        meeting.capacity,
        places_left(meeting, len(coming)),
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


def _person(membership: Membership) -> dict[str, Any]:
    return {
        "pk": membership.user_id,
        "name": membership.user.full_name,
        "place": membership.organisation.name if membership.organisation else membership.get_role_display(),
        "sector": membership.sector,
    }


def _sectors(coming: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    counts = {code: sum(person["sector"] == code for person in coming) for code in Sector.values}
    return [{"code": code, "count": count} for code, count in counts.items() if count]


@dataclass(frozen=True)
class ShownMeeting:
    """A meeting in an agenda."""

    meeting: Meeting
    url: str
    title: str
    when: str
    where: str
    circle: str
    badge: datetime
    answer: str
    answer_words: str
    is_cancelled: bool
    is_draft: bool
    is_past: bool


def agenda_rows(meetings: Sequence[Meeting], user: Any) -> list[ShownMeeting]:
    """Return the meetings with this person's answers; one query."""
    own = Attendance.objects.filter(meeting__in=[meeting.pk for meeting in meetings], user=user)
    answers = {row.meeting_id: row for row in own}
    return [_agenda_row(meeting, answers.get(meeting.pk)) for meeting in meetings]


def _agenda_row(meeting: Meeting, attendance: Attendance | None) -> ShownMeeting:
    return ShownMeeting(
        meeting=meeting,
        url=meeting.get_absolute_url(),
        title=str(meeting),
        when=day_time(meeting.local_start, meeting.local_end),
        where=meeting.whereabouts,
        circle=meeting.cycle.community.name,
        badge=meeting.local_start,
        answer="" if attendance is None else "waiting" if attendance.waits else attendance.answer,
        answer_words=str(attendance.words) if attendance else "",
        is_cancelled=meeting.status == Meeting.Status.CANCELLED,
        is_draft=meeting.status == Meeting.Status.DRAFT,
        is_past=meeting.is_over,
    )


def conflicts(meeting: Meeting, plan: MeetingPlan) -> list[Difference]:
    """Return in what a plan differs from the meeting as it stands."""
    typed = Meeting(time_zone=meeting.time_zone)
    for name in ["date", "start_time", "end_time", "theme", "place", "address", "travel"]:
        setattr(typed, name, getattr(plan, name))
    return differences(
        facts_of(meeting), facts_of(typed) | {"host": plan.host, "municipality": plan.municipality or ""}
    )
