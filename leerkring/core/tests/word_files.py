"""Word documents for tests: made of the texts in ``corpus/``, and compared as what pandoc reads in them."""

import json
import re
import subprocess
import zlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from struct import pack
from typing import Any

import pypandoc

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.md"))
OUR_FILE = "/bestanden/123e4567-e89b-42d3-a456-426614174000/"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress((b"\x00" + b"\x77" * 6) * 2))
    + _chunk(b"IEND", b"")
)
IN_TEXT = f"data:image/png;base64,{b64encode(PNG).decode()}"


def pandoc(content: bytes, *options: str) -> bytes:
    """Return what pandoc makes of it."""
    command = [str(pypandoc.get_pandoc_path()), *options]
    return subprocess.run(command, input=content, capture_output=True, timeout=30, check=True).stdout


def docx_of(markdown: str) -> bytes:
    """Return a Word document with this text, in all of pandoc's Markdown."""
    text = markdown.replace(OUR_FILE, IN_TEXT).encode()
    return pandoc(text, "--from", "markdown", "--to", "docx", "--output", "-")


def tree(docx: bytes) -> Any:
    """Return what a document says, without what differs by chance: ids, widths, names of pictures, cuts in a text."""
    return _plain(json.loads(pandoc(docx, "--from", "docx", "--to", "json"))["blocks"])


def _plain(node: Any) -> Any:
    if isinstance(node, list):
        return _joined([_plain(child) for child in node])
    if not isinstance(node, dict):
        return node
    kind, content = node.get("t"), node.get("c")
    if kind in ("Space", "SoftBreak"):
        return {"t": "Str", "c": " "}
    if kind in SAYS:
        return SAYS[kind](content)
    return {name: _plain(value) for name, value in node.items()}


# What counts of each kind of node.
SAYS: dict[str, Callable[[Any], Any]] = {
    "Image": lambda c: {"t": "Image", "c": [dict(c[0][2]).get("alt", ""), _plain(c[1])]},
    "Figure": lambda c: {"t": "Figure", "c": _plain(c[1:])},
    "Header": lambda c: {"t": "Header", "c": [c[0], _plain(c[2])]},
    "Div": lambda c: {"t": "Only", "c": _plain(c[1])},
    "Span": lambda c: {"t": "Only", "c": _plain(c[1])},
    "Underline": lambda c: {"t": "Only", "c": _plain(c)},
    "SmallCaps": lambda c: {"t": "Only", "c": _plain(c)},
    "OrderedList": lambda c: {"t": "OrderedList", "c": [c[0][0], _plain(c[1])]},
    "Table": lambda c: {"t": "Table", "c": [[align["t"] for align, _width in c[2]], _plain(c[3:])]},
    "Para": lambda c: {"t": "Para", "c": _plain(c)},
    "Plain": lambda c: {"t": "Para", "c": _plain(c)},
}


def _joined(nodes: list[Any]) -> list[Any]:
    joined: list[Any] = []
    for node in nodes:
        inside = node["c"] if isinstance(node, dict) and node.get("t") == "Only" else [node]
        for one in inside:
            last = joined[-1] if joined else None
            if _is_text(one) and _is_text(last):
                joined[-1] = {"t": "Str", "c": re.sub(r" +", " ", last["c"] + one["c"])}
            else:
                joined.append(one)
    return joined


def _is_text(node: Any) -> bool:
    return isinstance(node, dict) and node.get("t") == "Str"
