"""From the bytes of an uploaded list to its text. Nothing is stored."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leerkring.core.sheets import decode_text

MAX_BYTES = 1024 * 1024
SPREADSHEETS = (b"PK", b"\xd0\xcf\x11\xe0")


def read_upload(content: bytes) -> str:
    """Return the text of an uploaded list, in any of the encodings that Excel writes."""
    if len(content) > MAX_BYTES:
        raise ValidationError(_("This file is too large. A list may be 1 MB."))
    if content.startswith(SPREADSHEETS):
        raise ValidationError(_("This is a spreadsheet. Save it as CSV (“Save as”, then CSV) and choose that file."))
    return decode_text(content)
