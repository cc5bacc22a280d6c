"""What a calendar gets that fetches somebody's meetings."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from ..models import Attendance, CalendarFeed, Meeting
from .calendar import Entry, write_feed
from .meeting import meeting_entry

# Who looks back further does so in the portal.
PAST = timedelta(days=365)


def feed_entries(feed: CalendarFeed, *, now: datetime) -> list[Entry]:
    """Return the meetings that the owner of the feed may see, from a year ago on; two queries."""
    seen = Meeting.objects.permitted(feed.user, "meetings.view_meeting").exclude(status=Meeting.Status.DRAFT)
    if feed.community:
        seen = seen.filter(cycle__community=feed.community)
    rows = seen.filter(ends_at__gt=now - PAST).order_by("starts_at", "pk")
    meetings = list(rows.select_related("cycle__community__programme"))
    mine = Attendance.objects.filter(user=feed.user, meeting__in=[meeting.pk for meeting in meetings])
    answers = {attendance.meeting_id: _answer(attendance) for attendance in mine}
    return [meeting_entry(meeting, answer=answers.get(meeting.pk, "")) for meeting in meetings]


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


def _answer(attendance: Attendance) -> str:
    """Return what was answered; on the waiting list a yes is a perhaps."""
    return Attendance.Answer.MAYBE if attendance.waits else attendance.answer
