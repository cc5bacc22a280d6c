"""Dividing people over tables: sectors mix, one organisation spreads, owners sit at their case and do not lead."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

# What two people of one sector, or of one organisation, at one table cost. Colleagues know each other's cases.
SAME_SECTOR, SAME_ORGANISATION = 2, 3


@dataclass(frozen=True)
class Person:
    """Somebody who comes; ``owns`` are the tables at which a case of theirs stands."""

    pk: int
    sector: str
    organisation: int | None = None
    owns: frozenset[int] = frozenset()
    # Whether they lead more often: who leads the meeting, and coordinators.
    leads: bool = False


@dataclass(frozen=True)
class Seat:
    """Where somebody sits, and whether they lead there."""

    pk: int
    table: int
    leads: bool = False


def divide(people: Iterable[Person], tables: int) -> list[Seat]:
    """Return a seat for everybody at tables 1 to ``tables``, by table.

    Tables differ by one person at most, unless more owners than that have their case at one table. The same people
    are divided in the same way each time. A table where everybody owns a case has nobody who leads.
    """
    people = sorted(people, key=lambda person: person.pk)
    if not people or tables < 1:
        return []
    seated = _improved(_first(people, tables))
    leaders = _leaders(seated)
    rows = [(person, table) for table in sorted(seated) for person in seated[table]]
    return [Seat(person.pk, table, leads=leaders.get(table) == person.pk) for person, table in rows]


Seated = dict[int, list[Person]]


def _first(people: Sequence[Person], tables: int) -> Seated:
    """Seat owners at their case, then who leads, then the others: each where there is most room and least likeness."""
    seated: Seated = {table: [] for table in range(1, tables + 1)}
    free = []
    for person in people:
        own = min((table for table in person.owns if table in seated), default=None)
        if own is None:
            free.append(person)
        else:
            seated[own].append(person)
    sizes = Counter(person.sector for person in people)
    # The largest sector is the hardest to spread.
    free.sort(key=lambda person: (not person.leads, -sizes[person.sector], person.sector, person.organisation or 0))
    for person in free:
        best = min(seated, key=lambda table: (len(seated[table]), _likeness(person, seated[table]), table))
        seated[best].append(person)
    return seated


def _likeness(person: Person, others: Collection[Person]) -> int:
    """What it costs to seat somebody with these others."""
    same = SAME_SECTOR * sum(other.sector == person.sector for other in others)
    if person.organisation is not None:
        same += SAME_ORGANISATION * sum(other.organisation == person.organisation for other in others)
    # Two who lead at one table leave another without.
    return same + person.leads * sum(other.leads for other in others)


def _improved(seated: Seated) -> Seated:
    """Let two people change seats as long as that makes the tables more mixed."""
    while any(_swap(seated, *pair) for pair in combinations(sorted(seated), 2)):
        pass
    return seated


def _swap(seated: Seated, one: int, two: int) -> bool:
    """Make the first swap between two tables that costs less than before; whether there was one."""
    for left in [person for person in seated[one] if one not in person.owns]:
        for right in [person for person in seated[two] if two not in person.owns]:
            here = [person for person in seated[one] if person != left]
            there = [person for person in seated[two] if person != right]
            now = _likeness(left, here) + _likeness(right, there)
            if _likeness(right, here) + _likeness(left, there) < now:
                seated[one], seated[two] = [*here, right], [*there, left]
                return True
    return False


def _leaders(seated: Seated) -> dict[int, int]:
    """Return who leads each table: somebody without a case there, by preference who leads more often."""
    found = {}
    for table, people in seated.items():
        able = [person for person in people if table not in person.owns]
        if able:
            found[table] = min(able, key=lambda person: (not person.leads, bool(person.owns), person.pk)).pk
    return found
