"""Documents out of Markdown: pandoc turns it into typst, typst sets it as an accessible PDF (PDF/UA-1); or into Word.

pandoc runs in its sandbox, with a time and a memory limit; typst reads one folder of its own. A paper of any length
may take seconds, so only a task sets one; one page without such a text takes about 30 ms, a report of a day (25,000
letters) 0.5 s, and may be made in a request.
"""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

FONTS = settings.BASE_DIR / "static" / "vendor" / "fonts"
FILTER = Path(__file__).parent / "documents.lua"
# The Markdown of `markdown.py`: no raw HTML, no mathematics, no code of another language.
READER = "commonmark+pipe_tables+footnotes+strikeout+attributes+implicit_figures+superscript+subscript"
# Words that pandoc's typst leaves to the template.
PREAMBLE = "#let horizontalrule = align(center, block(spacing: 1.6em, pdf.artifact([∗ #h(0.4em) ∗ #h(0.4em) ∗])))\n"
SIGNS = re.compile(r"[^\w\s]|_", re.ASCII)
PANDOC_SECONDS = 30
PANDOC_MEMORY = "512M"


class DocumentError(Exception):
    """A text that cannot be set; the message says what the tool complained about."""


def to_typst(markdown: str) -> str:
    """Return the text as typst markup; raises ``DocumentError`` when pandoc fails or takes too long."""
    return _pandoc(markdown, "--to", "typst").decode()


def to_docx(markdown: str, *, title: str, language: str) -> bytes:
    """Return the text as a Word document; raises ``DocumentError`` when pandoc fails or takes too long.

    A picture stands in the text itself (``data:image/jpeg;base64,…``): the sandbox opens no file and no address.
    """
    facts = ("--metadata", f"title={title}", "--metadata", f"lang={language}")
    return _pandoc(markdown, "--to", "docx", "--output", "-", *facts)


def to_form(markdown: str, form: str, *, facts: Mapping[str, Any]) -> bytes:
    """Return the text as a whole file of another form of pandoc (``docx``, ``epub3``, ``jats``).

    ``facts`` (title, authors …) stand in its head as words, never as markup. Raises ``DocumentError`` when pandoc
    fails or takes too long.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".json", prefix="facts-", encoding="utf-8") as head:
        json.dump(_as_words(facts), head)
        head.flush()
        return _pandoc(markdown, "--standalone", "--to", form, "--output", "-", "--metadata-file", head.name)


def _as_words(fact: Any) -> Any:
    """Return a fact in which every sign is a number: pandoc reads those of a head as its own Markdown."""
    if isinstance(fact, Mapping):
        return {name: _as_words(value) for name, value in fact.items()}
    if isinstance(fact, list):
        return [_as_words(value) for value in fact]
    return SIGNS.sub(lambda match: f"&#{ord(match[0])};", " ".join(str(fact).split()))


def _pandoc(markdown: str, *options: str) -> bytes:
    return run_pandoc(markdown.encode(), "--from", READER, "--lua-filter", str(FILTER), *options)


def run_pandoc(content: bytes, *options: str, seconds: float | None = None, memory: str = PANDOC_MEMORY) -> bytes:
    """Return what pandoc makes of ``content`` in its sandbox; ``DocumentError`` when it fails or reaches a limit."""
    import pypandoc

    limit = seconds or PANDOC_SECONDS
    command = [
        *(str(pypandoc.get_pandoc_path()), "+RTS", f"-M{memory}", "-RTS", "--sandbox", "--wrap=none"),
        *options,
    ]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=limit)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(f"pandoc took longer than {limit} s.") from error
    if done.returncode:
        raise DocumentError(done.stderr.decode(errors="replace")[-500:])
    return done.stdout


@cache
def _fonts() -> Any:
    """Return our letters, looked up once in each process: a quarter of the time that one page takes."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS] if FONTS.is_dir() else [])


def make_pdf(
    template: Path,
    *,
    body: str,
    data: Mapping[str, Any],
    beside: Sequence[Path] = (),
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return a tagged PDF of ``body`` (Markdown) in the frame of a typst ``template``.

    The template finds its facts as JSON in ``sys.inputs.data``, the text in ``body.typ``, and what it imports
    ``beside`` itself. ``pictures`` are called ``picture-1.jpg`` (or ``.png``) and so on, as the text says.
    """
    markup = to_typst(body) if body else ""
    files = {"body.typ": (PREAMBLE + markup).encode(), **(pictures or {})}
    return _typeset(template, data, beside, files, pdf_standards=["ua-1"])


def make_png(template: Path, *, data: Mapping[str, Any], beside: Sequence[Path] = ()) -> bytes:
    """Return the one page of a typst ``template`` as a picture: a point is a pixel. Raises ``DocumentError``."""
    return _typeset(template, data, beside, {"body.typ": b""}, format="png", ppi=72)


def _typeset(
    template: Path, data: Mapping[str, Any], beside: Sequence[Path], files: Mapping[str, bytes], **form: Any
) -> bytes:
    """Compile in a folder of its own, from which nothing else can be read."""
    # Imported here: 7 MiB that only the workers need that make documents.
    import typst

    with tempfile.TemporaryDirectory(prefix="document-") as folder:
        root = Path(folder)
        shutil.copy(template, root / "main.typ")
        for path in beside:
            shutil.copy(path, root / path.name)
        for name, content in files.items():
            (root / name).write_bytes(content)
        try:
            made: bytes = typst.compile(
                root / "main.typ",
                root=root,
                font_paths=_fonts(),
                ignore_system_fonts=True,
                # Nothing is fetched: a package that is not in this empty folder does not exist.
                package_path=root,
                package_cache_path=root,
                sys_inputs={"data": json.dumps(dict(data), default=str)},
                **form,
            )
        except (RuntimeError, typst.TypstError) as error:
            raise DocumentError(str(error)[-500:]) from error
    return made
