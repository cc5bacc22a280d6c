"""Moving the rest of a cycle along with a meeting that was moved."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..dates import holidays_of
from ..models import Meeting
from .meeting import change_meeting, plan_of

# Further than this nobody moves a series; it keeps a number in an address from leading out of the calendar.
MOST_DAYS = 366


@dataclass(frozen=True)
class Shift:
    """A later meeting of the cycle, and the day it would move to."""

    meeting: Meeting
    to: date


def shifts_after(meeting: Meeting, *, days: int) -> list[Shift]:
    """Return the later meetings of the cycle that can still move, each moved by ``days`` and on past holidays."""
    if not days or abs(days) > MOST_DAYS:
        return []
    holidays, today = holidays_of(meeting.cycle.community), timezone.localdate()
    moved = timedelta(days=days)
    shifts = [Shift(row, holidays.first_working_date(row.date + moved)) for row in _movable(meeting)]
    # Together they stay in order, and none moves into the past or before the meeting that they follow.
    return shifts if all(shift.to > max(today, meeting.date) for shift in shifts) else []


def _movable(meeting: Meeting) -> list[Meeting]:
    later = meeting.cycle.meetings.filter(number__gt=meeting.number, starts_at__gt=timezone.now())
    rows = later.exclude(status=Meeting.Status.CANCELLED).order_by("number")
    return list(rows.select_related("host", "municipality", "cycle__community"))


@transaction.atomic
def shift_rest(meeting: Meeting, *, by: User, days: int, pks: Collection[int]) -> list[Meeting]:
    """Move the chosen later meetings along; their members and guests are told of each as of any change.

    Refused when nothing can move: then somebody else moved or cancelled them in between.
    """
    # Held together in the order of their keys, as a change of turns holds its two: no two deeds block each other.
    list(Meeting.objects.filter(cycle=meeting.cycle_id).order_by("pk").select_for_update())
    chosen = [shift for shift in shifts_after(meeting, days=days) if shift.meeting.pk in pks]
    if not chosen:
        raise Refused(_("Choose at least one meeting that moves along."))
    return [
        change_meeting(
            shift.meeting, by=by, version=shift.meeting.version, plan=replace(plan_of(shift.meeting), date=shift.to)
        )
        for shift in chosen
    ]
