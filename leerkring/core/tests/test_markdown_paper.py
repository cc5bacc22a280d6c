"""Figures, citations and what else papers hold, as HTML."""

import pytest

from leerkring.core.markdown import pictures_without_words, render
from leerkring.core.markdown_paper import Source, anchor_of

OUR_FILE = "/bestanden/123e4567-e89b-42d3-a456-426614174000/"
SOURCES = {"hoekstra2026": Source("Hoekstra & Van der Plas", "2026"), "de_wit:1": Source("De Wit <b>", "z.d.")}


def test_render_makes_a_figure_of_a_picture_alone():
    html = render(f'![Een *mooie* tuin]({OUR_FILE}){{alt="Zes mensen om een perk" width=50%}}').html

    picture = f'<img src="{OUR_FILE}" alt="Zes mensen om een perk">'
    assert html == f"<figure>{picture}<figcaption>Een <em>mooie</em> tuin</figcaption></figure>\n"


def test_render_takes_the_caption_for_description_when_there_is_no_other():
    html = render(f"![Een tuin]({OUR_FILE})").html

    assert html == f'<figure><img src="{OUR_FILE}" alt="Een tuin"><figcaption>Een tuin</figcaption></figure>\n'


def test_render_reads_a_description_that_holds_quotes():
    html = render(f'![]({OUR_FILE}){{alt="Zegt \\"ja\\""}}').html

    # Without a caption no line stands below it.
    assert html == f'<figure><img src="{OUR_FILE}" alt="Zegt &quot;ja&quot;"></figure>\n'


@pytest.mark.parametrize(
    "typed", ['{alt="b"} tekst', 'Tekst {alt="b"}', f'![x]({OUR_FILE}) {{alt="b"}}', f'![x]({OUR_FILE})\n{{alt="b"}}']
)
def test_render_shows_braces_that_do_not_stand_behind_a_picture(typed):
    assert "{alt=&quot;b&quot;}" in render(typed).html.replace('"b"', "&quot;b&quot;")


def test_anchor_of_a_key_without_letters_is_one_all_the_same():
    assert (anchor_of("De_Wit:1"), anchor_of("???")) == ("ref-de_wit1", "ref-x")


def test_render_keeps_the_caption_for_description_when_only_a_size_is_given():
    html = render(f"![Een tuin]({OUR_FILE}){{width=50%}}").html

    assert html == f'<figure><img src="{OUR_FILE}" alt="Een tuin"><figcaption>Een tuin</figcaption></figure>\n'


def test_render_leaves_a_picture_in_a_line_there():
    html = render(f'Hier ![x]({OUR_FILE}){{alt="Een bord"}} staat het.').html

    assert html == f'<p>Hier <img src="{OUR_FILE}" alt="Een bord"> staat het.</p>\n'


def test_render_of_a_foreign_figure_keeps_its_words():
    html = render('![Bijschrift](https://evil.nl/x.png){alt="Een brug"}').html

    assert html == "<figure>Een brug<figcaption>Bijschrift</figcaption></figure>\n"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("[@hoekstra2026]", "(<a>Hoekstra &amp; Van der Plas, 2026</a>)"),
        ("[@hoekstra2026, p. 3]", "(<a>Hoekstra &amp; Van der Plas, 2026</a>, p. 3)"),
        ("[@hoekstra2026, 3-5]", "(<a>Hoekstra &amp; Van der Plas, 2026</a>, pp. 3-5)"),
        ("[-@hoekstra2026, 12]", "(<a>2026</a>, p. 12)"),
        ("[zie ook @hoekstra2026]", "(zie ook <a>Hoekstra &amp; Van der Plas, 2026</a>)"),
        (
            "[@hoekstra2026; vgl. @{de_wit:1}]",
            "(<a>Hoekstra &amp; Van der Plas, 2026</a>; vgl. <a>De Wit &lt;b&gt;, z.d.</a>)",
        ),
        ("[@onbekend]", "[@onbekend]"),
        ("[@hoekstra2026; zonder]", "[@hoekstra2026; zonder]"),
        ("[mail@voorbeeld.nl]", "[mail@voorbeeld.nl]"),
        ("\\[@hoekstra2026]", "[@hoekstra2026]"),
        ("`[@hoekstra2026]`", "<code>[@hoekstra2026]</code>"),
        # A link holds no other link.
        ("[zie [@hoekstra2026]](#k-a)", "[zie (<a>Hoekstra &amp; Van der Plas, 2026</a>)](#k-a)"),
    ],
)
def test_render_shows_citations_as_readers_know_them(typed, shown):
    html = render(typed, SOURCES).html
    for key in ("hoekstra2026", "de_wit1"):
        html = html.replace(f'<a class="citation" href="#ref-{key}" rel="noopener nofollow">', "<a>")
    assert html == f"<p>{shown}</p>\n"


def test_render_tells_what_it_cites_once_and_in_order():
    assert render("[@b; @a] [@b]\n\nNoot[^1]\n\n[^1]: [@c]").cited == ["b", "a", "c"]


def test_render_knows_raised_and_lowered_letters():
    assert render("CO~2~ en m^2^ en ~~weg~~").html == "<p>CO<sub>2</sub> en m<sup>2</sup> en <s>weg</s></p>\n"


def test_render_breaks_lines_in_a_cell_and_only_there():
    html = render("a<br>b\n\n| k<br>l |\n|---|\n| a<br>b |\n\nc<br>d\n\n| k |\n|---|\n\ne<br>f").html

    assert html.startswith("<p>a&lt;br&gt;b</p>")
    assert "<th>k<br>\nl</th>" in html and "<td>a<br>\nb</td>" in html
    assert "<p>c&lt;br&gt;d</p>" in html and "<p>e&lt;br&gt;f</p>" in html


def test_render_hides_what_stands_between_two_lists():
    assert "!--" not in render("- a\n\n<!-- -->\n\n- b").html


def test_pictures_without_words_are_found_wherever_they_stand():
    text = f'![]({OUR_FILE}a)\n\n> ![ ]({OUR_FILE}b)\n\n![Woorden]({OUR_FILE}c)\n\n![]({OUR_FILE}d){{alt="Ook"}}'

    assert pictures_without_words(text) == [f"{OUR_FILE}a", f"{OUR_FILE}b"]
