"""Dividing people over tables: what always holds, and what a good division looks like."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.division import Person, Seat, divide

SECTORS = ["education", "research", "practice", "residents"]


def by_table(people, seats):
    known = {person.pk: person for person in people}
    tables = {seat.table for seat in seats}
    return {table: [known[seat.pk] for seat in seats if seat.table == table] for table in tables}


@st.composite
def rooms(draw):
    """A number of tables, and people of whom some have a case at one."""
    tables = draw(st.integers(1, 6))
    return tables, [
        Person(
            pk,
            draw(st.sampled_from(SECTORS)),
            draw(st.sampled_from([None, 1, 2, 3])),
            draw(st.sampled_from([frozenset(), frozenset(), frozenset({draw(st.integers(1, tables))})])),
            draw(st.booleans()),
        )
        for pk in range(1, draw(st.integers(0, 30)) + 1)
    ]


@settings(max_examples=150, deadline=None)
@given(rooms())
def test_everybody_sits_once_owners_at_their_case_and_leading_nowhere_near_it(room):
    tables, people = room
    seats = divide(people, tables)

    assert sorted(seat.pk for seat in seats) == [person.pk for person in people]
    places = {seat.pk: seat for seat in seats}
    for person in people:
        assert 1 <= places[person.pk].table <= tables
        assert not person.owns or places[person.pk].table in person.owns
        assert not (places[person.pk].leads and places[person.pk].table in person.owns)
    leading = Counter(seat.table for seat in seats if seat.leads)
    assert set(leading.values()) <= {1}
    for table, sitting in by_table(people, seats).items():
        assert (table in leading) == any(table not in person.owns for person in sitting)


@settings(max_examples=100, deadline=None)
@given(rooms())
def test_tables_are_as_even_as_owners_allow_and_the_same_each_time(room):
    tables, people = room
    seats = divide(people, tables)
    sizes = Counter(seat.table for seat in seats)
    owners = Counter(min(person.owns) for person in people if person.owns)

    smallest = min(sizes[table] for table in range(1, tables + 1))
    for table in range(1, tables + 1):
        assert sizes[table] <= max(smallest + 1, owners[table])
    assert divide(reversed(people), tables) == seats


def test_sectors_mix_and_colleagues_sit_apart():
    people = [Person(number, SECTORS[number % 4], organisation=number % 3) for number in range(1, 13)]

    tables = by_table(people, divide(people, 3))

    for sitting in tables.values():
        assert Counter(person.sector for person in sitting) == dict.fromkeys(SECTORS, 1)
        assert max(Counter(person.organisation for person in sitting).values()) <= 2


def test_each_table_gets_one_of_those_who_lead_more_often():
    people = [Person(number, "practice", leads=number in (2, 5, 9)) for number in range(1, 10)]

    assert {seat.pk for seat in divide(people, 3) if seat.leads} == {2, 5, 9}


def test_leader_of_the_meeting_who_brings_a_case_leads_no_table():
    people = [Person(1, "practice", leads=True, owns=frozenset({1})), Person(2, "research")]

    assert divide(people, 1) == [Seat(1, 1), Seat(2, 1, leads=True)]


def test_table_of_owners_alone_has_nobody_who_leads():
    assert divide([Person(1, "practice", owns=frozenset({1}))], 1) == [Seat(1, 1)]


def test_nobody_and_no_table_is_no_division():
    assert divide([], 3) == divide([Person(1, "practice")], 0) == []
