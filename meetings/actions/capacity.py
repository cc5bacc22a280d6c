"""How many people there is room for, and giving the places that come free to who waits."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.actions import Intent, notify_all

from ..ledger import about
from ..models import Attendance, Meeting
from .meeting import lock_meeting

logger = logging.getLogger(__name__)

KIND = "meetings.place"


def set_capacity(meeting: Meeting, *, by: User, capacity: int | None, known: int | None) -> Meeting:
    """Set how many places there are, None for no limit; who waits gets the places that this makes.

    Nobody loses a place: with fewer places than people who come, places come free only when people cancel. Raises
    ``Overtaken`` when there are not ``known`` places any more, since somebody else said otherwise.
    """
    with transaction.atomic():
        row, now = lock_meeting(meeting), timezone.now()
        if row.status == Meeting.Status.CANCELLED or row.ends_at <= now or row.cycle.community.is_over:
            raise Refused(_("This meeting is over or does not go on. The number of places can't be changed any more."))
        if row.capacity == capacity:
            return row
        if row.capacity != known:
            raise Overtaken(_("Somebody else changed the number of places in the meantime. Compare, and save again."))
        row.capacity = capacity
        row.save(update_fields=["capacity"])
        give_places(row, now)
    logger.info("meeting %s has %s places, by %s", row.pk, capacity, by.pk)
    return row


def must_wait(meeting: Meeting, who: User) -> bool:
    """Return whether somebody who says yes now waits for a place; the meeting is locked."""
    if meeting.capacity is None:
        return False
    said_yes = meeting.attendances.of_members().on_location().filter(answer=Attendance.Answer.YES).exclude(user=who)
    return said_yes.count() >= meeting.capacity


def give_places(meeting: Meeting, now: datetime) -> list[Attendance]:
    """Give the free places to who waited longest, and tell them by mail; the meeting is locked. Twice is harmless."""
    if not _gives(meeting, now):
        return []
    waiting = meeting.attendances.of_members().waiting().select_related("user")
    if meeting.capacity is not None:
        free = meeting.capacity - meeting.attendances.of_members().coming().on_location().count()
        waiting = waiting[: max(free, 0)]
    chosen = list(waiting)
    for attendance in chosen:
        # The mail that told they wait is not sent any more, if it still stood ready.
        attendance.is_waiting, attendance.revision = False, attendance.revision + 1
    Attendance.objects.bulk_update(chosen, ["is_waiting", "revision"])
    notify_all(KIND, [_intent(attendance, meeting) for attendance in chosen])
    return chosen


def _gives(meeting: Meeting, now: datetime) -> bool:
    """Whether a place is of use: once it has begun nobody comes from home any more."""
    is_running = meeting.cycle.community.status == Community.Status.ACTIVE
    return meeting.is_planned and meeting.starts_at > now and is_running


def _intent(attendance: Attendance, meeting: Meeting) -> Intent:
    context = {"meeting": attendance.meeting_id, "revision": attendance.revision}
    key = f"{KIND}:{attendance.meeting_id}:{attendance.revision}"
    return Intent(attendance.user, key, context, about=about(meeting))


def give_free_places(now: datetime) -> int:
    """Give the places of who left a circle, at whatever moment; return how many were given."""
    return sum(_give(pk, now) for pk in _with_free_places(now))


def _with_free_places(now: datetime) -> list[int]:
    """Return the meetings to come where somebody waits while there is room; one query."""
    mine = Attendance.objects.of_members().filter(meeting=OuterRef("pk"))
    counted = mine.coming().on_location().order_by().values("meeting").annotate(number=Count("pk")).values("number")
    rows = Meeting.objects.planned().filter(
        Exists(mine.waiting()), starts_at__gt=now, cycle__community__status=Community.Status.ACTIVE
    )
    taken = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    free = Q(capacity__isnull=True) | Q(capacity__gt=taken)
    return list(rows.filter(free).values_list("pk", flat=True))


def _give(pk: int, now: datetime) -> int:
    with transaction.atomic():
        rows = Meeting.objects.select_related("cycle__community").select_for_update(of=("self",))
        row = rows.filter(pk=pk).first()
        return len(give_places(row, now)) if row else 0
