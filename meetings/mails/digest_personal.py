"""What of meetings is for one reader alone in the digest: what waits for them, and what they promised to do."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Community, Membership
from leerkring.core.links import absolute_url
from leerkring.core.templatetags.ui import day, day_time
from leerkring.notifications.sections import DigestLine, SaidOnce, Window

from ..models import ActionItem, Attendance, DatePoll, DateVote, Meeting

# What is due later than this waits for nobody yet.
SOON = timedelta(days=7)
Lines = Mapping[int, Sequence[DigestLine]]


@dataclass(frozen=True)
class _Asked:
    """A question to all of a circle, said once for all of them, with who answered it: (question, person)."""

    pk: int
    meeting: Meeting
    since: datetime | None
    text: SaidOnce
    url: str
    answered: Collection[tuple[int, int]]

    def waits_for(self, user: int) -> bool:
        return (self.pk, user) not in self.answered

    def line_in(self, window: Window) -> DigestLine:
        return DigestLine(self.text, self.url, is_new=_falls_in(window, self.since))


def _url(row: Meeting | DatePoll) -> str:
    return absolute_url(row.get_absolute_url())


def collect_waiting(windows: Mapping[int, Window]) -> Lines:
    """Return which answers each reader still owes, soonest first; five queries."""
    circles = _circles_of(windows)
    mine = {circle for numbers in circles.values() for circle in numbers}
    now = timezone.now()
    to_come = Meeting.objects.upcoming(now).filter(cycle__community__in=mine).select_related("cycle__community")
    meetings = list(to_come.order_by("starts_at", "pk"))
    polls = _open_polls(mine, now)
    answered = _pairs(Attendance.objects.filter(meeting__in=meetings, user__in=windows), "meeting")
    voted = _pairs(DateVote.objects.filter(option__poll__in=polls, user__in=windows), "option__poll")
    asked = [
        _Asked(poll.pk, poll.meeting, poll.created_at, SaidOnce(_say_dates, poll), _url(poll), voted) for poll in polls
    ]
    asked += [_Asked(row.pk, row, row.planned_at, SaidOnce(_say_coming, row), _url(row), answered) for row in meetings]
    by_circle: dict[int, list[_Asked]] = defaultdict(list)
    for question in asked:
        by_circle[question.meeting.cycle.community_id].append(question)
    lines: dict[int, list[DigestLine]] = defaultdict(list)
    for user, window in windows.items():
        for circle in sorted(circles[user]):
            lines[user] += [question.line_in(window) for question in by_circle[circle] if question.waits_for(user)]
    return lines


def _open_polls(circles: Collection[int], now: datetime) -> list[DatePoll]:
    to_come = {"meeting__status": Meeting.Status.PLANNED, "meeting__starts_at__gt": now}
    rows = DatePoll.objects.open().with_meeting().filter(meeting__cycle__community__in=circles, **to_come)
    return list(rows.filter(closes_on__gte=timezone.localdate(now)).order_by("closes_on", "pk"))


def _falls_in(window: Window, moment: datetime | None) -> bool:
    since, until = window
    return moment is not None and since <= moment < until


def _say_coming(meeting: Meeting) -> str:
    when = day_time(meeting.local_start, meeting.local_end)
    words = {"when": when, "circle": meeting.cycle.community.name}
    return _("Are you coming on %(when)s? %(circle)s") % words


def _say_dates(poll: DatePoll) -> str:
    words = {"meeting": poll.meeting, "circle": poll.meeting.cycle.community.name}
    return _("Which date suits you for %(meeting)s? %(circle)s") % words


def _say_promised(count: int, circle: str, first: date) -> str:
    words = {"count": count, "circle": circle, "day": day(first)}
    said = ngettext(
        "An action item for %(circle)s, by %(day)s",
        "%(count)s action items for %(circle)s, the first by %(day)s",
        count,
    )
    return said % words


# The digest is written after it is collected, in the language of each reader.
_promised = lazy(_say_promised, str)


def collect_actions(windows: Mapping[int, Window]) -> Lines:
    """Return per circle what each reader promised and is late or due soon, without saying what it is; two queries."""
    circles = _circles_of(windows)
    until = max((until for _since, until in windows.values()), default=timezone.now())
    items = ActionItem.objects.open().filter(owner__in=windows, due_on__lte=timezone.localdate(until) + SOON)
    due: dict[tuple[int, int], list[ActionItem]] = defaultdict(list)
    for item in items.select_related("community"):
        if item.owner_id and item.community_id in circles[item.owner_id]:
            due[(item.owner_id, item.community_id)].append(item)
    lines: dict[int, list[DigestLine]] = defaultdict(list)
    for (owner, _circle), promised in due.items():
        lines[owner].append(_line(promised, windows[owner]))
    return lines


def _line(items: Sequence[ActionItem], window: Window) -> DigestLine:
    first = items[0]
    assert first.due_on is not None
    url = absolute_url(reverse("meetings:action_item_list", kwargs={"slug": first.community.slug})) + "?van=mij"
    is_new = any(_becomes_due(item, window) for item in items)
    return DigestLine(_promised(len(items), first.community.name, first.due_on), url, is_new=is_new)


def _becomes_due(item: ActionItem, window: Window) -> bool:
    """Return whether it came near, or passed its day, since the last digest: told once as news, then as a reminder."""
    since, until = (timezone.localdate(moment) for moment in window)
    assert item.due_on is not None
    return since <= item.due_on - SOON < until or since <= item.due_on < until


def _circles_of(people: Collection[int]) -> Mapping[int, set[int]]:
    """Return the running circles that each of them takes part in; one query."""
    rows = Membership.objects.active().filter(user__in=people, community__status=Community.Status.ACTIVE)
    found: dict[int, set[int]] = defaultdict(set)
    for user, community in rows.values_list("user", "community"):
        found[user].add(community)
    return found


def _pairs(rows: QuerySet[Any], thing: str) -> set[tuple[int, int]]:
    return set(rows.values_list(thing, "user"))
