"""From the bytes of an uploaded list to its text. Nothing is stored."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 1024 * 1024
SPREADSHEETS = (b"PK", b"\xd0\xcf\x11\xe0")
PICTURES = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"%PDF")


def read_upload(content: bytes) -> str:
    """Return the text of an uploaded list, in any of the encodings that Excel writes."""
    if len(content) > MAX_BYTES:
        raise ValidationError(_("This file is too large. A list may be 1 MB."))
    if not content.strip():
        raise ValidationError(_("This file is empty."))
    if content.startswith(SPREADSHEETS):
        raise ValidationError(_("This is a spreadsheet. Save it as CSV (“Save as”, then CSV) and choose that file."))
    for decode in (_utf16, _utf8, _windows):
        text = decode(content)
        if text is not None and not content.startswith(PICTURES):
            return text
    raise ValidationError(_("This is not a list. Choose a CSV file, or paste the addresses in the field."))


def _utf16(content: bytes) -> str | None:
    return _decoded(content, "utf-16") if content.startswith((b"\xff\xfe", b"\xfe\xff")) else None


def _utf8(content: bytes) -> str | None:
    return _decoded(content, "utf-8-sig")


def _windows(content: bytes) -> str | None:
    return _decoded(content, "cp1252")


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text
