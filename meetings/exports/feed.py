"""What a calendar gets that fetches somebody's meetings."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch

from ..models import Attendance, CalendarFeed, Meeting
from .calendar import Entry, write_feed
from .meeting import meeting_entry

# Who looks back further does so in the portal.
PAST = timedelta(days=365)


def feed_entries(feed: CalendarFeed, *, now: datetime) -> list[Entry]:
    """Return the meetings that the owner of the feed may see, from a year ago on; two queries."""
    answers = Prefetch("attendances", Attendance.objects.filter(user=feed.user), to_attr="mine")
    seen = Meeting.objects.permitted(feed.user, "meetings.view_meeting").exclude(status=Meeting.Status.DRAFT)
    if feed.community:
        seen = seen.filter(cycle__community=feed.community)
    rows = seen.filter(ends_at__gt=now - PAST).order_by("starts_at", "pk")
    meetings = rows.select_related("cycle__community__programme").prefetch_related(answers)
    return [meeting_entry(meeting, answer=_answer(meeting.mine)) for meeting in meetings]


def feed_title(feed: CalendarFeed) -> str:
    """Return the name under which a calendar shows the feed."""
    return feed.community.name if feed.community else settings.SITE_NAME


def feed_file(feed: CalendarFeed, entries: Iterable[Entry]) -> bytes:
    """Return the feed itself."""
    return write_feed(entries, title=feed_title(feed))


def feed_mark(feed: CalendarFeed, entries: Iterable[Entry]) -> str:
    """Return a mark that is the same as long as nothing changed (ETag), though each file tells when it was made."""
    whole = repr((feed_title(feed), list(entries)))
    return f'W/"{hashlib.sha256(whole.encode()).hexdigest()[:32]}"'


def _answer(mine: list[Attendance]) -> str:
    """Return what was answered; on the waiting list a yes is a perhaps."""
    if not mine:
        return ""
    return Attendance.Answer.MAYBE if mine[0].waits else mine[0].answer
