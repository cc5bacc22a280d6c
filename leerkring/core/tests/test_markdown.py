"""Markdown to safe HTML."""

import re
from html.parser import HTMLParser

import pytest

from leerkring.core import markdown
from leerkring.core.markdown import ATTRIBUTES, TAGS, plain_text, render, render_message
from leerkring.core.markdown_paper import Source

OUR_FILE = "/bestanden/123e4567-e89b-42d3-a456-426614174000/"
ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.nl></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<img src="https://evil.nl/p.png">',
    "![x](https://evil.nl/p.png)",
    "![x](//evil.nl/p.png)",
    "![x](data:image/png;base64,AAAA)",
    "![x](javascript:alert(1))",
    "![x](/bestanden/../account/logout/)",
    f"![x]({OUR_FILE}?next=//evil.nl)",
    f"![x](https://evil.nl{OUR_FILE})",
    '![x](/static/a.png "onload=alert(1)")',
    '![" onerror="alert(1)](/bestanden/x/)',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.nl)",
    "[x](/\\evil.nl)",
    "[x](\\\\evil.nl)",
    "[x](file:///etc/passwd)",
    "[x](https:evil)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://a.nl "\\" onmouseover=\\"alert(1)")',
    "<iframe src=https://evil.nl></iframe>",
    "<svg onload=alert(1)>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    "<style>@import '//evil.nl'</style>",
    "<form action=//evil.nl><button>x</button></form>",
    "<a href=x onclick=alert(1)>x</a>",
    '<div style="background:url(//evil.nl)">x</div>',
    "```html onload=alert(1)\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "# <img src=x onerror=alert(1)>",
    "[^a]\n\n[^a]: <script>alert(1)</script>",
    '[^"onclick=x]\n\n[^"onclick=x]: a',
    "| <script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "<!-- --!><script>alert(1)</script>",
    "<base href=//evil.nl>",
    "<meta http-equiv=refresh content='0;url=//evil.nl'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<x-foo is=script>",
    "\x01javascript:alert(1)",
]


class Reader(HTMLParser):
    """Collects what a browser would see as elements and attributes."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag


# In what a table stands; of ours, so not asked of the sanitiser.
ROOM = ("div", {"class": "table-scroll", "role": "group", "tabindex": "0", "aria-label": "Tabel"})


def elements(html):
    reader = Reader()
    reader.feed(html)
    return reader.found


@pytest.mark.parametrize("attack", ATTACKS)
def test_render_leaves_nothing_that_runs_or_asks_elsewhere(attack):
    for tag, attributes in elements(render(attack).html):
        if (tag, attributes) == ROOM:
            continue
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        assert re.match(r"(https?://[^/]|mailto:|#|/[^/\\])", attributes.get("href") or "#")
        assert (attributes.get("src") or OUR_FILE) == OUR_FILE


def test_render_shows_html_as_text_when_somebody_types_it():
    assert render("<b>vet</b>").html == "<p>&lt;b&gt;vet&lt;/b&gt;</p>\n"


def test_render_lets_a_table_move_by_itself_on_a_phone_and_no_word_that_looks_like_one():
    html = render("| a |\n|---|\n| `</table>` |\n\n| b |\n|---|\n\n`<table>`").html

    assert [tag for tag, _attributes in elements(html)].count("table") == elements(html).count(ROOM) == 2
    assert html.count("</table></div>") == html.count("</div>") == 2
    assert "<code>&lt;/table&gt;</code>" in html and "<code>&lt;table&gt;</code>" in html


def test_render_keeps_our_own_image_and_describes_a_foreign_one():
    html = render(f"![tuin]({OUR_FILE}) ![foto van de brug](https://evil.nl/x.png)").html

    assert elements(html)[1] == ("img", {"src": OUR_FILE, "alt": "tuin"})
    assert "foto van de brug" in html


def test_render_gives_headings_an_id_of_their_own():
    page = render("# Waarom\n\n## Wie\n\n## Wie")

    assert [(heading.level, heading.text, heading.anchor) for heading in page.headings] == [
        (2, "Waarom", "k-waarom"),
        (3, "Wie", "k-wie"),
        (3, "Wie", "k-wie-2"),
    ]
    assert '<h3 id="k-wie-2">Wie</h3>' in page.html


def test_render_leaves_the_level_when_the_text_begins_below_the_title():
    assert [heading.level for heading in render("## Waarom\n\n### Wie").headings] == [2, 3]


def test_render_knows_tables_footnotes_and_struck_words():
    html = render("| a | b |\n|---|--:|\n| 1 | 2 |\n\nTekst[^1] ~~weg~~\n\n[^1]: Noot").html

    assert '<td class="text-end">2</td>' in html and "<td>1</td>" in html
    assert '<li id="fn1">' in html
    assert "<s>weg</s>" in html


def test_render_aligns_cells_by_class_and_never_by_style():
    html = render("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |").html

    assert re.findall(r"<t[hd]( class=[^>]+)?>", html) == ["", ' class="text-center"', ' class="text-end"', ""] * 2
    assert "style" not in html


def test_render_keeps_links_that_people_use():
    html = render("[a](https://a.nl) [b](/leerkringen/) [c](mailto:a@b.nl) [d](#k-a)").html

    assert [attrs["href"] for tag, attrs in elements(html) if tag == "a"] == [
        "https://a.nl",
        "/leerkringen/",
        "mailto:a@b.nl",
        "#k-a",
    ]


# All that a text can hold, and a name of each as it is shown.
WHOLE = """
Kop *een*
`en` twee
===

###### Zes

# ???

# ???

# ???

Noot[^a] [post](mailto:a@b.nl "Zo") http://a.nl <http://b.nl> [d](https://d.nl) H~2~O

<em>ruw</em> [@bron, p. 3]

![Plaatje](OUR_FILE){alt="Te zien"}

3. drie
4. vier

> citaat **vet** ~~weg~~\\
> regel

---

    code <b>

[^a]: Eerste
""".replace("OUR_FILE", OUR_FILE)
SHOWN = """\
<h2 id="k-kop-een-en-twee">Kop <em>een</em>
<code>en</code> twee</h2>
<h6 id="k-zes">Zes</h6>
<h2 id="k-kop">???</h2>
<h2 id="k-kop-2">???</h2>
<h2 id="k-kop-3">???</h2>
<p>Noot<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup> <a href="mailto:a@b.nl" title="Zo">post</a> \
http://a.nl <a href="http://b.nl">http://b.nl</a> <a href="https://d.nl">d</a> H<sub>2</sub>O</p>
<p>&lt;em&gt;ruw&lt;/em&gt; (<a class="citation" href="#ref-bron">De Wit, 2026</a>, p. 3)</p>
<figure><img src="OUR_FILE" alt="Te zien"><figcaption>Plaatje</figcaption></figure>
<ol start="3">
<li>drie</li>
<li>vier</li>
</ol>
<blockquote>
<p>citaat <strong>vet</strong> <s>weg</s><br>
regel</p>
</blockquote>
<hr>
<pre><code>code &lt;b&gt;
</code></pre>
<hr>
<section class="footnotes">
<ol>
<li id="fn1"><p>Eerste <a href="#fnref1" class="footnote-backref">\u21a9\ufe0e</a></p>
</li>
</ol>
</section>
""".replace("OUR_FILE", OUR_FILE)


def test_render_shows_each_part_of_a_text(monkeypatch):
    monkeypatch.setattr(markdown, "_markdown", markdown._parser())
    page = render(WHOLE, {"bron": Source("De Wit", "2026")})

    assert page.html.replace(' rel="noopener nofollow"', "") == SHOWN
    assert page.html.count("<a ") == page.html.count(' rel="noopener nofollow"') == 6
    assert [heading.text for heading in page.headings[:2]] == ["Kop een en twee", "Zes"]


@pytest.mark.parametrize("shown", [lambda text: render(text).html, render_message])
def test_sanitiser_knows_which_addresses_are_safe_of_its_own(shown, monkeypatch):
    """Two locks on one door: what the first would let pass the second holds."""
    monkeypatch.setattr(markdown, "SAFE_LINK", re.compile(""))
    kept = {
        scheme: "href=" in shown(f"[x]({scheme}:a@b.nl)")
        for scheme in ("http", "https", "mailto", "ftp", "tel", "sms")
    }
    assert kept == {"http": True, "https": True, "mailto": True, "ftp": False, "tel": False, "sms": False}


@pytest.mark.parametrize("shown", [lambda text: render(text).html, render_message])
def test_only_our_tags_and_attributes_are_left(shown, monkeypatch):
    """Also of what the parser would have made, were it told to let HTML through."""
    for parser in (markdown._markdown, markdown._messages):
        monkeypatch.setitem(parser.options, "html", True)
    html = shown(
        '<p align="left" style="color: red" onclick="x()"><u>onder</u> <em>schuin</em></p>\n\n<q cite="/a">x</q>'
    )
    assert {tag for tag, _attributes in elements(html)} == {"p", "em"}
    assert not any(attributes for _tag, attributes in elements(html))


def test_message_keeps_no_id_whoever_gave_it():
    assert markdown._keep_message_attribute("h2", "id", "k-a") is None
    assert markdown._keep_message_attribute("a", "title", "Zo") == "Zo"


def test_message_shows_what_it_holds_and_links_what_is_typed():
    html = render_message(
        "# Kop\n\nH~2~O ~~weg~~ <b> [c](http://c.nl) [m](mailto:a@b.nl)\n"
        f'zie https://e.nl/x?a=1&b=2, en HTTP://f.nl.\n![pl]({OUR_FILE} "T")\n\n| a |\n|:-:|\n| 1 |'
    )

    assert html.count("<a ") == html.count(' rel="noopener nofollow"') == 4
    assert html.replace(' rel="noopener nofollow"', "") == (
        "<p><strong>Kop</strong></p>\n"
        '<p>H~2~O <s>weg</s> &lt;b&gt; <a href="http://c.nl">c</a> <a href="mailto:a@b.nl">m</a><br>\n'
        'zie <a href="https://e.nl/x?a=1&amp;b=2">https://e.nl/x?a=1&amp;b=2</a>, en '
        f'<a href="HTTP://f.nl">HTTP://f.nl</a>.<br>\n<img src="{OUR_FILE}" alt="pl" title="T"></p>\n'
        '<table>\n<thead>\n<tr>\n<th class="text-center">a</th>\n</tr>\n</thead>\n'
        '<tbody>\n<tr>\n<td class="text-center">1</td>\n</tr>\n</tbody>\n</table>\n'
    )


def test_id_of_a_long_heading_is_cut_between_words():
    [heading, other] = render(f"# {'ab ' * 16}x- c\n\n# {'a' * 60}").headings

    assert heading.anchor == f"k-{'ab-' * 16}x"
    assert other.anchor == f"k-{'a' * 50}"


def test_plain_text_holds_only_words():
    assert plain_text("## Kop\n\nEen *mooi* [verhaal](https://a.nl).") == "Kop Een mooi verhaal."


def test_render_of_nothing_is_nothing():
    assert render("").html == ""
    assert render("").headings == []


def test_message_has_no_headings_ids_or_footnotes_of_its_own():
    html = render_message("# Eén *ding*\n\nregel\nregel[^1]\n\n[^1]: noot\n\nKop\n---")

    assert "<p><strong>Eén <em>ding</em></strong></p>" in html
    assert "regel<br>" in html and "<p><strong>Kop</strong></p>" in html
    assert " id=" not in html and "footnote" not in html and "<h" not in html.replace("<hr", "")


def test_message_shows_a_lost_picture_by_its_words():
    assert render_message("![een plattegrond](https://evil.example/x.png)") == "<p>een plattegrond</p>\n"
