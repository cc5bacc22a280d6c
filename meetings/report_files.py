"""The report of a meeting as PDF and as Word.

Both are made in the request: a report of a full day (25,000 letters) takes half a second, its pictures some hundredths
each. The path not taken is a task with a kept file, as papers have: a draft changes with every note.
"""

import base64
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.sheet import OTHER_SIGNS
from leerkring.core.documents import DocumentError, make_pdf, to_docx
from leerkring.core.links import absolute_url
from leerkring.core.markdown_parts import literal

from .models import Meeting, Photo, Report
from .report_text import text_of, with_names

logger = logging.getLogger(__name__)
FOLDER = Path(__file__).resolve().parent / "documents"
# Across a page at 170 dots per inch; thirty of them stay within what a mailbox takes.
SIDE = 1100


@dataclass(frozen=True)
class Picture:
    """A picture on paper: small, and always a JPEG."""

    content: bytes
    caption: str


def report_pdf(meeting: Meeting, report: Report | None, photos: Sequence[Photo]) -> bytes:
    """Return the report as an accessible PDF; raises ``DocumentError``."""
    with translation.override(settings.LANGUAGE_CODE):
        body, data, pictures = with_names(text_of(meeting, report)), _facts(meeting, report), _pictures(photos)
        try:
            return _set(body, data, pictures)
        except DocumentError:
            # An accessible PDF may hold no sign that its letters can't draw: it goes, the words around it stay.
            return _set(OTHER_SIGNS.sub("", body), _in_our_letters(data), pictures)


def _set(body: str, data: dict[str, Any], pictures: Sequence[Picture]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        paths = [Path(folder) / f"picture-{number}.jpg" for number in range(len(pictures))]
        for path, picture in zip(paths, pictures, strict=True):
            path.write_bytes(picture.content)
        shown = [
            {"path": path.name, "caption": caption}
            for path, caption in zip(paths, _captions(data, pictures), strict=True)
        ]
        return make_pdf(FOLDER / "report.typ", body=body, data=data | {"pictures": shown}, beside=paths)


def _captions(data: dict[str, Any], pictures: Sequence[Picture]) -> list[str]:
    return [OTHER_SIGNS.sub("", picture.caption) or data["pictures_label"] for picture in pictures]


def report_docx(meeting: Meeting, report: Report | None, photos: Sequence[Photo]) -> bytes:
    """Return the report as a Word document; raises ``DocumentError``."""
    with translation.override(settings.LANGUAGE_CODE):
        facts = _facts(meeting, report)
        parts = [literal(f"{facts['community']} · {facts['state']}"), with_names(text_of(meeting, report))]
        if pictures := _pictures(photos):
            parts += [f"## {facts['pictures_label']}", *(_in_text(picture) for picture in pictures)]
        title = _("Report: %(meeting)s") % {"meeting": meeting}
        return to_docx("\n\n".join(parts), title=title, language=settings.LANGUAGE_CODE)


def _in_text(picture: Picture) -> str:
    content = base64.b64encode(picture.content).decode()
    return f"![{literal(picture.caption)}](data:image/jpeg;base64,{content})\n\n*{literal(picture.caption)}*"


def _facts(meeting: Meeting, report: Report | None) -> dict[str, Any]:
    return {
        "title": str(meeting),
        "community": meeting.cycle.community.name,
        "site": settings.SITE_NAME,
        "language": settings.LANGUAGE_CODE,
        "kind": _("Report of a meeting"),
        "state": _state(report),
        "day": date_format(meeting.date, "j F Y"),
        "address": absolute_url(meeting.get_absolute_url()),
        "readers": _("For members of the circle. Don't pass it on without asking."),
        "pictures_label": _("Pictures"),
    }


def _state(report: Report | None) -> str:
    if report and report.approved_at:
        return _("Approved on %(day)s") % {"day": date_format(report.approved_at, "j F Y")}
    return _("Draft")


def _in_our_letters(data: dict[str, Any]) -> dict[str, Any]:
    return {name: OTHER_SIGNS.sub("", value) for name, value in data.items()}


def _pictures(photos: Sequence[Photo]) -> list[Picture]:
    """Return the pictures small; one whose bytes are gone is left out."""
    found = []
    for photo in photos:
        try:
            found.append(Picture(_shrunk(photo), photo.caption))
        except OSError:
            logger.exception("The picture %s of meeting %s can't be read.", photo.pk, photo.meeting_id)
    return found


def _shrunk(photo: Photo) -> bytes:
    # Imported here: 7 MiB that a web worker needs only for who makes a document with pictures.
    from PIL import Image

    with photo.file.blob.open("rb") as blob, Image.open(blob) as source:
        source.draft("RGB", (SIDE, SIDE))
        source.thumbnail((SIDE, SIDE))
        picture = Image.new("RGB", source.size, "white")
        layer = source.convert("RGBA") if source.has_transparency_data else source.convert("RGB")
        picture.paste(layer, mask=layer if layer.mode == "RGBA" else None)
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
