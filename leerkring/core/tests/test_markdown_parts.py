"""Texts of several people in one document."""

import pytest

from leerkring.core.markdown import plain_text, render
from leerkring.core.markdown_parts import embedded, literal

SIGNS = [
    "1. geen lijst", "- geen lijst", "+ geen lijst", "# geen kop", "> geen citaat", "*geen* _nadruk_ ~~weg~~", "a | b",
    "[geen](https://example.nl) link", "<b>geen</b> html", "![geen](x) plaatje", "a\\b", "`code`", "&amp; zo",
    "=== ja", "12) geen lijst", "$x$ [^1]", "2 < 3 & 4 > 1",
]  # fmt: skip


@pytest.mark.parametrize("text", SIGNS)
def test_literal_shows_exactly_what_was_typed(text):
    page = render(literal(text)).html
    assert page.startswith("<p>") and page.count("<") == 2
    assert plain_text(literal(text)) in (text, text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


@pytest.mark.parametrize("text", SIGNS)
def test_literal_shows_exactly_what_was_typed_in_a_list_and_a_table(text):
    assert "<em>" not in render(f"- {literal(text)}").html
    assert render(f"- {literal(text)}\n- tweede").html.count("<li>") == 2
    assert render(f"| a | b |\n|---|---|\n| {literal(text)} | x |").html.count("<td>") == 2


def test_literal_is_one_line_without_private_letters():
    assert literal("een\n\n# twee\ue000 drie") == "een \\# twee drie"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("# Kop\n\ntekst\n\n## Onder", "#### Kop\n\ntekst\n\n##### Onder"),
        ("## Kop", "#### Kop"),
        ("Kop\n===\n\nOnder\n---\ntekst", "#### Kop\n\n\n##### Onder\n\ntekst"),
        ("###### Zes", "#### Zes"),
        ("```\n# geen kop\n```", "```\n# geen kop\n```"),
        ("```\n<b> [^1]\n```", "```\n<b> [^1]\n```"),
        ("tekst\n\n    <b> [^1]", "tekst\n\n    <b> [^1]"),
        ("een\r\ntwee", "een\ntwee"),
        # What stands before it in the line is not the heading, though it reads the same.
        ("1. 1\n   ===", "1. #### 1\n"),
        ("> # Kop in citaat", "> #### Kop in citaat"),
        ("# Kop\n\n> Kop in\n> citaat\n> ---\n> tekst", "#### Kop\n\n> ##### Kop in citaat\n> \n>\n> tekst"),
        ("- Kop in lijst\n  ===\n- tekst", "- #### Kop in lijst\n\n- tekst"),
        ("## Kop\n\n###### Onder", "#### Kop\n\n###### Onder"),
        ("# Kop # met teken\n\n## Onder", "#### Kop # met teken\n\n##### Onder"),
        ("Kop\nvan twee regels\n===\n# Dan", "#### Kop van twee regels\n\n\n#### Dan"),
    ],
)
def test_embedded_headings_come_below(typed, shown):
    assert embedded(typed, below=3, key="n1") == shown


@pytest.mark.parametrize(
    "typed",
    ["```\ncode", "~~~~ python\ncode\n~~~", "tekst\n```", "> ```\n> code", "<!-- weg", "<script>", "- a\n  ```\n  b"],
)
def test_embedded_text_swallows_nothing_that_comes_after(typed):
    page = render(f"{embedded(typed, below=3, key='n1')}\n\n## Daarna\n\nslot")
    assert [heading.text for heading in page.headings] == ["Daarna"]
    assert "<p>slot</p>" in page.html


@pytest.mark.parametrize("typed", ["```\ncode\n```", "~~~\ncode\n~~~~", "tekst"])
def test_embedded_text_that_ends_well_stays_as_it_is(typed):
    assert embedded(typed, below=3, key="n1") == typed


def test_embedded_footnotes_stay_apart():
    both = "\n\n".join(embedded(f"tekst[^1]\n\n[^1]: noot {key}", below=3, key=key) for key in ("n1", "n2"))
    page = render(both).html
    assert "noot n1" in page and "noot n2" in page


def test_embedded_heading_in_a_quote_is_one_heading_at_its_level():
    quoted = embedded("> Kop in\n> citaat\n> ===", below=3, key="n1")
    page = render(f"# Boek\n\n## Deel\n\n{quoted}\n\n## Daarna")
    assert [(heading.level, heading.text) for heading in page.headings][2:] == [(5, "Kop in citaat"), (3, "Daarna")]
