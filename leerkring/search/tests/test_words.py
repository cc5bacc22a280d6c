"""Words as the index knows them, and how they are shown again."""

import pytest

from leerkring.search.excerpt import BEGIN, END, LENGTH, excerpt, holds, marked
from leerkring.search.words import LONGEST, MOST_WORDS, stem, stems, wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [("eenzaamheid", "eenzame"), ("Wijken", "wijk"), ("coördinatie", "coordinatie"), ("OUDEREN", "oudere")],
)
def test_stem_brings_words_of_one_family_together(one, other):
    assert stem(one) == stem(other) != ""


def test_stem_keeps_other_families_apart():
    assert stem("zorg") != stem("zang")


@pytest.mark.parametrize("number", ["7", "2027", "1000000", "9" * 50])
def test_stem_of_a_number_is_the_number_itself(number):
    assert stem(number) == number[:LONGEST]


def test_words_that_say_nothing_are_left_out():
    assert list(stems("De zorg in de wijk")) == [stem("zorg"), stem("wijk")]
    assert wanted("de het en") == []


def test_wanted_names_a_word_once_and_no_more_than_eight():
    assert wanted("wijk wijken Wijk") == [stem("wijk")]
    assert len(wanted(" ".join(f"woord{number}" for number in range(50)))) == MOST_WORDS


def test_stem_of_an_endless_word_is_short():
    assert len(stem("x" * 5_000)) <= LONGEST


@pytest.mark.parametrize(
    "text", ["", " ", "'", '"', "%_", "___", "a' & 'b", "'); DROP TABLE x; --", "\\", ":*", "()", "*"]
)
def test_nothing_of_a_syntax_is_left_in_what_is_looked_for(text):
    assert all(char.isalnum() or char == "_" for term in wanted(text) for char in term)


def test_marked_escapes_what_it_does_not_mark():
    assert marked("<b>Wijken</b> & zorg", wanted("wijk")) == "&lt;b&gt;<mark>Wijken</mark>&lt;/b&gt; &amp; zorg"


def test_marked_takes_out_marks_that_were_there_before():
    """Somebody who writes our own signs gets no element of ours."""
    assert marked(f"{BEGIN}script{END} wijk", wanted("wijk")) == "script <mark>wijk</mark>"


def test_excerpt_shows_the_piece_in_which_the_word_stands():
    text = "lange inleiding " * 100 + "dan pas eenzaamheid in de straat " + "en verder " * 100

    piece = excerpt(text, wanted("eenzame"))

    assert "<mark>eenzaamheid</mark>" in piece
    assert piece.startswith("… ") and piece.endswith(" …")
    assert len(piece) < LENGTH + 40


def test_excerpt_begins_at_the_beginning_when_the_word_is_not_there():
    assert excerpt("Kort.", wanted("wijk")) == "Kort."
    assert excerpt("", wanted("wijk")) == ""
    assert not holds("Kort.", wanted("wijk"))


def test_excerpt_of_one_endless_word_is_cut():
    assert len(excerpt("x" * 5_000, wanted("wijk"))) < LENGTH + 10
