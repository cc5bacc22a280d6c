"""On what contact time was spent: the programme says when what was, somebody's presence when they were there."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Certificate, Meeting, ProgrammeItem
from .presence import breaks_of, minutes_of, net_minutes

Activity = Certificate.Activity
ACTIVITY_OF = {
    ProgrammeItem.Pillar.CONSULTATION: Activity.CONSULTATION,
    ProgrammeItem.Pillar.DEEPENING: Activity.DEEPENING,
    ProgrammeItem.Pillar.VISIT: Activity.VISIT,
    ProgrammeItem.Pillar.CURRENT: Activity.CURRENT,
}
# Per meeting and person, the minutes of peer consultation that were kept while it went on.
Measured = Callable[[Collection[int]], Mapping[tuple[int, int], int]]

_measured: list[Measured] = []


def register_measured(minutes: Measured) -> None:
    """Add who knows how long people really sat together for peer consultation: the app above, which leads it live.

    ``minutes`` gets the keys of meetings, and returns net minutes by (meeting, user) in a number of queries that does
    not depend on how many there are.
    """
    _measured.append(minutes)


def measured_minutes(meetings: Collection[int]) -> dict[tuple[int, int], int]:
    """Return what was measured at these meetings; of who was measured twice, together."""
    found: dict[tuple[int, int], int] = {}
    for minutes in _measured:
        for key, number in minutes(meetings).items():
            found[key] = found.get(key, 0) + number
    return found


def minutes_by_activity(
    meeting: Meeting, items: Iterable[ProgrammeItem], start: time, end: time, measured: int | None = None
) -> dict[str, int]:
    """Return the net minutes between two clock times by activity; together they are ``net_minutes``.

    What no item of a pillar covers is other time. What was ``measured`` of peer consultation takes the place of what
    the programme planned for it, within the time that is not another pillar's.
    """
    items = list(items)
    found = dict.fromkeys(ACTIVITY_OF.values(), 0)
    came, left, moment = minutes_of(start), minutes_of(end), minutes_of(meeting.start_time)
    for item in items:
        activity = ACTIVITY_OF.get(ProgrammeItem.Pillar(item.pillar))
        if activity:
            found[activity] += max(0, min(left, moment + item.minutes) - max(came, moment))
        moment += item.minutes
    rest = net_minutes(start, end, breaks_of(meeting, items)) - sum(found.values())
    if measured is not None:
        room = found[Activity.CONSULTATION] + rest
        found[Activity.CONSULTATION] = min(measured, room)
        rest = room - found[Activity.CONSULTATION]
    return {str(activity): number for activity, number in (found | {Activity.OTHER: rest}).items() if number}


def in_words(minutes: int) -> str:
    """Return contact time as people say it: *5 hours and 30 minutes*."""
    whole, rest = divmod(minutes, 60)
    words = ngettext("%(hours)s hour", "%(hours)s hours", whole) % {"hours": whole}
    if not rest:
        return words
    part = ngettext("%(minutes)s minute", "%(minutes)s minutes", rest) % {"minutes": rest}
    return _("%(hours)s and %(minutes)s") % {"hours": words, "minutes": part} if whole else part
