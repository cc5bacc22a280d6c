"""Two texts that were made of one."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leerkring.core.merge import Choice, blocks, joined, merge

BASE = "# Kop\n\nEen.\n\nTwee.\n\nDrie."
CORPUS = sorted((Path(__file__).parent / "corpus").rglob("*.md"))
TEXTS = st.lists(
    st.sampled_from(["Een.", "Twee.", "# Kop", "- a\n- b", "> Zei zij.", "| a |\n|---|\n| 1 |"]), max_size=6
)


def words(text):
    return sorted(text.split())


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (BASE, BASE.replace("Twee.", "Twee!"), "# Kop\n\nEen.\n\nTwee!\n\nDrie."),
        (BASE.replace("Een.", "Een!"), BASE.replace("Drie.", "Drie!"), "# Kop\n\nEen!\n\nTwee.\n\nDrie!"),
        (BASE.replace("Een.", "Een!"), BASE.replace("Twee.", "Twee!"), "# Kop\n\nEen!\n\nTwee!\n\nDrie."),
        (BASE + "\n\nVier.", "# Kop\n\nEen.\n\nDrie.", "# Kop\n\nEen.\n\nDrie.\n\nVier."),
        (BASE.replace("Twee.", "Mijn."), BASE.replace("Twee.", "Hun."), "# Kop\n\nEen.\n\nHun.\n\nMijn.\n\nDrie."),
    ],
)
def test_what_one_of_the_two_changed_is_proposed_and_what_both_changed_twice(mine, theirs, expected):
    assert joined(merge(BASE, mine, theirs), {}) == expected


@pytest.mark.parametrize(("choice", "expected"), [("mine", "Mijn."), ("theirs", "Hun."), ("both", "Hun.\n\nMijn.")])
def test_choice_decides_what_stays(choice, expected):
    chunks = merge("Een.", "Mijn.", "Hun.")

    assert joined(chunks, {chunks[0].key: Choice(choice)}) == expected


def test_without_knowing_what_was_before_both_stay():
    assert joined(merge(None, "A.\n\nMijn.", "A.\n\nHun."), {}) == "A.\n\nHun.\n\nMijn."


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_blocks_of_a_paper_hold_all_its_lines(path):
    source = path.read_text()

    assert words("\n".join(blocks(source))) == words(source)
    assert blocks("\n\n".join(blocks(source))) == blocks(source)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_each_side_can_be_taken_whole(base, mine, theirs):
    base, mine, theirs = ("\n\n".join(rows) for rows in (base, mine, theirs))
    chunks = merge(base, mine, theirs)

    for choice, text in ((Choice.MINE, mine), (Choice.THEIRS, theirs)):
        assert blocks(joined(chunks, {chunk.key: choice for chunk in chunks})) == blocks(text)
