"""Paragraphs of a text, and finding them again when it changes."""

import pytest

from leerkring.core.paragraphs import locate, paragraphs

TEXT = """# Kop

Een *alinea* met ![een plaatje](/x).

- een
- twee
  - drie

> gezegd
>
> en nog eens

| a | b |
| - | - |
| c | d |

---

Een alinea met een plaatje.
"""


def test_paragraphs_are_what_stands_at_the_top_and_each_item():
    rows = paragraphs(TEXT)

    words = ["Kop", "Een alinea met een plaatje.", "een", "twee drie", "gezegd en nog eens", "a b c d"]
    assert [row.text for row in rows] == [*words, "Een alinea met een plaatje."]
    assert [row.level for row in rows] == [1, 0, 0, 0, 0, 0, 0]
    assert rows[3].source == "- twee\n  - drie"


def test_same_words_twice_have_two_names():
    rows = paragraphs(TEXT)

    assert rows[6].anchor == f"{rows[1].anchor}-2"
    assert len({row.anchor for row in rows}) == len(rows)


@pytest.mark.parametrize("source", ["", "\n\n", "---", "- \n- ", "<script>", "[^1]: los"])
def test_odd_texts_have_no_paragraph_without_words(source):
    assert all(row.text for row in paragraphs(source))


BEFORE = "Eerst dit.\n\nOuderen blijven graag thuis wonen, zo lang als dat gaat.\n\nDan dat."


@pytest.mark.parametrize(
    ("later", "found"),
    [
        (f"## Nieuw\n\nEen inleiding.\n\n{BEFORE}", "Ouderen blijven graag thuis wonen, zo lang als dat gaat."),
        ("Ouderen blijven graag lang thuis wonen, zo lang als dat gaat.", "Ouderen blijven graag lang thuis"),
        ("Dan dat.\n\nIets heel anders over fietsen in de stad.", None),
        ("", None),
    ],
)
def test_paragraph_is_found_again_when_the_text_changes(later, found):
    row = paragraphs(BEFORE)[1]

    place = locate(row.anchor, row.text, paragraphs(later))

    assert (place.text.startswith(found) if place else None) == (True if found else None)
