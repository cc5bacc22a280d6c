"""How good the suggestions are, on pairs that people judged."""

import pytest

from communities.actions.area import load_areas
from communities.matching.judged import measure_precision, read_pairs

pytestmark = pytest.mark.django_db


def test_judged_pairs_are_whole_and_many():
    pairs = read_pairs()
    names = {row["name"] for row in pairs["organisations"]}
    right = [(issue["title"], name) for issue in pairs["issues"] for name in issue["relevant"]]
    assert len(right) == len(set(right)) >= 60
    assert {name for _title, name in right} | {issue["home"] for issue in pairs["issues"]} <= names
    assert not [issue["title"] for issue in pairs["issues"] if issue["home"] in issue["relevant"]]


def test_reasons_find_better_than_the_same_theme_and_much_better_than_chance(make):
    load_areas()
    precision = measure_precision(make.user("Lezer"))
    assert precision.pairs == 330
    assert precision.reasons > precision.theme + 0.1 > precision.chance + 0.3
