"""Words that mean the same."""

import pytest

from leerkring.search.excerpt import holds, marked
from leerkring.search.index import Words, holding, keep, matching, ranks
from leerkring.search.models import Entry
from leerkring.search.synonyms import GROUPS, asked, every_stem
from leerkring.search.words import stems, wanted

TEXTS = {
    1: "Bewoners helpen elkaar",
    2: "Inwoners vragen iets",
    3: "Learning circles in care",
    4: "Een leergemeenschap over bewoners",
    5: "Circle of friends, learning to cook",
    6: "De burgemeester spreekt",
}


@pytest.fixture
def index(db):
    keep("tests", [Words(pk, title) for pk, title in TEXTS.items()])


def found(text, **how):
    return set(holding(wanted(text), **how).filter(source="tests").values_list("object_id", flat=True))


def test_each_word_stands_in_one_group_and_each_group_has_two():
    groups = [{tuple(stems(words)) for words in line.split(",")} for line in GROUPS.strip().splitlines()]
    phrases = [phrase for group in groups for phrase in group]
    assert len(phrases) == len(set(phrases)) and all(phrases)
    assert [group for group in groups if len(group) < 2] == []


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("bewoner", {1, 2, 4}),
        ("resident", {1, 2, 4}),
        ("inwoners vragen", {2}),
        # A phrase is found wherever all its words stand.
        ("learning circle", {3, 4, 5}),
        ("learning communities", {3, 4, 5}),
        ("leerkring", {3, 4, 5}),
        ("leerkring bewoners", {4}),
        ("bewoners learning community", {4}),
        ("elkaar burgers", {1}),
        ("zorg", {3}),
    ],
)
def test_who_looks_for_a_word_finds_what_means_the_same(index, text, things):
    assert found(text) == things
    assert set(matching("tests", wanted(text)).values_list("object_id", flat=True)) == things


def test_last_word_may_go_on_and_what_means_the_same_may_not(index):
    assert found("burgem") == {6}
    assert found("bewoner helpen") == found("bewoner hel") == {1}


def test_what_is_meant_literally_is_found_by_itself(index):
    assert found("bewoner", literally=True) == {1, 4}


def test_what_was_found_by_the_word_itself_comes_before_what_means_the_same(index):
    entries = dict(Entry.objects.filter(source="tests").values_list("pk", "object_id"))
    ranked = ranks(wanted("bewoner"), list(entries))
    assert {entries[pk] for pk, score in ranked.items() if score > 0} == {1, 4}


def test_what_means_the_same_is_marked():
    assert marked("De bewoner zelf", wanted("resident")) == "De <mark>bewoner</mark> zelf"
    assert holds("De bewoner zelf", wanted("resident")) and not holds("De burgemeester", wanted("resident"))


def test_longest_phrase_counts_and_other_words_stay_themselves():
    ways = [ways[0] for ways in asked(wanted("learning circle over eenzaamheid"))]
    assert ways == [tuple(wanted("learning circle")), tuple(wanted("eenzaamheid"))]
    assert asked([]) == [] and every_stem([]) == frozenset()
    assert asked(["qqq"]) == [[("qqq",)]]
