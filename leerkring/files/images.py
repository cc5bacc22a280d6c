"""Pictures, made anew: what we store was drawn by us, so it holds no place, no script and no second file.

Memory and time are bounded by what the header says, before anything is decoded, and a large picture is made smaller in
strips: the worst that is taken costs less than 100 MB too. Only the decoder of JPEG can shrink while it reads, so a
photo may be larger than a picture of another kind.
Pillow is imported where it is used: 7 MiB that a web worker needs only for who uploads a picture.
"""

import math
import struct
import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from leerkring.core.errors import Refused

from .purposes import JPEG, PNG, WEBP

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_SIDE = 2560
MAX_PIXELS = 50_000_000
# How many pixels are decoded at once, to be made smaller from there, and how many bytes that may need in all.
MAX_SURFACE = 13_000_000
MAX_WORK = 90_000_000
# Rows that are made smaller at once.
STRIP = 128
# A progressive JPEG of thousands of scans is small on disk and takes minutes; real ones have about ten.
MAX_SCANS = 32
FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}


def redraw_image(content: bytes, content_type: str) -> bytes:
    """Return the picture drawn anew in its own format: upright, at most 2560 px, without any metadata.

    Raises ``Refused`` for what is no such picture, is broken, or is too big to decode safely.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Pillow's word about facts (EXIF) that it can't read; we keep none of them.
            warnings.simplefilter("ignore", UserWarning)
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redraw(content, FORMATS[content_type])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_big() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error) as error:
        raise Refused(_("This picture can't be read. Save it again as JPEG or PNG and try once more.")) from error


def _redraw(content: bytes, image_format: str) -> bytes:
    from PIL import ImageOps

    clean = _draw(content, image_format)
    ImageOps.exif_transpose(clean, in_place=True)
    out = BytesIO()
    clean.save(out, image_format, **({} if image_format == "PNG" else {"quality": 85}))
    return out.getvalue()


def _draw(content: bytes, image_format: str) -> "Image":
    """Return the picture as small as it is kept, knowing nothing of its source but which side is up."""
    from PIL import ExifTags, Image

    with Image.open(BytesIO(content), formats=[image_format]) as source:
        if image_format == "JPEG" and content.count(b"\xff\xda") > MAX_SCANS:
            raise _too_big()
        if (scale := _scale(source, image_format)) > 1:
            source.draft(None, (source.width // scale, source.height // scale))
        source.load()
        mode = "RGB" if image_format == "JPEG" or not source.has_transparency_data else "RGBA"
        ratio = min(MAX_SIDE / max(source.size), 1)
        clean = Image.new(mode, (max(round(source.width * ratio), 1), max(round(source.height * ratio), 1)))
        for top in range(0, clean.height, STRIP):
            clean.paste(_strip(source, clean, top), (0, top))
        clean.getexif()[ExifTags.Base.Orientation] = source.getexif().get(ExifTags.Base.Orientation, 1)
    return clean


def _scale(source: "Image", image_format: str) -> int:
    """Return by how much the decoder is to shrink each side while it reads: 1, or 2 for a large JPEG.

    Raises ``Refused`` when that would need too much.
    """
    pixels = source.width * source.height
    for scale in (1, 2) if image_format == "JPEG" else (1,):
        surface = pixels // scale**2
        work = surface * 4 + pixels * _beside(source, image_format)
        if pixels <= MAX_PIXELS and surface <= MAX_SURFACE and work <= MAX_WORK:
            return scale
    raise _too_big()


def _beside(source: "Image", image_format: str) -> float:
    """Return how many bytes are needed for each pixel beside the surface itself.

    A progressive JPEG keeps all its coefficients, by how its colours are sampled; a WebP several canvases, of which
    the most when it is written (measured with Pillow 13).
    """
    from PIL.JpegImagePlugin import JpegImageFile

    if image_format == "WEBP":
        return 22
    if not isinstance(source, JpegImageFile) or not source.info.get("progressive"):
        return 0
    samples = [(across, down) for _name, across, down, _table in source.layer]
    return 2 * sum(across * down for across, down in samples) / math.prod(map(max, zip(*samples, strict=True)))


def _strip(source: "Image", clean: "Image", top: int) -> "Image":
    """Return rows of ``clean`` from ``top``, by the rows of ``source`` that colour them; some beside show no seam."""
    from PIL import Image

    bottom = min(top + STRIP, clean.height)
    tall = source.height / clean.height
    first, last = max(int((top - 3) * tall), 0), min(math.ceil((bottom + 3) * tall), source.height)
    part = source.crop((0, first, source.width, last)).convert(clean.mode)
    box = (0, top * tall - first, source.width, min(bottom * tall - first, part.height))
    return part.resize((clean.width, bottom - top), Image.Resampling.BICUBIC, box)


def _too_big() -> Refused:
    return Refused(
        _("This picture is too big. Make it smaller (at most 1,800 pixels wide and high) and try once more.")
    )
