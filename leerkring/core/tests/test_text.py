"""Small pieces of language."""

import pytest

from leerkring.core.text import by_last_word, free_slug, is_storable


def test_free_slug_reads_like_the_name():
    assert free_slug("Tilburg-Noord: armoede & meedoen", set(), fallback="kring") == "tilburg-noord-armoede-meedoen"


def test_free_slug_counts_on_when_the_address_is_taken():
    assert free_slug("Gemert", {"gemert", "gemert-2"}, fallback="kring") == "gemert-3"


def test_free_slug_falls_back_when_the_text_has_no_letters():
    assert free_slug("???", set(), fallback="kring") == "kring"


def test_free_slug_is_cut_when_the_text_is_a_long_question():
    slug = free_slug("Hoe blijven ouderen langer thuis " * 5, set(), fallback="kring")

    assert len(slug) <= 60
    assert not slug.endswith("-")


def test_free_slug_is_random_when_fifty_are_taken():
    taken = {"gemert", *(f"gemert-{number}" for number in range(2, 51))}

    slug = free_slug("Gemert", taken, fallback="kring")

    assert slug not in taken
    assert slug.startswith("gemert-")


@pytest.mark.parametrize(
    ("name", "sort"),
    [("Ilse Bos", "bos ilse"), ("Henk van der Berg", "berg henk van der"), ("Riet", "riet"), ("", "")],
)
def test_name_in_one_go_sorts_on_its_last_word(name, sort):
    assert by_last_word(name) == sort


@pytest.mark.parametrize(
    ("text", "storable"),
    [("gewoon", True), ("", True), ("\ud7ff\ue000", True), ("a\x00", False), ("a\ud800", False), ("\udfffb", False)],
)
def test_text_without_nul_and_half_characters_is_storable(text, storable):
    assert is_storable(text) is storable
