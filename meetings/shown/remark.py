"""What a coordinator should know of a date or a meeting to come: holidays, clashes, who left, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import ngettext

from communities.models import Community

from ..clashes import Clash, Slot, clashes_with
from ..dates import Holidays, holidays_of
from ..departed import departed
from ..facts import missing_facts
from ..models import Meeting
from ..models.clock import utc_moment

# More names would hide the date they are about.
NAMES = 5


@dataclass(frozen=True)
class Remarks:
    """A meeting, and what is to be said of it."""

    meeting: Meeting
    words: list[str]


@dataclass(frozen=True)
class When:
    """A day with its times on the clock of the place."""

    day: date
    start: time
    end: time
    time_zone: str = Meeting._meta.get_field("time_zone").default

    @property
    def slot(self) -> Slot:
        """The same stretch for comparing."""
        return Slot(*(utc_moment(self.day, clock, self.time_zone) for clock in (self.start, self.end)))


def when_of(meeting: Meeting) -> When:
    """Return when a meeting is."""
    return When(meeting.date, meeting.start_time, meeting.end_time, meeting.time_zone)


def date_remarks(
    moments: Sequence[When], community: Community, reader: Any, holidays: Holidays | None = None
) -> list[list[str]]:
    """Return per moment what speaks against it; two queries at any number, one when the holidays are known."""
    holidays = holidays or holidays_of(community)
    clashes = clashes_with([moment.slot for moment in moments], community=community, reader=reader)
    return [
        [words for words in [holidays.warning(moment.day), clash_words(found)] if words]
        for moment, found in zip(moments, clashes, strict=True)
    ]


def clash_words(clashes: Sequence[Clash]) -> str:
    """Return who is expected elsewhere, in a sentence; empty when nobody is."""
    if not clashes:
        return ""
    names = ", ".join(_person(clash) for clash in clashes[:NAMES])
    if more := len(clashes) - NAMES if len(clashes) > NAMES else 0:
        names = ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more) % {
            "names": names,
            "count": more,
        }
    return ngettext(
        "%(count)s member has a meeting of another circle then: %(names)s.",
        "%(count)s members have a meeting of another circle then: %(names)s.",
        len(clashes),
    ) % {"count": len(clashes), "names": names}


def _person(clash: Clash) -> str:
    return f"{clash.person} ({clash.circle})" if clash.circle else clash.person


def meeting_remarks(meetings: Sequence[Meeting], community: Community, reader: Any) -> list[Remarks]:
    """Return what is to be said of those that are to come; three queries, with host and facilitator loaded."""
    to_come = [row for row in meetings if row.status != Meeting.Status.CANCELLED and not row.has_begun]
    if not to_come:
        return []
    dates = date_remarks([when_of(row) for row in to_come], community, reader)
    left = departed(to_come, community)
    found = [
        Remarks(row, [*words, *left.get(row.pk, []), *missing_facts(row)])
        for row, words in zip(to_come, dates, strict=True)
    ]
    return [each for each in found if each.words]


def remark_on(meeting: Meeting, reader: Any) -> list[str]:
    """Return what is to be said of one meeting."""
    return [words for each in meeting_remarks([meeting], meeting.cycle.community, reader) for words in each.words]


def add_remarks(forms: Sequence[Any], community: Community, reader: Any) -> None:
    """Give each form of a moment ``remarks``: what speaks against the day that stands in it."""
    moments = [form.typed_moment() for form in forms]
    found = iter(date_remarks([When(*each) for each in moments if each], community, reader))
    for form, moment in zip(forms, moments, strict=True):
        form.remarks = next(found) if moment else []
