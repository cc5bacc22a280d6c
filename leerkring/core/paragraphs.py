"""The paragraphs of a Markdown text, each with a name that stays when the text around it changes."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from markdown_it import MarkdownIt
from markdown_it.token import Token

# From how alike on a paragraph is the same one with other words.
ALIKE = 0.6
_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_LISTS = {"bullet_list_open", "ordered_list_open"}


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, heading, table or item of a list: its Markdown, its words alone, and what it is known by.

    ``level`` is that of a heading; 0 for anything else.
    """

    anchor: str
    text: str
    source: str
    level: int = 0


def paragraphs(source: str) -> list[Paragraph]:
    """Return the paragraphs of a text, in order; lines that only divide are none."""
    lines = source.splitlines()
    found: list[Paragraph] = []
    seen: dict[str, int] = {}
    for token, words in _blocks(_parser.parse(source)):
        if not words:
            continue
        first, last = token.map or (0, 0)
        mark = _mark(words)
        seen[mark] = seen.get(mark, 0) + 1
        anchor = mark if seen[mark] == 1 else f"{mark}-{seen[mark]}"
        level = int(token.tag[1]) if token.type == "heading_open" else 0
        found.append(Paragraph(anchor, words, "\n".join(lines[first:last]).strip("\n"), level))
    return found


def locate(anchor: str, quote: str, rows: Sequence[Paragraph]) -> Paragraph | None:
    """Return where a paragraph stands in a later text: word for word, else the one most like it; None when it went."""
    by_anchor = {row.anchor: row for row in rows}
    if anchor in by_anchor:
        return by_anchor[anchor]
    words = quote.split()
    best, score = None, ALIKE
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words)
    for row in rows:
        matcher.set_seq1(row.text.split())
        if matcher.real_quick_ratio() > score and matcher.quick_ratio() > score and matcher.ratio() > score:
            best, score = row, matcher.ratio()
    return best


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    """Yield each block with its words: what stands at the top, and of a list each item."""
    opened: Token | None = None
    words: list[str] = []
    is_list = False
    for token in tokens:
        if token.level == 0 and token.type in _LISTS:
            is_list = True
        elif token.level == int(is_list) and token.nesting >= 0 and token.map:
            opened, words = token, []
        if token.type == "inline":
            words.append(_plain(token))
        elif token.type in ("fence", "code_block"):
            words.append(token.content)
        if opened and token.level == int(is_list) and token.nesting <= 0 and token.type != "inline":
            yield opened, " ".join(" ".join(words).split())
            opened = None
        if token.level == 0 and token.nesting < 0:
            is_list = False


def _plain(inline: Token) -> str:
    """Return the words of a line; of a picture what describes it."""
    breaks = ("softbreak", "hardbreak")
    return "".join(" " if child.type in breaks else child.content for child in inline.children or [])


def _mark(words: str) -> str:
    return "p" + hashlib.sha256(words.casefold().encode(errors="replace")).hexdigest()[:16]
