"""What goes on at a meeting at this moment, and what comes after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from ..models import Meeting
from .programme import ShownItem

# From so long before the beginning the page says with what it begins.
BEFORE = timedelta(hours=1)


@dataclass(frozen=True)
class Now:
    """What goes on and what comes next; neither when the last item is over and the meeting is not."""

    current: ShownItem | None
    next: ShownItem | None
    has_begun: bool


def now_and_next(meeting: Meeting, rows: Sequence[ShownItem], now: datetime | None = None) -> Now | None:
    """Return where the programme is, for a meeting that goes on or begins within the hour; no query.

    None where there is nothing to say: at another time, without a programme, or while it is a draft and a reader sees
    parts of it only.
    """
    now = now or timezone.now()
    goes_on = meeting.is_planned and meeting.starts_at - BEFORE <= now < meeting.ends_at
    if not goes_on or not rows or meeting.programme_published_at is None:
        return None
    start, has_begun = meeting.starts_at, meeting.starts_at <= now
    for row in rows:
        if now < start:
            return Now(None, row, has_begun)
        end = start + timedelta(minutes=row.item.minutes)
        if now < end:
            return Now(row, next(iter(rows[rows.index(row) + 1 :]), None), has_begun)
        start = end
    return Now(None, None, has_begun)
