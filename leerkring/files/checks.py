"""What an upload is, by its content. A name and a browser's word for it are never believed."""

import hashlib
import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

import puremagic
from django.utils.translation import gettext as _

from leerkring.core.errors import Refused

from .images import redraw_image
from .purposes import CSV, DOCX, EPUB, IMAGES, JPEG, PDF, PNG, PPTX, TEXT, WEBP, XLSX, XML, ZIP, Purpose

SIGNATURES = {JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n", WEBP: b"RIFF", PDF: b"%PDF-"}
OFFICE = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml", PPTX: "ppt/presentation.xml"}
EXTENSIONS = {
    JPEG: ".jpg", PNG: ".png", WEBP: ".webp", PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx", PPTX: ".pptx",
    TEXT: ".txt", CSV: ".csv", EPUB: ".epub", XML: ".xml", ZIP: ".zip",
}  # fmt: skip
HEAD = 64 * 1024
MB = 1024 * 1024
ACTIVE_PART = re.compile(r"vbaProject|activeX|\.(?:exe|js|vbs|dll|swf)\Z", re.IGNORECASE)
MAX_ZIP_ENTRIES = 3_000
MAX_UNPACKED = 200 * MB
MARKUP = re.compile(r"\A\s*<|<(?:!doctype|\?xml|\?php|html|head|body|svg|script|iframe)\b", re.IGNORECASE)
# Deeds a PDF can do by itself; a paper has no use for them.
PDF_DEEDS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)\b")


@dataclass(frozen=True)
class Checked:
    """An upload as it may be stored."""

    content: bytes
    content_type: str
    name: str

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def check_upload(content: bytes, name: str, purpose: Purpose) -> Checked:
    """Return the upload as it may be stored for ``purpose``; ``Refused`` with a reason for the person otherwise."""
    if not content:
        raise Refused(_("This file is empty."))
    if len(content) > purpose.max_bytes:
        raise too_large(purpose)
    content_type = find_type(content, name)
    if content_type not in purpose.types:
        raise _wrong_kind(purpose)
    if content_type in IMAGES:
        content = redraw_image(content, content_type)
    return Checked(content, content_type, clean_name(name, content_type))


def find_type(content: bytes, name: str = "") -> str:
    """Return the content type that the bytes themselves show, or an empty text when it is none of ours.

    ``name`` only tells CSV from other plain text; both are only ever handed out as a download.
    """
    for content_type, signature in SIGNATURES.items():
        if content.startswith(signature):
            return content_type if _is_really(content, content_type) else ""
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    if _is_plain_text(content):
        return CSV if name.lower().endswith(".csv") else TEXT
    return ""


def clean_name(name: str, content_type: str) -> str:
    """Return a name to show and to download by: no folders, no control characters, the extension of its content."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    stem = "".join(char for char in stem if char.isprintable() and char not in '<>:"/\\|?*').strip(" .")
    extension = EXTENSIONS[content_type]
    return f"{stem[: 120 - len(extension)] or _('file')}{extension}"


def too_large(purpose: Purpose) -> Refused:
    """Return the refusal of a file over the limit of its purpose."""
    limit = max(round(purpose.max_bytes / MB), 1)
    return Refused(_("This file is too large. The limit is %(limit)s MB.") % {"limit": limit})


def _is_really(content: bytes, content_type: str) -> bool:
    """Let a second judge look: the collection of signatures must agree, and a PDF may do nothing by itself."""
    if content_type == PDF:
        return b"%%EOF" in content[-2048:] and not PDF_DEEDS.search(content) and _guess_has(content, "pdf")
    if content_type == WEBP and content[8:12] != b"WEBP":
        return False
    return _guess_has(content, content_type.removeprefix("image/"))


def _guess_has(content: bytes, word: str) -> bool:
    """Whether the collection knows the bytes as such; it knows some kind for each signature of ours."""
    return any(word in match.mime_type for match in puremagic.magic_string(content[:HEAD]))


def _office_type(content: bytes) -> str:
    """Return which kind of Office file a ZIP is; none when it holds macros or would unpack to something huge."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return ""
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ZIP_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        return ""
    if "[Content_Types].xml" not in names or any(ACTIVE_PART.search(name) for name in names):
        return ""
    return next((kind for kind, part in OFFICE.items() if part in names), "")


def _is_plain_text(content: bytes) -> bool:
    """Whether it reads as text without markup: no control characters, no tag anywhere in its head."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows' spreadsheets write CSV like this; bytes 0x80-0x9f are letters there.
        text = content.decode("cp1252", errors="replace")
    if any(ord(char) < 32 and char not in "\t\r\n\f" for char in text[:HEAD]) or "\x00" in text:
        return False
    return not MARKUP.search(text[:HEAD])


def _wrong_kind(purpose: Purpose) -> Refused:
    kinds = ", ".join(sorted({EXTENSIONS[content_type].strip(".").upper() for content_type in purpose.types}))
    return Refused(_("This kind of file can't be used here. Choose one of these: %(kinds)s.") % {"kinds": kinds})
