"""Finding which mail of the rhythm around meetings is due, and for whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from communities.actions.rhythm import look_again
from communities.models import Community
from leerkring.accounts.models import User
from leerkring.notifications.actions import Intent, notify_all
from leerkring.notifications.models import Preference
from leerkring.notifications.rhythm import LAPSE, LONGEST_AFTER
from leerkring.notifications.schedule import in_batches

from ..audience import Audience
from ..ledger import about
from ..models import Guest, Meeting
from ..rhythm import PRACTICAL, Due, due_between, is_same_day, levels_of_meetings, moment_after, plan_of

GUEST_KIND = "meetings.guest_reminder"
BATCH = 200


def remind(now: datetime) -> int:
    """Write what is due around meetings, for each person whom it concerns; return how many messages.

    After an outage each person hears only the latest due of a meeting. The key of a mail names meeting, rule and
    start, so that looking twice is harmless, and a moved meeting reminds again.
    """
    return in_batches(_remind_batch, now, BATCH)


def _remind_batch(now: datetime) -> tuple[int, int]:
    with transaction.atomic():
        rows = Meeting.objects.planned().filter(next_reminder_at__lte=now).order_by("next_reminder_at", "pk")
        meetings = list(rows.select_for_update(of=("self",)).select_related("cycle__community")[:BATCH])
        if not meetings:
            return 0, 0
        levels = levels_of_meetings(meetings)
        plans = {meeting.pk: plan_of(meeting, levels[meeting.pk]) for meeting in meetings}
        due = {meeting: _due(meeting, plans[meeting.pk], now) for meeting in meetings}
        count = _write({meeting: found for meeting, found in due.items() if found})
        for meeting in meetings:
            meeting.next_reminder_at = moment_after(plans[meeting.pk], now)
        Meeting.objects.bulk_update(meetings, ["next_reminder_at"])
    return len(meetings), count


def _due(meeting: Meeting, plan: Sequence[Due], now: datetime) -> list[Due]:
    assert meeting.next_reminder_at is not None
    return due_between(plan, meeting.next_reminder_at, now)


def _write(due: dict[Meeting, list[Due]]) -> int:
    """Write the messages, a few queries per kind; return how many."""
    if not due:
        return 0
    by_kind: dict[str, list[Intent]] = defaultdict(list)
    for one, intent in intents_of(due):
        by_kind[one.rule.kind].append(intent)
    _remind_guests([each for found in due.values() for each in found if each.rule.name == PRACTICAL])
    return sum(notify_all(kind, intents) for kind, intents in by_kind.items())


def intents_of(due: dict[Meeting, list[Due]]) -> Iterator[tuple[Due, Intent]]:
    """Yield what each person is told: the latest that concerns them, and what else falls on that day, in one mail.

    What goes along is written as a message too, which says so when it is not sent: nothing is lost from the ledger,
    and none of it comes again. What somebody switched off takes nothing else along.
    """
    audience = Audience(list(due))
    muted = _muted(user for meeting in due for user in audience.people(meeting))
    for meeting, found in due.items():
        for user in audience.people(meeting):
            off = muted.get(user.pk, [])
            mine = [each for each in found if audience.refusal(each.rule.name, meeting, user.pk) is None]
            yield from _told(sorted(mine, key=lambda each: each.rule.kind in off), user, off)


def _told(mine: Sequence[Due], user: User, muted: Collection[str]) -> Iterator[tuple[Due, Intent]]:
    if not mine:
        return
    main, *others = mine
    along = [each for each in others if is_same_day(each, main) and each.rule.kind not in muted]
    yield main, _intent(main, user, {"also": [each.rule.name for each in along]} if along else {})
    for each in along:
        yield each, _intent(each, user, {"within": main.rule.name})


def _intent(due: Due, user: User, more: dict[str, Any]) -> Intent:
    rule, start = due.rule.name, due.meeting.starts_at.isoformat()
    context = {"meeting": due.meeting.pk, "rule": rule, "starts_at": start}
    return Intent(user, key_of(due), context | more, about=about(due.meeting))


def key_of(due: Due) -> str:
    """Return the key of a mail: the meeting, the rule, and the start that it speaks of."""
    return f"meetings.reminder:{due.meeting.pk}:{due.rule.name}:{due.meeting.starts_at.isoformat()}"


def _muted(users: Iterable[User]) -> dict[int, list[str]]:
    """Return the kinds that these people do not want in a mail."""
    rows = Preference.objects.filter(user__in={user.pk for user in users}).exclude(channels={})
    return {user: list(channels) for user, channels in rows.values_list("user", "channels")}


def _remind_guests(soon: Sequence[Due]) -> None:
    """Tell guests the practical things; what members prepare is not for them."""
    meetings = {due.meeting.pk: due.meeting for due in soon}
    if not meetings:
        return
    running = Guest.objects.filter(meeting__cycle__community__status=Community.Status.ACTIVE)
    guests = running.expected().filter(meeting__in=meetings)
    notify_all(GUEST_KIND, [_guest_intent(guest, meetings[guest.meeting_id]) for guest in guests])


def _guest_intent(guest: Guest, meeting: Meeting) -> Intent:
    start = meeting.starts_at.isoformat()
    context = {"guest": guest.pk, "starts_at": start}
    return Intent(guest.email, f"{GUEST_KIND}:{guest.pk}:{start}", context, guest.language, about(meeting))


def follow_rhythm(sender: Any, *, communities: Sequence[int], since: datetime, **facts: Any) -> None:
    """Look again at the meetings of circles whose rhythm changed (``communities.signals.rhythm_changed``)."""
    oldest = since - timedelta(days=LONGEST_AFTER) - LAPSE
    rows = Meeting.objects.planned().filter(cycle__community__in=communities, starts_at__gt=oldest)
    look_again(rows, "next_reminder_at", since)
