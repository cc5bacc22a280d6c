"""What Markdown of papers holds beyond the usual: figures with a caption and a description, and citations.

The signs are pandoc's, so that documents made elsewhere keep them: ``![Caption](address){alt="Description"}`` alone in
its paragraph, and ``[see @key, p. 3; -@other]``. The editor (``static/js/editor_nodes.js``) knows the same ones.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .markdown_parts import literal

CITATION = re.compile(r"\[((?:[^\[\]@\n]*[\s;])?-?@\{?\w[^\[\]\n]*)\](?![(\[:])")
ONE = re.compile(
    r"(?P<before>.*?)(?P<bare>-?)@(?:\{(?P<long>[^}]+)\}|(?P<key>\w(?:[\w:.#$%&+?<>~/-]*\w)?))(?P<after>.*)"
)
ALT = re.compile(r'\balt="((?:\\.|[^"\\])*)"')
MORE = re.compile(r"\{([^}\n]*)\}")
PAGES = re.compile(r"\d+(?:\s*[-–]\s*\d+)?")
COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """What a key stands for in the text: *Hoekstra & Van der Plas*, and *2026*."""

    names: str
    year: str


def paper_plugin(parser: MarkdownIt) -> None:
    """Let a parser know figures, citations, and line breaks in tables."""
    parser.inline.ruler.before("link", "citation", _citation)
    # Names of our own.
    parser.inline.ruler.push("picture_more", _picture_more)  # pragma: no mutate
    parser.core.ruler.push("paper", _dress)  # pragma: no mutate
    parser.add_render_rule("citation", _render_citation)


def anchor_of(key: str) -> str:
    """Return the id of a reference in the list below the text."""
    return f"ref-{slugify(key) or 'x'}"


def parts_of(text: str) -> Iterator[re.Match[str]]:
    """Yield each of the works in one citation; what holds no key is passed over."""
    for part in text.split(";"):
        if found := ONE.fullmatch(part.strip()):
            yield found


def key_of(part: re.Match[str]) -> str:
    """Return the key in one part of a citation."""
    return part["long"] or part["key"]


def images_of(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the pictures of a text, in figures and in lines."""
    for token in tokens:
        if token.type == "image":
            yield token
        yield from images_of(token.children or [])


def _citation(state: StateInline, silent: bool) -> bool:
    found = CITATION.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("citation", "", 0)  # pragma: no mutate: of these only the kind is looked at
        token.content = found[1]
        state.env.setdefault("cited", []).extend(key_of(part) for part in parts_of(found[1]))
    state.pos = found.end()
    return True


def _render_citation(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Show *(zie Hoekstra & Van der Plas, 2026, p. 3)*; a key that nobody knows stays as it was typed."""
    sources: Mapping[str, Source] = env["sources"]
    text = tokens[index].content
    parts = list(parts_of(text))
    if len(parts) != len(text.split(";")) or any(key_of(part) not in sources for part in parts):
        return escape(f"[{text}]")
    return f"({'; '.join(_part(part, sources[key_of(part)]) for part in parts)})"


def _part(part: re.Match[str], source: Source) -> str:
    link = f'<a class="citation" href="#{anchor_of(key_of(part))}">{escape(_name(part, source))}</a>'
    before, after = part["before"].strip(), _after(part)
    return f"{escape(before)} {link}".strip() + (f", {escape(after)}" if after else "")


def _words(part: re.Match[str], source: Source) -> str:
    words = f"{part['before'].strip()} {_name(part, source)}".strip()
    return ", ".join(filter(None, [words, _after(part)]))


def _name(part: re.Match[str], source: Source) -> str:
    return source.year if part["bare"] else f"{source.names}, {source.year}"


def _after(part: re.Match[str]) -> str:
    after = part["after"].strip(" ,")
    if PAGES.fullmatch(after):
        return f"{'pp' if re.search('[-–]', after) else 'p'}. {after}"
    return after


def _dress(state: StateCore) -> None:
    tokens = state.tokens
    in_cell = False
    for place, token in enumerate(tokens):
        if token.type in ("th_open", "td_open", "th_close", "td_close"):
            in_cell = token.nesting == 1
        if token.type != "inline":
            continue
        if in_cell:
            _break_lines(token)
        if tokens[place - 1].type == "paragraph_open":
            if COMMENT.fullmatch(token.content):
                # Writers of Markdown put one between two lists; nobody reads it.
                token.children, token.content = [], ""  # pragma: no mutate: the parts are shown, not the content
            _make_figure(tokens, place)


def _break_lines(inline: Token) -> None:
    """A cell is one line, so a break in it is written as ``<br>``."""
    broken: list[Token] = []
    for child in inline.children or []:
        parts = child.content.split("<br>") if child.type == "text" else [child.content]
        if len(parts) == 1:
            broken.append(child)
            continue
        for number, part in enumerate(parts):
            if number:
                broken.append(Token("hardbreak", "br", 0))  # pragma: no mutate: only the kind is looked at
            broken.append(_text(part))
    inline.children = broken


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)  # pragma: no mutate: the kind and the words are looked at


def _make_figure(tokens: list[Token], place: int) -> None:
    """Turn a paragraph of one picture into a figure; without a description of its own the caption is it."""
    children = [child for child in tokens[place].children or [] if child.type != "text" or child.content.strip()]
    if len(children) != 1 or children[0].type != "image" or tokens[place].level != 1:
        return
    image = children[0]
    for token in (tokens[place - 1], tokens[place + 1]):
        token.tag = "figure"
    caption = image.meta.get("caption", image.children or [])
    # The renderer goes by the tag, and by whether it closes.
    begin = Token("figcaption_open", "figcaption", 1)  # pragma: no mutate
    end = Token("figcaption_close", "figcaption", -1)  # pragma: no mutate
    tokens[place].children = [image, begin, *caption, end] if caption else [image]


def _picture_more(state: StateInline, silent: bool) -> bool:
    """Read what stands in braces behind a picture; only its description counts."""
    found = MORE.match(state.src, state.pos, state.posMax)
    if not found or silent or state.pending or not state.tokens or state.tokens[-1].type != "image":
        return False
    image = state.tokens[-1]
    if alt := ALT.search(found[1]):
        image.meta["caption"] = image.children or []
        image.children = [_text(re.sub(r"\\(.)", r"\1", alt[1]))]
    state.pos = found.end()
    return True


def written_out(text: str, sources: Mapping[str, Source]) -> str:
    """Return Markdown with its citations as words, for documents; what nobody knows stays as it was typed."""

    def write(found: re.Match[str]) -> str:
        parts = list(parts_of(found[1]))
        is_known = len(parts) == len(found[1].split(";")) and all(key_of(part) in sources for part in parts)
        if not is_known or text[found.start() - 1 : found.start()] == "\\":
            return found[0]
        return f"({'; '.join(_words(part, sources[key_of(part)]) for part in parts)})"

    return CITATION.sub(write, text)


def figure_line(address: str, alt: str, caption: str) -> str:
    """Return the line of Markdown that shows a picture with what can be seen on it, and its caption."""
    words = re.sub(r'([\\"])', r"\\\1", " ".join(alt.split()).replace("{", "(").replace("}", ")"))
    return f'![{literal(caption)}]({address}){{alt="{words}"}}'
