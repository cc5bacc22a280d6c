import ctypes
import mmap
import random
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from leerkring.core.errors import Refused
from leerkring.files import checks, images, purposes
from leerkring.files.checks import check_upload, clean_name, find_type, too_large
from leerkring.files.purposes import CSV, DOCX, IMAGES, JPEG, PDF, PNG, PPTX, TEXT, WEBP, XLSX, Purpose, get_purpose

from . import samples

HONEST = [
    (samples.picture("JPEG"), "a.jpg", JPEG),
    (samples.picture("JPEG", progressive=True), "a.jpg", JPEG),
    (samples.picture("PNG"), "a.png", PNG),
    (samples.picture("WEBP"), "a.webp", WEBP),
    (samples.PDF, "a.pdf", PDF),
    (samples.archive(*samples.WORD_PARTS), "a.docx", DOCX),
    (samples.archive("[Content_Types].xml", "xl/workbook.xml", "xl/printerSettings1.bin"), "a.xlsx", XLSX),
    (samples.archive("[Content_Types].xml", "ppt/presentation.xml"), "a.pptx", PPTX),
    (b"Gesprek: 2 < 3, en vraag 1 > 0?", "a.txt", TEXT),
    ("naam;rol\nAnouk;ambtenaar caf\u00e9".encode("cp1252"), "a.csv", CSV),
    ("naam\tcaf\u00e9\r\n\fslot\r\n".encode(), "b.CSV", CSV),
    (b"\xef\xbb\xbfnaam;rol", "c.csv", CSV),
    (b"\x81\x9d en verder", "b.txt", TEXT),
    (samples.PDF + b" " * 2_000, "b.pdf", PDF),
    (b"woord " * 11_000 + b"<html>", "c.txt", TEXT),
]
HOSTILE = {
    "html": b"<!doctype html><script>alert(1)</script>",
    "html after words": b"Beste lezer <script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "xml": b"\xef\xbb\xbf<?xml version='1.0'?><x/>",
    "gif": b"GIF89a" + bytes(50),
    "program": b"MZ\x90\x00" + bytes(100),
    "plain archive": samples.archive("a.txt"),
    "archive with macros": samples.archive(*samples.WORD_PARTS, "word/vbaProject.bin"),
    "archive with a program": samples.archive(*samples.WORD_PARTS, "word/media/A.EXE"),
    "archive of no kind": samples.archive("[Content_Types].xml"),
    "archive without a list of what is in it": samples.archive("word/document.xml"),
    "archive of too many parts": samples.archive(*samples.WORD_PARTS, *(f"{part}.xml" for part in range(2_999))),
    "broken archive": b"PK\x03\x04" + bytes(100),
    "pdf that runs": samples.PDF.replace(b"/Catalog", b"/Catalog /OpenAction <</S /JavaScript>>"),
    "pdf cut off": samples.PDF[:30],
    "pdf after a page": b"<html>" + samples.PDF,
    "riff that is no picture": b"RIFF\x10\x00\x00\x00WAVEfmt " + bytes(40),
    "control characters": b"abc\x01\x02def",
    "no letters at all": bytes(200),
    "last control character": b"abc\x1fdef",
    "nothing far behind the words": b"woord " * 11_000 + b"\x00",
    "tag after white space": b" \n <b>vet</b>",
    "pdf with an end long before its end": samples.PDF + b" " * 2_100,
    "pdf in name only": b"%PDF-%%EOF"[:5],
    "webp without pictures": samples.picture("WEBP").replace(b"WEBP", b"WEBA", 1),
}


@pytest.mark.parametrize(("content", "name", "expected"), HONEST, ids=[row[1] + row[2][-6:] for row in HONEST])
def test_type_follows_from_content_when_honest(content, name, expected):
    assert find_type(content, name) == expected
    assert find_type(content, "liegt.html") in {expected, TEXT}


def test_archive_may_hold_as_many_parts_and_bytes_as_the_limits_say(monkeypatch):
    content = samples.archive(*samples.WORD_PARTS, "word/a.xml", content="x" * 100)
    monkeypatch.setattr(checks, "MAX_ZIP_ENTRIES", 3)
    monkeypatch.setattr(checks, "MAX_UNPACKED", 300)
    assert find_type(content) == DOCX

    monkeypatch.setattr(checks, "MAX_UNPACKED", 299)
    assert find_type(content) == ""


def test_upload_is_stored_as_what_it_is_whatever_it_was_called():
    checked = check_upload(samples.PDF, "lijst.csv", get_purpose("test.public"))
    assert (checked.content, checked.content_type, checked.name) == (samples.PDF, PDF, "lijst.pdf")
    checked = check_upload(b"naam;rol", "lijst.csv", get_purpose("test.public"))
    assert (checked.content, checked.content_type, checked.name) == (b"naam;rol", CSV, "lijst.csv")


@pytest.mark.parametrize(("most", "shown"), [(64 * 1024, "1"), (4 * checks.MB, "4"), (25 * checks.MB, "25")])
def test_refusal_says_the_limit(most, shown):
    refusal = too_large(Purpose("test.x", IMAGES, most, lambda user: None))
    assert refusal.messages == [f"Dit bestand is te groot. Het mag hoogstens {shown} MB zijn."]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("file_name", ["foto.jpg", "verslag.pdf", "lijst.csv"])
def test_upload_refused_when_content_is_not_on_the_list(name, file_name):
    assert find_type(HOSTILE[name], file_name) == ""
    with pytest.raises(Refused, match="soort bestand"):
        check_upload(HOSTILE[name], file_name, get_purpose("test.public"))


def test_upload_refused_when_kind_is_not_for_this_purpose():
    with pytest.raises(Refused, match="JPG, PNG"):
        check_upload(samples.PDF, "foto.jpg", get_purpose("test.photo"))


def test_upload_refused_when_empty_or_too_large():
    with pytest.raises(Refused, match=r"^\['Dit bestand is leeg"):
        check_upload(b"", "foto.jpg", get_purpose("test.photo"))
    with pytest.raises(Refused, match="te groot"):
        check_upload(bytes(70_000), "foto.jpg", get_purpose("test.photo"))


def test_picture_loses_its_place_and_stands_upright_when_redrawn():
    source = samples.photo_with_place()
    assert b"Kloosterstraat" in source

    checked = check_upload(source, "foto.jpg", get_purpose("test.photo"))

    assert b"Kloosterstraat" not in checked.content
    image = Image.open(BytesIO(checked.content))
    assert image.size == (30, 40)
    assert not image.getexif()


def test_polyglot_loses_its_second_file_when_redrawn():
    for kind, name in (("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")):
        polyglot = (
            samples.picture(kind) + samples.archive("evil.html", content="<script>") + b"<script>alert(1)</script>"
        )
        checked = check_upload(polyglot, name, get_purpose("test.public"))
        assert b"script" not in checked.content
        assert b"PK\x03\x04" not in checked.content


@pytest.mark.parametrize(
    ("kind", "options", "limit", "least"),
    [
        ("PNG", {}, "MAX_PIXELS", 1_200),
        ("PNG", {}, "MAX_SURFACE", 1_200),
        ("PNG", {}, "MAX_WORK", 4 * 1_200),
        ("WEBP", {}, "MAX_WORK", 26 * 1_200),
        ("JPEG", {}, "MAX_PIXELS", 1_200),
        # The decoder can halve each side of a JPEG, but its coefficients stay as many: by colour all, or a quarter.
        ("JPEG", {}, "MAX_SURFACE", 300),
        ("JPEG", {}, "MAX_WORK", 4 * 300),
        ("JPEG", {"progressive": True}, "MAX_WORK", 4 * 300 + 3 * 1_200),
        ("JPEG", {"progressive": True, "subsampling": 0}, "MAX_WORK", 4 * 300 + 6 * 1_200),
        ("JPEG", {"progressive": True, "mode": "L", "colour": 9}, "MAX_WORK", 4 * 300 + 2 * 1_200),
    ],
)
def test_picture_may_need_as_much_as_the_limits_say(kind, options, limit, least, monkeypatch):
    content = samples.picture(kind, **options)
    monkeypatch.setattr(images, limit, least)
    assert check_upload(content, "a", get_purpose("test.public"))
    monkeypatch.setattr(images, limit, least - 1)
    with pytest.raises(Refused, match=r"^\['Deze foto is te groot\."):
        check_upload(content, "a", get_purpose("test.public"))


@pytest.mark.parametrize(
    ("source", "kept"),
    [((4000, 3000), (2560, 1920)), ((6000, 4000), (2560, 1707)), ((3000, 4400), (1500, 2200)), ((9000, 9), (2560, 3))],
)
def test_large_photo_is_halved_while_read_and_made_smaller_from_there(source, kept):
    checked = check_upload(samples.picture("JPEG", source, quality=30), "foto.jpg", get_purpose("test.public"))
    assert Image.open(BytesIO(checked.content)).size == kept


def test_no_seam_shows_where_strips_meet():
    """Strip by strip it is the same as whole: with none of the edges that neighbours unseen would leave."""
    drawn = Image.radial_gradient("L").resize((2900, 1300)).convert("RGB")
    drawn.paste(Image.effect_noise((2900, 500), 90).convert("RGB"), (0, 400))
    out = BytesIO()
    drawn.save(out, "PNG", compress_level=1)
    checked = check_upload(out.getvalue(), "a.png", get_purpose("test.public"))
    whole = drawn.resize((2560, 1148), Image.Resampling.BICUBIC)
    difference = ImageChops.difference(Image.open(BytesIO(checked.content)), whole)
    assert max(most for _least, most in difference.getextrema()) <= 1


def test_progressive_picture_may_have_as_many_scans_as_the_limit_says(monkeypatch):
    # A phone's photo may hold a second one, and is then known by another name.
    double = {"save_all": True, "append_images": [Image.new("RGB", (8, 8))]}
    for kind, options in (("JPEG", {}), ("MPO", double)):
        content = samples.picture(kind, progressive=True, **options)
        monkeypatch.setattr(images, "MAX_SCANS", content.count(b"\xff\xda"))
        assert check_upload(content, "a.jpg", get_purpose("test.public"))
        monkeypatch.setattr(images, "MAX_SCANS", content.count(b"\xff\xda") - 1)
        with pytest.raises(Refused, match="te groot"):
            check_upload(content, "a.jpg", get_purpose("test.public"))


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_picture_looks_the_same_when_redrawn(kind, name):
    """Each kind stays that kind; what can be seen through in it stays so, where the kind knows that."""
    for mode, colour in (
        ("L", 90),
        ("RGB", (0, 128, 128)),
        ("P", 3),
        ("CMYK", (90, 0, 0, 40)),
        ("RGBA", (9, 9, 9, 0)),
    ):
        if (mode == "CMYK" and kind != "JPEG") or (kind == "JPEG" and mode in ("P", "RGBA")):
            continue
        drawn, out = Image.new(mode, (40, 30), colour), BytesIO()
        drawn.save(out, kind)
        image = Image.open(BytesIO(check_upload(out.getvalue(), name, get_purpose("test.public")).content))
        seen = "RGBA" if mode == "RGBA" else "RGB"
        assert (image.format, image.mode, image.size) == (kind, seen, (40, 30))
        wanted, got = drawn.convert(seen).getpixel((20, 15)), image.getpixel((20, 15))
        assert wanted[3:] == got[3:] == (0,) or all(abs(a - b) < 12 for a, b in zip(wanted, got, strict=True))


def test_photo_is_redrawn_as_sharp_as_a_reader_needs():
    """At a quality of 85: below it faces get blotches, above it a phone loads twice as much."""
    sharp = BytesIO()
    Image.new("RGB", (40, 30)).save(sharp, "JPEG", quality=85)
    for quality in (30, 100):
        checked = check_upload(samples.picture("JPEG", quality=quality), "a.jpg", get_purpose("test.public"))
        assert Image.open(BytesIO(checked.content)).quantization == Image.open(sharp).quantization


def test_picture_of_another_kind_than_it_was_taken_for_is_not_read():
    with pytest.raises(Refused, match="kunnen we niet lezen"):
        images.redraw_image(samples.picture("PNG"), JPEG)


def test_broken_picture_is_refused_with_what_to_do():
    with pytest.raises(Refused, match=r"^\['Deze foto kunnen we niet lezen"):
        check_upload(samples.picture("JPEG")[:300], "a.jpg", get_purpose("test.public"))


def test_picture_keeps_transparency_and_is_made_smaller_when_big():
    out = BytesIO()
    Image.new("RGBA", (3000, 1000), (0, 0, 0, 0)).save(out, "PNG")
    checked = check_upload(out.getvalue(), "a.png", get_purpose("test.public"))
    image = Image.open(BytesIO(checked.content))
    assert (image.mode, image.size) == ("RGBA", (2560, 853))


def _many_scans(scans=500, refined=b"", **options):
    plain = samples.picture("JPEG", progressive=True, **options)
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x10" + refined
    return plain[:-2] + scan * (scans - plain.count(b"\xff\xda")) + b"\xff\xd9"


BOMBS = {
    "png of gigabytes": samples.png_bomb(),
    "png just over the limit": samples.png_bomb(4000, 4000),
    "jpeg of a thousand scans": _many_scans(),
    "broken jpeg": samples.picture("JPEG")[:300],
    # As large as is read at all, so that only all the work shows that the end is missing.
    "broken jpeg, as large as can be": samples.picture("JPEG", (8330, 6000))[:-100],
    "broken progressive jpeg, as large as can be": _many_scans(images.MAX_SCANS, bytes(2_000), size=(4740, 4740))[:-2],
    "broken png, as large as can be": samples.picture("PNG", (3600, 3600))[:-30],
    "broken webp, as large as can be": samples.picture("WEBP", (1850, 1850))[:-10],
    "jpeg head only": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + random.Random(1).randbytes(3_000),
    "archive that unpacks to 400 MB": samples.archive(*samples.WORD_PARTS, content=bytes(200 * 1024 * 1024)),
}


# Written to, it lets go of what this process needed at its most; Linux has it.
FORGET_MOST = Path("/proc/self/clear_refs")


@dataclass
class Cost:
    """What a piece of work took: CPU, and memory at its highest above what was in use before."""

    seconds: float = 0
    megabytes: float = 0


def most_memory() -> int:
    """Return the most memory of this process since it was last forgotten, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@contextmanager
def measured() -> Iterator[Cost]:
    """Fill in what the block costs; what earlier tests needed, or left free at hand, hides nothing (glibc)."""
    if FORGET_MOST.exists():
        ctypes.CDLL(None).malloc_trim(0)
        FORGET_MOST.write_text("5")
    cost, before, start = Cost(), most_memory(), time.process_time()
    yield cost
    cost.seconds, cost.megabytes = time.process_time() - start, (most_memory() - before) / 1024


@pytest.mark.skipif(not FORGET_MOST.exists(), reason="only Linux forgets how much memory was needed before")
def test_memory_is_measured_also_after_a_larger_need():
    for size in (80, 40):
        # Of memory that a process has at hand already nothing would be seen.
        with measured() as cost, mmap.mmap(-1, size * 2**20) as memory:
            memory[:: mmap.PAGESIZE] = b"x" * (size * 2**20 // mmap.PAGESIZE)
        assert size * 0.9 < cost.megabytes < size * 1.5


@pytest.mark.skipif(not FORGET_MOST.exists(), reason="only Linux forgets how much memory was needed before")
def test_memory_is_measured_also_when_as_much_lies_free():
    # Pieces of the heap, which it keeps when they are let go because the last one stays.
    pieces = [b"x" * 2**16 for _ in range(800)]
    last = pieces.pop()
    del pieces
    with measured() as cost:
        again = [b"x" * 2**16 for _ in range(640)]
    assert len(again) == 640 and last
    assert 36 < cost.megabytes < 60


@pytest.mark.promise(11)
def test_hostile_file_costs_little_when_refused(figure):
    costs = {}
    for name, content in BOMBS.items():
        with measured() as costs[name], pytest.raises(Refused):
            check_upload(content, "foto.jpg", get_purpose("test.public"))
    slowest = max(cost.seconds for cost in costs.values())
    largest = max(cost.megabytes for cost in costs.values())
    figure(f"{len(BOMBS)} hostile files refused, at most {slowest * 1000:.0f} ms of CPU and {largest:.1f} MB")
    assert slowest < 2 and largest < 100, costs


def test_largest_pictures_that_are_taken_cost_little():
    costs = {}
    for kind, size, options in (
        ("JPEG", (8000, 6000), {}),
        ("JPEG", (3600, 3600), {"subsampling": 0}),
        ("JPEG", (4740, 4740), {"progressive": True}),
        ("JPEG", (3580, 3580), {"progressive": True, "subsampling": 0}),
        ("PNG", (3600, 3600), {}),
        ("WEBP", (1850, 1850), {}),
    ):
        content = samples.picture(kind, size, **options)
        with measured() as costs[kind, size]:
            assert check_upload(content, "foto", get_purpose("test.public"))
    assert all(cost.seconds < 2 and cost.megabytes < 100 for cost in costs.values()), costs


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Verslag dag 1.docx", "Verslag dag 1.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\plan.exe", "plan.pdf"),
        ('a"b<c>\r\nSet-Cookie: x.pdf', "abcSet-Cookie x.pdf"),
        ("", "bestand.pdf"),
        ("XeX|e*?.pdf", "XeXe.pdf"),
        (" .verborgen. .pdf", "verborgen.pdf"),
        ("x" * 300, "x" * 116 + ".pdf"),
    ],
)
def test_name_is_fit_for_a_header_and_says_its_kind(name, shown):
    assert clean_name(name, PDF) == shown


def test_purpose_refused_when_nobody_can_check_its_type_or_name_is_taken():
    with pytest.raises(ValueError, match="image/svg"):
        Purpose("test.svg", frozenset({"image/svg+xml"}), 10, lambda user: None)
    with pytest.raises(LookupError, match="twice"):
        purposes.register_purpose(Purpose("test.public", IMAGES, 10, lambda user: None))
    with pytest.raises(LookupError, match=r"^'?No app registers the purpose test\.typo"):
        get_purpose("test.typo")
    with pytest.raises(ValueError, match=r"these types: image/gif, image/svg\.$"):
        Purpose("test.two", frozenset({"image/svg", "image/gif", purposes.PNG}), 10, lambda user: None)
    assert get_purpose("test.public").name == "test.public"


def test_purposes_are_listed_by_name_and_those_of_nobody_apart():
    purposes.register_purpose(Purpose("a.circle", IMAGES, 10, lambda user: None, by_person=False))
    names = [purpose.name for purpose in purposes.all_purposes()]
    assert names == sorted(names) and names[0] == "a.circle"
    assert "a.circle" in purposes.of_nobody() and "test.public" not in purposes.of_nobody()


@pytest.mark.parametrize("tail", [b"", bytes(40), b"\xff" * 40], ids=["nothing", "zeros", "ones"])
@pytest.mark.parametrize("content_type", checks.SIGNATURES)
def test_signature_with_anything_behind_it_gets_an_answer(content_type, tail):
    assert find_type(checks.SIGNATURES[content_type] + tail) in ("", content_type)
