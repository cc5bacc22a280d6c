"""A Word document as Markdown, with its pictures and a list of what did not come along.

The file is a stranger's: only its texts and pictures are taken out, within limits, and put in a new archive, which
pandoc reads in its sandbox within limits of time and memory. Macros, embedded objects and outside links stay behind.
"""

import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from .documents import DocumentError, run_pandoc
from .errors import Refused
from .markdown_paper import CITATION

FILTER = Path(__file__).parent / "word.lua"
WRITER = "commonmark+pipe_tables+footnotes+strikeout+attributes+implicit_figures+superscript+subscript"
MAX_PARTS = 3_000
MAX_XML = 15 * 1024 * 1024
MAX_PICTURE = 10 * 1024 * 1024
MAX_PICTURES = 60 * 1024 * 1024
SECONDS = 10
MEMORY = "400M"
MACROS = re.compile(r"vbaProject|activeX", re.IGNORECASE)
TEXTS = re.compile(r"(?:word|_rels|docProps|customXml)/.*\.(?:xml|rels)|_rels/\.rels|\[Content_Types\]\.xml")
PICTURES = re.compile(r"word/media/[\w.-]+\.(?:png|jpe?g|webp)", re.IGNORECASE)
OTHER_PICTURES = re.compile(r"word/media/.+\.(?:emf|wmf|svg|gif|tiff?|bmp)", re.IGNORECASE)
DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
CLOSING = re.compile(r"\n*\ue002([^\ue002]*)\ue002")
TYPED_CITATION = re.compile(r"\\\[((?:(?!\\\[|\\\]).)*?\\?@(?:(?!\\\[|\\\]).)*?)\\\]")
# What stands in the XML of a document, by what is told about it.
SIGNS = {
    "comment": re.compile(rb"<w:commentReference\b"),
    "box": re.compile(rb"<w:txbxContent\b"),
    "change": re.compile(rb"<w:(?:ins|del|moveFrom|moveTo) "),
    "chart": re.compile(rb"<(?:c:chart|dgm:relIds)\b"),
    "object": re.compile(rb"<w:object\b"),
}


@dataclass(frozen=True)
class Word:
    """What a document holds: ``pictures`` by the address they have in the text, ``lost`` by kind with how many."""

    markdown: str
    pictures: dict[str, bytes]
    lost: dict[str, int]


def read_docx(content: bytes) -> Word:
    """Return what a .docx holds; ``Refused`` says why not when it is none, too big, or holds macros."""
    texts, pictures, lost = _unpack(content)
    try:
        markdown = run_pandoc(
            _pack(texts, pictures),
            *("--from", "docx+citations", "--to", WRITER, "--lua-filter", str(FILTER)),
            seconds=SECONDS,
            memory=MEMORY,
        ).decode()
    except DocumentError as error:
        raise Refused(
            _("This Word document can't be read: it is too complicated or damaged. Save it again and try once more.")
        ) from error
    found = CLOSING.search(markdown)
    if found:
        markdown = CLOSING.sub("", markdown)
        lost.update({what: int(number) for what, number in re.findall(r"(\w+)=(\d+)", found[1])})
    return Word(_tidy(markdown), {name.removeprefix("word/"): data for name, data in pictures.items()}, dict(lost))


def told_losses(lost: dict[str, int]) -> list[str]:
    """Return what did not come along, one sentence per kind."""
    words = {
        "comment": _("Remarks in the margin: %(number)s."),
        "box": _("Text boxes: %(number)s. Copy their text by hand."),
        "change": _("Tracked changes: %(number)s. They were taken over as if they were accepted."),
        "chart": _("Charts and diagrams: %(number)s. Save each as a picture and add it."),
        "object": _("Embedded files: %(number)s."),
        "picture": _("Pictures of a kind that browsers do not show: %(number)s. Save each as PNG and add it."),
        "refused": _("Pictures that are damaged or too big: %(number)s."),
        "formula": _("Formulas: %(number)s. They stand in the text as code."),
        "merged": _("Merged cells in tables: %(number)s. Their text stands in the first cell."),
        "cell": _("Lists and paragraphs in cells of tables: %(number)s. They stand there line by line."),
        "definition": _("Lists of terms: %(number)s. The terms stand in bold."),
        "header": _("Headers and footers of pages: %(number)s."),
    }
    return [sentence % {"number": lost[what]} for what, sentence in words.items() if lost.get(what)]


def _unpack(content: bytes) -> tuple[dict[str, bytes], dict[str, bytes], Counter[str]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _parts(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError) as error:
        raise _no_word() from error


def _parts(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], dict[str, bytes], Counter[str]]:
    names = archive.namelist()
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise _no_word()
    if any(MACROS.search(name) for name in names):
        raise Refused(_("This document holds macros. Save it in Word as an ordinary document (.docx) and try again."))
    if len(names) > MAX_PARTS:
        raise _too_big()
    lost: Counter[str] = Counter()
    texts, pictures = {}, {}
    left, pictures_left = MAX_XML, MAX_PICTURES
    for name in dict.fromkeys(names):
        if TEXTS.fullmatch(name):
            texts[name] = _read(archive, name, left)
            left -= len(texts[name])
            _look(name, texts[name], lost)
        elif PICTURES.fullmatch(name):
            pictures[name] = _read(archive, name, min(MAX_PICTURE, pictures_left))
            pictures_left -= len(pictures[name])
        elif OTHER_PICTURES.fullmatch(name):
            lost["picture"] += 1
    return texts, pictures, lost


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Unpack one part and stop at its limit, whatever size the archive says it has."""
    with archive.open(name) as part:
        data = part.read(most + 1)
    if len(data) > most:
        if PICTURES.fullmatch(name):
            raise Refused(_("A picture in this document is too big. Make it smaller in Word and try again."))
        raise _too_big()
    return data


def _look(name: str, xml: bytes, lost: Counter[str]) -> None:
    if DECLARED.search(xml):
        raise _no_word()
    if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name) and b"<w:t" in xml:
        lost["header"] += 1
    if name == "word/document.xml":
        for what, sign in SIGNS.items():
            if number := len(sign.findall(xml)):
                lost[what] += number


def _pack(texts: dict[str, bytes], pictures: dict[str, bytes]) -> bytes:
    """Put the parts in a new archive; pictures as one byte, since pandoc only needs to know that they are there."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in texts.items():
            archive.writestr(name, data)
        for name in pictures:
            archive.writestr(name, b"\x00")
    return out.getvalue()


def _tidy(markdown: str) -> str:
    """Undo what pandoc does for other readers: citations that were typed are citations, cells break with a sign."""

    def cite(found: re.Match[str]) -> str:
        typed = "[" + re.sub(r"\\([@_\-])", r"\1", found[1]) + "]"
        return typed if CITATION.fullmatch(typed) else found[0]

    return TYPED_CITATION.sub(cite, markdown).replace("\ue001", "<br>").strip("\n") + "\n"


def extension_of(name: str) -> str:
    """Return the extension of a picture, in small letters."""
    return PurePosixPath(name).suffix.lower()


def _no_word() -> Refused:
    return Refused(_("This is no Word document (.docx). In Word, choose Save as and then .docx."))


def _too_big() -> Refused:
    return Refused(_("This document is too big to read. Divide it in parts and try again."))
