"""Finding who is to be reminded of a date poll, and which coordinators it is time for to choose."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.notifications.actions import Intent, notify_all

from ..ledger import about
from ..models import DatePoll, DateVote, Meeting

REMINDER, DUE = "meetings.poll_reminder", "meetings.poll_due"
# How long before the last day who did not answer is reminded.
BEFORE = timedelta(days=2)
BATCH = 200


def remind_of_polls(now: datetime) -> int:
    """Write what is due about open polls; return how many mails. The rows say what was told, so twice is harmless."""
    today = timezone.localtime(now).date()
    # Asked once for both, as most ticks find neither.
    if not DatePoll.objects.open().filter(_going_on(now), closes_on__lte=today + BEFORE).exists():
        return 0
    return _remind(today, now) + _tell_due(today, now)


def _going_on(now: datetime) -> Q:
    running = {"meeting__cycle__community__status": Community.Status.ACTIVE}
    return Q(meeting__status=Meeting.Status.PLANNED, meeting__starts_at__gt=now, **running)


@transaction.atomic
def _remind(today: date, now: datetime) -> int:
    due = DatePoll.objects.open().filter(_going_on(now), reminded_at=None)
    due = due.filter(closes_on__gte=today, closes_on__lte=today + BEFORE)
    polls = list(due.select_for_update(of=("self",)).select_related("meeting__cycle")[:BATCH])
    # Who was asked less than a day ago needs no reminder.
    ripe = [poll for poll in polls if now - poll.created_at > timedelta(days=1)]
    if not ripe:
        return 0
    answered = set(DateVote.objects.filter(option__poll__in=ripe).values_list("option__poll", "user"))
    members = _members(ripe)
    intents = [
        Intent(person, f"{REMINDER}:{poll.pk}", _facts(poll), about=about(poll.meeting))
        for poll in ripe
        for person in members.get(poll.meeting.cycle.community_id, [])
        if (poll.pk, person.pk) not in answered
    ]
    DatePoll.objects.filter(pk__in=[poll.pk for poll in ripe]).update(reminded_at=now)
    return notify_all(REMINDER, intents) if intents else 0


@transaction.atomic
def _tell_due(today: date, now: datetime) -> int:
    due = DatePoll.objects.open().filter(_going_on(now), due_told_at=None, closes_on__lt=today)
    polls = list(due.select_for_update(of=("self",)).select_related("meeting__cycle")[:BATCH])
    if not polls:
        return 0
    coordinators = _members(polls, Membership.Role.COORDINATOR)
    intents = [
        Intent(person, f"{DUE}:{poll.pk}", _facts(poll), about=about(poll.meeting))
        for poll in polls
        for person in coordinators.get(poll.meeting.cycle.community_id, [])
    ]
    DatePoll.objects.filter(pk__in=[poll.pk for poll in polls]).update(due_told_at=now)
    return notify_all(DUE, intents) if intents else 0


def _facts(poll: DatePoll) -> dict[str, int]:
    return {"meeting": poll.meeting_id, "poll": poll.pk}


def _members(polls: list[DatePoll], *roles: str) -> dict[int, list[User]]:
    """Return who takes part in the circles of these polls, in one query."""
    circles = {poll.meeting.cycle.community_id for poll in polls}
    rows = Membership.objects.active().filter(community__in=circles, user__is_active=True)
    rows = rows.with_role(*roles) if roles else rows
    found: dict[int, list[User]] = {}
    for row in rows.select_related("user"):
        found.setdefault(row.community_id, []).append(row.user)
    return found
