"""Who is concerned by a rule of the rhythm: asked when a mail is found, in a preview, and again at sending.

One function answers for all three, so that they can't drift apart.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.notifications.kinds import Skip

from . import rhythm
from .models import ActionItem, Attendance, HostTask, Meeting, Presence, Report

CLOSED = Skip(gettext_noop("the circle is closed"))
LEFT = Skip(gettext_noop("not a member any more"))
CANCELLED = Skip(gettext_noop("the meeting is cancelled or in draft"))
ABSENT = Skip(gettext_noop("answered not to come"))
WAITING = Skip(gettext_noop("on the waiting list"))
ANSWERED = Skip(gettext_noop("has answered"))
NOT_HOST = Skip(gettext_noop("not the host"))
NOT_LEADING = Skip(gettext_noop("does not lead the meeting"))
PUBLISHED = Skip(gettext_noop("the programme has been published"))
NOT_THERE = Skip(gettext_noop("was not there"))
APPROVED = Skip(gettext_noop("the report has been approved"))
NOTHING_OPEN = Skip(gettext_noop("no open action item of this meeting"))


@dataclass(frozen=True)
class _Answer:
    """What somebody answered."""

    answer: str
    is_waiting: bool

    @property
    def waits(self) -> bool:
        """Whether they would come, and have no place."""
        return self.is_waiting and self.answer == Attendance.Answer.YES


class Audience:
    """What decides who is told what about some meetings; two queries for any number of them.

    With ``users`` only these are looked at. Each meeting has its circle loaded.
    """

    def __init__(self, meetings: Sequence[Meeting], users: Collection[int] | None = None) -> None:
        of_users = {} if users is None else {"user__in": users}
        of_owners = {} if users is None else {"owner__in": users}
        circles = {meeting.cycle.community_id for meeting in meetings}
        self.memberships: dict[int, dict[int, Membership]] = defaultdict(dict)
        rows = Membership.objects.active().filter(community__in=circles, user__is_active=True, **of_users)
        for row in rows.select_related("user"):
            self.memberships[row.community_id][row.user_id] = row
        self.answers: dict[tuple[int, int], _Answer] = {}
        self.present: dict[int, set[int]] = defaultdict(set)
        self.approved: set[int] = set()
        self.host_is_done: set[int] = set()
        self.open_actions: dict[tuple[int, int], int] = defaultdict(int)
        answers = Attendance.objects.filter(meeting__in=meetings, **of_users)
        items = ActionItem.objects.open().filter(community__in=circles, owner__isnull=False, **of_owners)
        for what, place, user, answer, is_waiting in _facts(meetings, answers, items):
            self._note(what, place, user, _Answer(answer, is_waiting))

    def _note(self, what: str, place: int, user: int, answer: "_Answer") -> None:
        """Keep one fact about a meeting; an action item is of a circle too, which stands below zero."""
        if what == "answer":
            self.answers[place, user] = answer
        elif what == "present":
            self.present[place].add(user)
        elif what == "approved":
            self.approved.add(place)
        elif what == "host":
            self.host_is_done.add(place)
        else:
            self.open_actions[place, user] += 1

    def people(self, meeting: Meeting) -> Iterable[User]:
        """Return who takes part in the circle of a meeting."""
        return [membership.user for membership in self.memberships[meeting.cycle.community_id].values()]

    def concerned(self, rule: str, meeting: Meeting) -> list[User]:
        """Return who would get a mail of this rule, as it stands now."""
        return [user for user in self.people(meeting) if self.refusal(rule, meeting, user.pk) is None]

    def refusal(self, rule: str, meeting: Meeting, user: int) -> Skip | None:
        """Return why this person is not told; None when they are."""
        if not meeting.is_planned:
            return CANCELLED
        if meeting.cycle.community.status != Community.Status.ACTIVE:
            return CLOSED
        membership = self.memberships[meeting.cycle.community_id].get(user)
        return _CONDITIONS[rule](self, meeting, membership) if membership else LEFT

    def leads(self, meeting: Meeting, user: int) -> bool:
        """Return whether this member leads the meeting."""
        membership = self.memberships[meeting.cycle.community_id].get(user)
        return membership is not None and (membership.coordinates or meeting.facilitator_id == user)

    def answer_of(self, meeting: Meeting, user: int) -> str:
        """Return what this person answered; empty when nothing yet."""
        attendance = self.answers.get((meeting.pk, user))
        return attendance.answer if attendance else ""

    def promised(self, meeting: Meeting, user: int) -> int:
        """Return how many action items this person still has in the circle of the meeting."""
        return self.open_actions.get((-meeting.cycle.community_id, user), 0)

    def was_there(self, meeting: Meeting, user: int) -> bool:
        """Return whether this person was at a meeting: on the list, or where there is none, by what they answered."""
        if self.present[meeting.pk]:
            return user in self.present[meeting.pk]
        attendance = self.answers.get((meeting.pk, user))
        return attendance is not None and attendance.answer == Attendance.Answer.YES and not attendance.waits


def _facts(meetings: Sequence[Meeting], answers: QuerySet[Attendance], items: QuerySet[ActionItem]) -> Iterable[Any]:
    """Return what decides, of five tables in one query: what it is, of which meeting, of whom, and their answer."""
    nobody, nothing = Value(0), (Value(""), Value(False))
    here = {"meeting__in": meetings}
    present = Presence.objects.counted().filter(user__isnull=False, **here)
    approved = Report.objects.filter(status=Report.Status.APPROVED, **here)
    done = HostTask.objects.filter(task="programme", **here)
    first, *others = [
        answers.order_by().values_list(Value("answer"), "meeting", "user", "answer", "is_waiting"),
        present.order_by().values_list(Value("present"), "meeting", "user", *nothing),
        approved.order_by().values_list(Value("approved"), "meeting", nobody, *nothing),
        done.order_by().values_list(Value("host"), "meeting", nobody, *nothing),
        items.order_by().values_list(Value("to do"), Coalesce("meeting", 0), "owner", *nothing),
        items.order_by().values_list(Value("to do"), -F("community"), "owner", *nothing),
    ]
    return first.union(*others, all=True)


# --- The conditions, by the name of the rule --------------------------------------------------------------------

Condition = Callable[[Audience, Meeting, Membership], Skip | None]


def _may_come(audience: Audience, meeting: Meeting, membership: Membership) -> Skip | None:
    attendance = audience.answers.get((meeting.pk, membership.user_id))
    if attendance is None:
        return None
    if attendance.answer == Attendance.Answer.NO:
        return ABSENT
    return WAITING if attendance.waits else None


def _hosts(audience: Audience, meeting: Meeting, membership: Membership) -> Skip | None:
    if meeting.host_id is None or membership.organisation_id != meeting.host_id:
        return NOT_HOST
    is_complete = meeting.programme_published_at is not None or meeting.pk in audience.host_is_done
    return PUBLISHED if is_complete else None


def _organises(audience: Audience, meeting: Meeting, membership: Membership) -> Skip | None:
    if not audience.leads(meeting, membership.user_id):
        return NOT_LEADING
    return PUBLISHED if meeting.programme_published_at else None


def _has_not_answered(audience: Audience, meeting: Meeting, membership: Membership) -> Skip | None:
    return ANSWERED if (meeting.pk, membership.user_id) in audience.answers else None


def _was_there(audience: Audience, meeting: Meeting, membership: Membership) -> Skip | None:
    signs = audience.leads(meeting, membership.user_id) and meeting.presence_signed_at is None
    return None if signs or audience.was_there(meeting, membership.user_id) else NOT_THERE


def _everybody(audience: Audience, meeting: Meeting, membership: Membership) -> Skip | None:
    return None


def _reports(audience: Audience, meeting: Meeting, membership: Membership) -> Skip | None:
    if not audience.leads(meeting, membership.user_id):
        return NOT_LEADING
    return APPROVED if meeting.pk in audience.approved else None


def _promised(audience: Audience, meeting: Meeting, membership: Membership) -> Skip | None:
    return None if audience.open_actions.get((meeting.pk, membership.user_id)) else NOTHING_OPEN


_CONDITIONS: dict[str, Condition] = {
    rhythm.HOST: _hosts,
    rhythm.CALL: _may_come,
    rhythm.PROGRAMME: _organises,
    rhythm.PREPARE: _may_come,
    rhythm.RSVP: _has_not_answered,
    rhythm.PRACTICAL: _may_come,
    rhythm.PRESENCE: _was_there,
    rhythm.HARVEST: _everybody,
    rhythm.REPORT: _reports,
    rhythm.ACTIONS: _promised,
}
