"""Finding who is to be reminded of a meeting."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from communities.models import Community, Membership
from leerkring.notifications.actions import Intent, notify_all
from leerkring.notifications.schedule import in_batches

from ..ledger import about
from ..models import Attendance, Guest, Meeting

KIND = "meetings.reminder"
GUEST_KIND = "meetings.guest_reminder"
BATCH = 200


def remind(now: datetime) -> int:
    """Write a reminder for each member of each meeting that is due; return how many.

    After an outage only the latest due rule of a meeting goes out, and nothing for what has begun. The key of a
    mail names meeting, rule and start, so that looking twice is harmless and a moved meeting reminds again.
    """
    return in_batches(_remind_batch, now, BATCH)


def _remind_batch(now: datetime) -> tuple[int, int]:
    with transaction.atomic():
        due = Meeting.objects.planned().filter(next_reminder_at__lte=now).order_by("next_reminder_at")
        meetings = list(due.select_for_update(of=("self",)).select_related("cycle")[:BATCH])
        # A row whose moment was written by hand, too early, only gets the right one.
        to_come = [meeting for meeting in meetings if meeting.starts_at > now and due_rule(meeting, now)]
        count = notify_all(KIND, _intents(to_come, now)) if to_come else 0
        _remind_guests(to_come, now)
        for meeting in meetings:
            meeting.next_reminder_at = meeting.reminder_after(now)
        Meeting.objects.bulk_update(meetings, ["next_reminder_at"])
    return len(meetings), count


def _intents(meetings: Sequence[Meeting], now: datetime) -> Iterator[Intent]:
    members = _members(meeting.cycle.community_id for meeting in meetings)
    # Neither who can't come nor who has no place yet.
    without = Q(answer=Attendance.Answer.NO) | Q(answer=Attendance.Answer.YES, is_waiting=True)
    absent = set(Attendance.objects.filter(without, meeting__in=meetings).values_list("meeting", "user"))
    for meeting in meetings:
        rule = due_rule(meeting, now)
        start = meeting.starts_at.isoformat()
        context = {"meeting": meeting.pk, "rule": rule, "starts_at": start}
        for membership in members.get(meeting.cycle.community_id, []):
            if (meeting.pk, membership.user_id) not in absent:
                key = f"{KIND}:{meeting.pk}:{rule}:{start}"
                yield Intent(membership.user, key, context, about=about(meeting))


def _remind_guests(meetings: Sequence[Meeting], now: datetime) -> None:
    """Tell guests the practical things, two days before; what members prepare is not for them."""
    soon = {meeting.pk: meeting for meeting in meetings if due_rule(meeting, now) == "soon"}
    if not soon:
        return
    running = Guest.objects.filter(meeting__cycle__community__status=Community.Status.ACTIVE)
    notify_all(
        GUEST_KIND,
        [_guest_intent(guest, soon[guest.meeting_id]) for guest in running.expected().filter(meeting__in=soon)],
    )


def _guest_intent(guest: Guest, meeting: Meeting) -> Intent:
    start = meeting.starts_at.isoformat()
    context = {"guest": guest.pk, "starts_at": start}
    return Intent(guest.email, f"{GUEST_KIND}:{guest.pk}:{start}", context, guest.language, about(meeting))


def due_rule(meeting: Meeting, now: datetime) -> str:
    """Return the latest rule that is due; empty when none is."""
    due = {rule: moment for rule, moment in meeting.reminder_moments().items() if moment <= now}
    return max(due, key=due.__getitem__, default="")


def _members(communities: Iterable[int]) -> dict[int, list[Membership]]:
    """Return the members of the running circles among these, in one query."""
    memberships = Membership.objects.active().filter(
        community__in=set(communities), community__status=Community.Status.ACTIVE, user__is_active=True
    )
    members: dict[int, list[Membership]] = {}
    for membership in memberships.select_related("user"):
        members.setdefault(membership.community_id, []).append(membership)
    return members
