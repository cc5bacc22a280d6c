"""Two texts side by side."""

import random

from casework.shown.comparison import Piece, compare

OLD = "Eerste alinea.\n\nOuderen blijven graag thuis.\n\nDeze gaat weg, want hij was te lang.\n\nSlot."
NEW = "Eerste alinea.\n\nOuderen blijven heel graag thuis.\n\nSlot.\n\n## Bijlage"


def test_compare_tells_what_stayed_changed_came_and_went():
    found = compare(OLD, NEW)

    assert [row.kind for row in found.rows] == ["same", "changed", "removed", "same", "added"]
    assert (found.changed, found.removed, found.added, found.is_same) == (1, 1, 1, False)
    assert found.rows[1].new == [
        Piece("Ouderen blijven"), Piece(" heel", True), Piece(" graag thuis."),
    ]  # fmt: skip
    assert [piece for piece in found.rows[1].old if piece.is_other] == []


def test_compare_of_the_same_text_says_so():
    assert compare(OLD, OLD).is_same
    assert compare("", "").rows == []


def test_long_stretches_that_stayed_are_folded_away():
    same = "\n\n".join(f"Alinea {number}." for number in range(5))

    stretches = compare(f"{same}\n\nOud.", f"{same}\n\nIets nieuws").stretches

    assert [(stretch.is_folded, len(stretch.rows)) for stretch in stretches] == [(True, 5), (False, 2)]


def test_each_side_holds_all_its_words_whatever_changed():
    rng = random.Random(7)
    words = ["ouderen", "wijk", "zorg", "samen", "thuis", "kring"]

    def text():
        return "\n\n".join(" ".join(rng.choices(words, k=rng.randint(1, 9))) for _row in range(rng.randint(0, 8)))

    for _try in range(200):
        old, new = text(), text()
        rows = compare(old, new).rows
        for side, source in (("old", old), ("new", new)):
            shown = ["".join(piece.text for piece in getattr(row, side)) for row in rows]
            assert [text for text in shown if text] == [text for text in source.split("\n\n") if text]


def test_very_long_paragraphs_are_shown_whole():
    found = compare("a " * 3000, "a " * 2000 + "b " * 1000)

    assert [row.kind for row in found.rows] == ["changed"]
    assert [piece.is_other for piece in found.rows[0].old] == [True]
