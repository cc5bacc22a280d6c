"""The triangle of people: counting, showing, and what a coordinator is asked."""

from collections import Counter

import pytest
from django.utils import timezone, translation

from communities.models import Membership, Organisation
from communities.triangle import Triangle, percents, questions, triangle_of


def triangle(education=0, research=0, practice=0, residents=0, organisations=None, roles=None) -> Triangle:
    counts = {"education": education, "research": research, "practice": practice, "residents": residents}
    return Triangle(Counter(counts), Counter(organisations or {}), Counter(roles or {}))


def asked(*args, **kwargs) -> list[str]:
    with translation.override("en"):
        return [sentence.split(".")[0].split("?")[0] for sentence in questions(triangle(*args, **kwargs))]


NO_RESIDENTS = "No residents take part yet"


def test_triangle_in_balance_asks_nothing():
    assert asked(3, 3, 3, 1) == []


def test_triangle_without_people_asks_nothing():
    assert asked() == []


@pytest.mark.parametrize(
    ("counts", "first"),
    [
        ((3, 0, 3, 1), "Nobody from research has joined yet"),
        ((0, 0, 3, 1), "Nobody from education and research has joined yet"),
        ((0, 0, 1, 0), "Nobody from education and research has joined yet"),
    ],
)
def test_triangle_names_the_missing_corners(counts, first):
    assert asked(*counts)[0] == first


def test_triangle_gives_a_tip_when_residents_are_missing():
    assert asked(2, 2, 2, 0) == [NO_RESIDENTS]


@pytest.mark.parametrize(
    ("practice", "is_asked"),
    # With one of each other sector: 3 of 6 is 50 %, 4 of 7 is 57 %, 5 of 8 is 62.5 %.
    [(3, False), (4, False), (5, True)],
)
def test_triangle_asks_about_a_sector_above_sixty_per_cent(practice, is_asked):
    assert any("come from practice" in sentence for sentence in asked(1, 1, practice, 1)) == is_asked


def test_triangle_says_nothing_of_exactly_the_limit():
    assert asked(2, 2, 6, 0) == [NO_RESIDENTS]
    assert asked(2, 2, 2, 2, organisations={"De Linge": 4}) == []


def test_triangle_asks_about_one_organisation_above_half():
    assert asked(2, 2, 2, 2, organisations={"De Linge": 5}) == ["62% of the people come from De Linge"]


def test_triangle_asks_about_one_role_above_sixty_per_cent():
    assert asked(2, 2, 2, 2, roles={"student": 5}) == ["62% of the people have the same role: student"]


def test_triangle_says_nothing_of_shares_among_four_people():
    assert asked(1, 1, 1, 1, organisations={"De Linge": 4}, roles={"student": 4}) == []


def test_triangle_speaks_in_words():
    with translation.override("en"):
        assert triangle(1, 0, 2, 1).sentence == "Taking part: education, practice and residents."
        assert triangle().sentence == "Nobody has joined yet."


def test_triangle_shows_shares_and_grows_with_them():
    corners = triangle(1, 0, 3).corners

    assert [(corner.sector.value, corner.count, corner.percent) for corner in corners] == [
        ("education", 1, 25),
        ("research", 0, 0),
        ("practice", 3, 75),
        ("residents", 0, 0),
    ]
    assert float(corners[1].scale) < float(corners[0].scale) < float(corners[2].scale)


@pytest.mark.parametrize(
    ("counts", "shares"),
    [([2, 1, 4, 1], [25, 13, 50, 12]), ([1, 1, 1, 0], [34, 33, 33, 0]), ([0, 0, 0, 0], [0, 0, 0, 0]), ([7], [100])],
)
def test_shares_together_are_a_hundred(counts, shares):
    assert percents(counts) == shares


@pytest.mark.parametrize("number", [1, 3])
def test_triangle_is_counted_in_one_query(community, make, organisation, django_assert_num_queries, number):
    for count in range(number):
        make.join(make.user(f"Lid{count}"), community, "student", sector="education", organisation=organisation)

    with django_assert_num_queries(1):
        found = triangle_of(community)

    assert (found.total, found.organisations[organisation.name]) == (number, number)


def test_triangle_counts_neither_who_left_nor_alumni(community, member, former_member, make):
    alumnus = make.join(make.user("Oud"), community, "researcher", sector="research")
    Membership.objects.filter(pk=alumnus.pk).update(alumnus_since=timezone.now())

    assert triangle_of(community).sectors == Counter(education=1)


def test_triangle_counts_coordinating_as_a_task_and_not_as_a_discipline(community, make):
    facts = {"organisation": Organisation.objects.create(name="Huis")}
    make.join(make.user("Een"), community, "coordinator", second_role="lecturer", **facts)
    make.join(make.user("Twee"), community, "coordinator")
    make.join(make.user("Drie"), community, "lecturer", second_role="coordinator")

    found = triangle_of(community)

    assert (found.roles, found.total) == (Counter(lecturer=2), 3)
