"""Markdown that people wrote, as HTML that can do no harm.

markdown-it-py without raw HTML, then nh3 with our own small allowlist: its default keeps `<img>` and `//evil` links.
Headings begin at h2, since the page has its own h1, and carry an id for the list of contents.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

from .html_words import replace_words
from .markdown_paper import Source, images_of, paper_plugin

TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s"),
    *("ul", "ol", "li", "a", "img", "table", "thead", "tbody", "tr", "th", "td", "section", "sup", "sub"),
    *("figure", "figcaption"),
}
ATTRIBUTES = {
    "a": {"href", "title", "id", "class"},
    "img": {"src", "alt", "title"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "h6": {"id"},
    "li": {"id"},
    "ol": {"start"},
    "section": {"class"},
    "sup": {"class"},
    "th": {"class"},
    "td": {"class"},
}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
CLASSES = {
    "footnotes",
    "footnote-ref",
    "footnote-backref",
    "citation",
    "text-center",
    "text-end",
}
# Only what stands in our own file store; an address of a file is a UUID.
OUR_IMAGE = re.compile(r"/bestanden/[0-9a-f-]{36}/")
BARE_LINK = re.compile(r"""\bhttps?://(?:[^\s<>"'&]|&amp;)*(?:[^\s<>"'&.,;:!?)\]]|&amp;)""", re.IGNORECASE)
SAFE_LINK = re.compile(r"(?:https?://[^/\s\\]|mailto:|#|/(?![/\\]))", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """A heading of a text: its level (2 is the highest), words and id."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Page:
    """A rendered text: safe HTML and the headings in it."""

    html: SafeString
    headings: list[Heading] = field(default_factory=list)
    # Keys of what it cites, each once, in the order of the text.
    cited: list[str] = field(default_factory=list)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
    return parser.use(footnote_plugin).use(sub_plugin).use(superscript_plugin).use(paper_plugin)


_markdown = _parser()
# A message in a conversation: what is typed on a new line stands on one, and it has no footnotes of its own.
_messages = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable(
    ["table", "strikethrough"]
)


def render(text: str, sources: Mapping[str, Source] | None = None) -> Page:
    """Return the text as a page; ``sources`` says what the keys of its citations stand for."""
    env: dict[str, Any] = {"sources": sources or {}}
    tokens = _markdown.parse(text, env)
    headings = _anchor_headings(tokens)
    _dress_tables(tokens)
    html = nh3.clean(
        _markdown.renderer.render(tokens, _markdown.options, env),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_keep_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    # The sanitiser's answer is the one thing that may be called safe.
    safe = SafeString(_with_room_for_tables(_without_lost_images(html)))
    return Page(safe, headings, list(dict.fromkeys(env.get("cited", []))))


def render_message(text: str) -> SafeString:
    """Return a message of a conversation as safe HTML: headings become bold lines, addresses become links.

    Many stand on one page, so it holds no id.
    """
    tokens = _messages.parse(text)
    _lower_to_bold(tokens)
    _dress_tables(tokens)
    html = nh3.clean(
        _messages.renderer.render(tokens, _messages.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_keep_message_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return replace_words(SafeString(_without_lost_images(html)), BARE_LINK, _linked)


def _lower_to_bold(tokens: list[Token]) -> None:
    """Make a bold paragraph of each heading: the headings of the page are not a message's to make."""
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.tag = tokens[place + 2].tag = "p"
            inline = tokens[place + 1]
            # The renderer goes by the tag, and by whether it closes.
            begin = Token("strong_open", "strong", 1)  # pragma: no mutate
            end = Token("strong_close", "strong", -1)  # pragma: no mutate
            inline.children = [begin, *(inline.children or []), end]


def _keep_message_attribute(tag: str, name: str, value: str) -> str | None:
    return None if name == "id" else _keep_attribute(tag, name, value)  # pragma: no mutate: no tag is asked for


def _linked(match: re.Match[str]) -> str:
    # What the sanitiser left in a text is escaped for an attribute too, and the pattern takes no quotes.
    return f'<a href="{match[0]}" rel="noopener nofollow">{match[0]}</a>'


def pictures_without_words(text: str) -> list[str]:
    """Return the addresses of the pictures in a text that somebody who can't see them learns nothing about."""
    pictures = images_of(_markdown.parse(text))
    return [str(picture.attrs["src"]) for picture in pictures if not _plain(picture)]


def _anchor_headings(tokens: list[Token]) -> list[Heading]:
    """Give each heading an id, and move them one level down when the writer began at the page's own level."""
    found: list[Heading] = []
    taken: set[str] = set()
    lower = 1 if any(token.tag == "h1" for token in tokens) else 0
    for place, token in enumerate(tokens):
        if token.tag not in HEADINGS:
            continue
        token.tag = f"h{min(int(token.tag[1]) + lower, 6)}"
        if token.type == "heading_open":
            words = _plain(tokens[place + 1])
            anchor = _free_anchor(words, taken)
            token.attrSet("id", anchor)  # pragma: no mutate: the sanitiser writes names small
            found.append(Heading(int(token.tag[1]), words, anchor))
    return found


def _plain(inline: Token) -> str:
    """Return the words of a heading, without its marks."""
    return "".join(
        child.content if child.type in ("text", "code_inline") else " " if child.type == "softbreak" else ""
        for child in inline.children or []
    ).strip()


def _free_anchor(words: str, taken: set[str]) -> str:
    cut = slugify(words)[:50].strip("-")  # pragma: no mutate: a slug holds no capital
    base = f"k-{cut or 'kop'}"
    anchor, number = base, 2
    while anchor in taken:
        anchor, number = f"{base}-{number}", number + 1
    taken.add(anchor)
    return anchor


def _dress_tables(tokens: list[Token]) -> None:
    """Give tables our classes; alignment comes as a style, which our pages do not allow."""
    aligned = {"text-align:center": "text-center", "text-align:right": "text-end"}
    for token in tokens:
        if token.type in ("th_open", "td_open") and "style" in token.attrs:
            css = aligned.get(str(token.attrs.pop("style")))
            if css:
                token.attrSet("class", css)  # pragma: no mutate: the sanitiser writes names small


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return " ".join(word for word in value.split() if word in CLASSES) or None
    if name == "href":
        return value if SAFE_LINK.match(value) else None
    if name == "src":
        return value if OUR_IMAGE.fullmatch(value) else None
    return value


def _with_room_for_tables(html: str) -> str:
    """Let a table that is wider than a phone move by itself, by keyboard too, instead of with the whole page."""
    room = format_html('<div class="table-scroll" role="group" tabindex="0" aria-label="{}">', _("Table"))
    return html.replace("<table>", f"{room}<table>").replace("</table>", "</table></div>")


def _without_lost_images(html: str) -> str:
    """Put the description in the place of an image that is not ours."""

    def describe(match: re.Match[str]) -> str:
        if " src=" in match.group():
            return match.group()
        return "".join(re.findall(r' alt="([^"]*)"', match.group()))

    return re.sub(r"<img\b[^>]*>", describe, html)


def plain_text(text: str) -> str:
    """Return the words alone, for a description or a search index."""
    return " ".join(strip_tags(render(text).html).split())
