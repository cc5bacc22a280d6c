"""Circles as mail knows them: whose news somebody gets, and what can be silent for them.

The app that knows circles registers both; here a circle is a number with a name.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leerkring.accounts.models import User
from leerkring.core.vocabulary import Words

from .models import Mute


@dataclass(frozen=True)
class Scope:
    """A circle as its reader knows it: its number, its name, its page, and what its programme calls one."""

    number: int
    name: str
    url: str
    words: Words | None = None
    # Periods in which it is silent, first and last day: the summer.
    breaks: tuple[tuple[date, date], ...] = ()

    def window(self, since: datetime, until: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """Return what of a window the circle tells: of a break nothing until it is over, and then what is left."""
        for first, last in self.breaks:
            begin, end = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
            if begin <= until < end:
                return (since, begin) if since < begin else None
            if begin < since < end:
                since = begin
        return since, until


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone)


@dataclass(frozen=True)
class Readership:
    """The circles of some people: what they are, and per person which, and whether they see its inside."""

    scopes: Mapping[int, Scope] = field(default_factory=dict)
    # {person: {circle: whether they take part in it}}; who follows it, or took part, gets what is public.
    readers: Mapping[int, Mapping[int, bool]] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """How to find circles: those of one person through the permission door, and those of many in few queries."""

    listed: Callable[[User], Sequence[Scope]]
    read_by: Callable[[Collection[int]], Readership]


_sources: list[Source] = []


def register_scopes(source: Source) -> None:
    """Say how to find the circles of people; one app does."""
    if _sources:
        raise LookupError("The circles of people are registered twice.")
    _sources.append(source)


def scopes_of(person: User) -> Sequence[Scope]:
    """Return the circles that can be silent for this person."""
    return _sources[0].listed(person) if _sources else ()


def scope_of(person: User, number: int) -> Scope | None:
    """Return one of their circles; None when it is not theirs."""
    return next((scope for scope in scopes_of(person) if scope.number == number), None)


def readership(people: Iterable[int]) -> Readership:
    """Return the circles whose news these people get, without those that are silent for them."""
    people = list(people)
    found = _sources[0].read_by(people) if _sources else Readership()
    silent = set(Mute.objects.filter(user__in=people).values_list("user", "scope"))
    if not silent:
        return found
    readers = {
        person: {number: inside for number, inside in circles.items() if (person, number) not in silent}
        for person, circles in found.readers.items()
    }
    return Readership(found.scopes, readers)
