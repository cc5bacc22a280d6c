"""The pictures of a frozen version, for the files that people take along: small enough to send, and to print."""

import base64
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from .actions.figure import ADDRESS
from .models import OutcomeVersion

# Wide enough for a page of paper at 200 dots per inch.
MAX_SIDE = 1400


@dataclass(frozen=True)
class Picture:
    """One picture: where the text says it stands, the name of its file, and its bytes (JPEG or PNG)."""

    address: str
    name: str
    content: bytes

    @property
    def in_text(self) -> str:
        """The picture as an address that holds it."""
        kind = "png" if self.name.endswith("png") else "jpeg"
        return f"data:image/{kind};base64,{base64.b64encode(self.content).decode()}"


def pictures_of(version: OutcomeVersion) -> list[Picture]:
    """Return the pictures that the text shows and that are its own, in order; one whose bytes are gone is left out."""
    wanted = list(dict.fromkeys(ADDRESS.findall(version.body)))
    figures = version.outcome.figures.filter(file__in=wanted).select_related("file")
    by_key = {str(figure.file_id): figure.file for figure in figures}
    found: list[Picture] = []
    for file in (by_key[key] for key in wanted if key in by_key):
        try:
            with file.blob.open("rb") as stored:
                content, ending = _drawn(stored.read())
        except FileNotFoundError:
            continue
        found.append(Picture(file.get_absolute_url(), f"picture-{len(found) + 1}.{ending}", content))
    return found


def packed(text: str, pictures: Sequence[Picture], pack: Callable[[str], bytes]) -> bytes:
    """Return the file (a zip, as Word and EPUB are) that ``pack`` makes of the text, with the pictures in it.

    ``pack`` reads pictures in the text itself only, and reads ten megabytes of them for ten seconds. So it gets
    empty ones of the same size, and they are changed for the real ones in the file that it makes.
    """
    real: dict[bytes, bytes] = {}
    for number, picture in enumerate(pictures):
        empty = _empty_like(picture, number)
        real[empty] = picture.content
        text = text.replace(f"]({picture.address}", f"]({replace(picture, content=empty).in_text}")
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(pack(text))) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in made.infolist():
            content = made.read(entry)
            archive.writestr(entry, real.get(content, content))
    return out.getvalue()


def _empty_like(picture: Picture, number: int) -> bytes:
    """Return a picture of one colour and the same size and kind, another one for each number."""
    from PIL import Image

    with Image.open(BytesIO(picture.content)) as source:
        empty, kind = Image.new("L", source.size, number % 256), source.format
    out = BytesIO()
    empty.save(out, kind, quality=1)
    return out.getvalue()


def beside(text: str, pictures: Sequence[Picture], folder: str = "") -> str:
    """Return the text with the names of files that stand beside it."""
    for picture in pictures:
        text = text.replace(f"]({picture.address}", f"]({folder}{picture.name}")
    return text


def _drawn(content: bytes) -> tuple[bytes, str]:
    """Draw a picture that we stored ourselves, in what every reader knows; see-through ones as PNG."""
    # 7 MiB that only the workers need that make documents.
    from PIL import Image

    with Image.open(BytesIO(content)) as source:
        source.thumbnail((MAX_SIDE, MAX_SIDE))
        is_clear = source.has_transparency_data
        picture = source.convert("RGBA" if is_clear else "RGB")
    out = BytesIO()
    picture.save(out, "PNG" if is_clear else "JPEG", **({} if is_clear else {"quality": 85}))
    return out.getvalue(), "png" if is_clear else "jpg"
