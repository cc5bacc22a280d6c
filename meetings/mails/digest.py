"""Meetings in the digest: what is new, changed or cancelled since the last one, and what comes soon."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from leerkring.core.links import absolute_url
from leerkring.core.templatetags.ui import day_time
from leerkring.notifications.sections import DigestLine, Window

from ..models import Meeting

# A daily digest tells of tomorrow, a weekly one of the week; one after a long silence not of a whole season.
LONGEST_VIEW = timedelta(days=14)


@dataclass(frozen=True)
class News:
    """What there is to tell of one meeting; the line is written in the language of whoever reads it."""

    meeting: Meeting
    changed_at: datetime | None
    # Meetings are of who takes part; events have pages for everybody.
    is_public: bool = False

    @property
    def circle(self) -> int:
        """Whose meeting it is."""
        return self.meeting.cycle.community_id

    def line_for(self, window: Window) -> DigestLine | None:
        """Return what somebody with this window is told; None when it is nothing."""
        change = self._change_in(window)
        if not change:
            return None
        return DigestLine(line(change, self.meeting), absolute_url(self.meeting.get_absolute_url()))

    def _change_in(self, window: Window) -> str:
        since, until = window
        meeting = self.meeting
        if meeting.cancelled_at:
            return "cancelled" if since <= meeting.cancelled_at < until and meeting.starts_at > until else ""
        if meeting.starts_at <= until:
            return ""
        if meeting.planned_at and since <= meeting.planned_at < until:
            return "new"
        if self.changed_at and since <= self.changed_at < until:
            return "changed"
        return "soon" if meeting.starts_at < until + min(until - since, LONGEST_VIEW) else ""


def _describe(change: str, meeting: Meeting) -> str:
    words = {"when": day_time(meeting.local_start, meeting.local_end), "theme": str(meeting)}
    if change == "new":
        return _("New meeting on %(when)s: %(theme)s") % words
    if change == "changed":
        return _("Changed: %(theme)s, now %(when)s") % words
    if change == "cancelled":
        return _("Cancelled: %(theme)s on %(when)s") % words
    return _("Coming up on %(when)s: %(theme)s") % words


# The digest is written after it is collected, in the language of each reader.
line = lazy(_describe, str)


def collect_meetings(circles: Collection[int], window: Window) -> Sequence[News]:
    """Return the meetings that may matter within this window, soonest first; one query."""
    first, last = window
    # What has begun by now is not told, however long the mail was held.
    begun = max(first, timezone.now())
    to_come = Meeting.objects.exclude(status=Meeting.Status.DRAFT).filter(cycle__community__in=circles)
    matters = Q(starts_at__lt=last + LONGEST_VIEW) | Q(planned_at__gte=first) | Q(cancelled_at__gte=first)
    rows = (
        to_come.filter(starts_at__gt=begun)
        .annotate(changed_at=Max("changes__created_at"))
        .filter(matters | Q(changed_at__gte=first))
        .select_related("cycle__community")
        .order_by("starts_at", "pk")
    )
    return [News(meeting, vars(meeting)["changed_at"]) for meeting in rows]
