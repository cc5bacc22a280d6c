"""Pictures, made anew: what we store was drawn by us, so it holds no place, no script and no second file.

Memory and time are bounded before anything is decoded: a picture that needs its whole surface at once (PNG, WebP,
progressive JPEG) has a lower limit than a plain JPEG, which the decoder shrinks while it reads.
Pillow is imported where it is used: 7 MiB that a web worker needs only for who uploads a picture.
"""

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from leerkring.core.errors import Refused

from .purposes import JPEG, PNG, WEBP

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_SIDE = 2560
MAX_PIXELS = 12_500_000
MAX_PIXELS_PLAIN_JPEG = 50_000_000
# A progressive JPEG of thousands of scans is small on disk and takes minutes; real ones have about ten.
MAX_SCANS = 64
FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}


def redraw_image(content: bytes, content_type: str) -> bytes:
    """Return the picture drawn anew in its own format: upright, at most 2560 px, without any metadata.

    Raises ``Refused`` for what is no such picture, is broken, or is too big to decode safely.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redraw(content, FORMATS[content_type])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_big() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refused(_("This picture can't be read. Save it again as JPEG or PNG and try once more.")) from error


def _redraw(content: bytes, image_format: str) -> bytes:
    from PIL import Image, ImageOps

    with Image.open(BytesIO(content), formats=[image_format]) as source:
        _check_surface(source, content)
        source.draft(None, (MAX_SIDE, MAX_SIDE))
        source.thumbnail((MAX_SIDE, MAX_SIDE))
        upright = ImageOps.exif_transpose(source)
        mode = "RGB" if image_format == "JPEG" or not upright.has_transparency_data else "RGBA"
        clean = Image.new(mode, upright.size)
        clean.paste(upright.convert(mode))
    out = BytesIO()
    clean.save(out, image_format, **({} if image_format == "PNG" else {"quality": 85}))
    return out.getvalue()


def _check_surface(source: "Image", content: bytes) -> None:
    """Refuse by what the header says, before a pixel is decoded."""
    plain_jpeg = source.format == "JPEG" and not source.info.get("progressive")
    width, height = source.size
    if width * height > (MAX_PIXELS_PLAIN_JPEG if plain_jpeg else MAX_PIXELS):
        raise _too_big()
    if source.format == "JPEG" and content.count(b"\xff\xda") > MAX_SCANS:
        raise _too_big()


def _too_big() -> Refused:
    return Refused(_("This picture is too big. Make it smaller (for example 2,500 pixels wide) and try once more."))
