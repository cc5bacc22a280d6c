"""Texts of several people in one Markdown document, such that none can swallow or dress up what comes after it."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

# What CommonMark gives a meaning anywhere in a line, and what only begins one.
ANYWHERE = re.compile(r"([\\`*_\[\]<>#~|^&{}!$])")
SIGN_AT_START = re.compile(r"^([+\-=])")
NUMBERED = re.compile(r"^(\d+)([.)])")
# Letters that no keyboard has; a document may give them a meaning of its own, so nobody can bring them in.
PRIVATE = re.compile(r"[\ue000-\uf8ff]")
FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
TAG_AT_START = re.compile(r"^(\s{0,3})<")
LOWEST = 6

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def literal(text: str) -> str:
    """Return a text as Markdown that shows exactly this, on one line."""
    line = PRIVATE.sub("", " ".join(text.split()))
    line = ANYWHERE.sub(r"\\\1", line)
    return SIGN_AT_START.sub(r"\\\1", NUMBERED.sub(r"\1\\\2", line))


def embedded(text: str, *, below: int, key: str) -> str:
    """Return somebody's Markdown as a part of a larger text.

    Its headings come under level ``below``, a block of code that was left open ends with it, its footnotes are its own
    (``key`` differs per part), and what looks like HTML stays text.
    """
    lines = PRIVATE.sub("", text).replace("\r\n", "\n").strip().split("\n")
    tokens = _markdown.parse("\n".join(lines))
    in_code = {line for token in tokens if token.type in ("fence", "code_block") for line in _lines_of(token)}
    for number, line in enumerate(lines):
        if number not in in_code:
            lines[number] = FOOTNOTE.sub(rf"[^{key}-\1]", TAG_AT_START.sub(r"\1\\<", line))
    _lower_headings(lines, tokens, below)
    if unclosed := _open_fence(lines, tokens):
        lines.append(unclosed)
    return "\n".join(lines)


def _lines_of(token: Token) -> range:
    """A block has its lines; nothing else is asked."""
    return range(*(token.map or (0, 0)))  # pragma: no mutate


def _lower_headings(lines: list[str], tokens: list[Token], below: int) -> None:
    """Put the headings of the text, whatever level they began at, under ``below``; those in a list or quote too."""
    headings = [place for place, token in enumerate(tokens) if token.type == "heading_open"]
    highest = min((int(tokens[place].tag[1]) for place in headings), default=1)  # pragma: no mutate: of none
    for place in headings:
        token = tokens[place]
        marks = "#" * min(int(token.tag[1]) - highest + below + 1, LOWEST)
        own = _lines_of(token)
        if token.markup.startswith("#"):
            lines[own[0]] = re.sub(r"#{1,6}", marks, lines[own[0]], count=1)
        else:
            _underlined(lines, own, marks, tokens[place + 1].content.split("\n"))


def _underlined(lines: list[str], of: range, marks: str, words: list[str]) -> None:
    """Write a heading of one or more lines above a row of dashes on the first of them, behind its list or quote."""
    for number, part in zip(of, words, strict=False):  # pragma: no mutate: the row of dashes is one more
        lines[number] = lines[number].rpartition(part.strip())[0]
    lines[of[0]] += f"{marks} {' '.join(part.strip() for part in words)}"
    lines[of[-1]] = re.sub(r"[=\-\s]*$", "", lines[of[-1]])


def _open_fence(lines: list[str], tokens: list[Token]) -> str:
    """Return what closes a block of code that runs to the end of the text; empty when none does."""
    fences = [token for token in tokens if token.type == "fence" and token.level == 0]
    if not fences or _lines_of(fences[-1]).stop < len(lines):
        return ""
    fence, last = fences[-1], lines[-1].strip()
    is_closed = len(_lines_of(fence)) > 1 and not last.strip(fence.markup[0]) and len(last) >= len(fence.markup)
    return "" if is_closed else fence.markup
