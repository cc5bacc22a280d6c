"""What a meeting that moves means for who stands on its presence list already."""

from dataclasses import dataclass
from datetime import date, time
from typing import Self

from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import Meeting, Presence


@dataclass(frozen=True)
class Hours:
    """When a meeting was to be, on the clock of the place."""

    date: date
    start: time
    end: time
    has_begun: bool

    @classmethod
    def of(cls, meeting: Meeting) -> Self:
        """Return them as they are now."""
        return cls(meeting.date, meeting.start_time, meeting.end_time, meeting.has_begun)


def follow_hours(meeting: Meeting, before: Hours, *, by: User) -> None:
    """Let the presence list follow the meeting, which is locked and not yet saved.

    On the same day who was there from the start still is; what was typed otherwise stays. Who had said on another day
    that they were there, an hour beforehand, was not there yet, and says so again; once it has begun, it stays on
    the day on which people came.
    """
    rows = Presence.objects.filter(meeting=meeting)
    if meeting.date != before.date:
        if before.has_begun and rows.exists():
            raise Refused(_("People stand on the presence list. A meeting that has begun stays on its day."))
        rows.delete()
    elif (meeting.start_time, meeting.end_time) != (before.start, before.end):
        for row in rows.select_for_update():
            _follow(row, meeting, before, by=by)


def _follow(row: Presence, meeting: Meeting, before: Hours, *, by: User) -> None:
    """Move the ends that followed from the meeting, and those that now fall outside it; keep what it was."""
    start, end = row.from_time, row.until_time
    if before.start <= start <= max(before.start, meeting.start_time):
        start = meeting.start_time
    if min(before.end, meeting.end_time) <= end <= before.end:
        end = meeting.end_time
    if (start, end) == (row.from_time, row.until_time) or end <= start:
        return
    was = _as_json(row)
    row.from_time, row.until_time, row.version = start, end, row.version + 1
    row.save(update_fields=["from_time", "until_time", "version"])
    reason = _("The meeting itself got other times.")
    row.corrections.create(before=was, after=_as_json(row), reason=reason, corrected_by=by)


def _as_json(row: Presence) -> dict[str, str | bool]:
    """Return what the log keeps of a row."""
    times = {"from_time": f"{row.from_time:%H:%M}", "until_time": f"{row.until_time:%H:%M}"}
    return {"is_there": row.removed_at is None, **times, "way": row.way}
