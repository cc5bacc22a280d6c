"""Words in HTML: found in what one reads, and nowhere else."""

import re

import pytest
from django.utils.safestring import SafeString

from leerkring.core.html_words import find_words, replace_words

WORD = re.compile(r"\bzorg\b")


def dress(html):
    return str(replace_words(SafeString(html), WORD, lambda match: f"<b>{match[0]}</b>"))


@pytest.mark.parametrize(
    ("html", "dressed"),
    [
        ("zorg", "<b>zorg</b>"),
        ("<p>zorg <em>zorg</em></p>", "<p><b>zorg</b> <em><b>zorg</b></em></p>"),
        (
            '<a href="/zorg" title="zorg > zorg">zorg</a> zorg',
            '<a href="/zorg" title="zorg > zorg">zorg</a> <b>zorg</b>',
        ),
        ("<pre><code>zorg</code> zorg</pre>zorg", "<pre><code>zorg</code> zorg</pre><b>zorg</b>"),
        ("<h2>zorg</h2><dfn>zorg</dfn>", "<h2>zorg</h2><dfn>zorg</dfn>"),
        ('<img alt="zorg" src="/zorg"><br>zorg', '<img alt="zorg" src="/zorg"><br><b>zorg</b>'),
        ("</code>zorg<a>zorg</a>", "</code><b>zorg</b><a>zorg</a>"),
        ("verzorgd", "verzorgd"),
        ("", ""),
    ],
)
def test_words_are_dressed_in_texts_and_left_alone_elsewhere(html, dressed):
    assert dress(html) == dressed


def test_words_are_found_where_they_would_be_dressed():
    html = SafeString("<p>zorg <code>zorg</code> <em>zorg</em></p>")

    assert len(list(find_words(html, WORD))) == 2
