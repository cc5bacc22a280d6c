import random
import resource
import time
from io import BytesIO

import pytest
from PIL import Image

from leerkring.core.errors import Refused
from leerkring.files import purposes
from leerkring.files.checks import check_upload, clean_name, find_type
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
    "broken archive": b"PK\x03\x04" + bytes(100),
    "pdf that runs": samples.PDF.replace(b"/Catalog", b"/Catalog /OpenAction <</S /JavaScript>>"),
    "pdf cut off": samples.PDF[:30],
    "pdf after a page": b"<html>" + samples.PDF,
    "riff that is no picture": b"RIFF\x10\x00\x00\x00WAVEfmt " + bytes(40),
    "control characters": b"abc\x01\x02def",
    "no letters at all": bytes(200),
}


@pytest.mark.parametrize(("content", "name", "expected"), HONEST, ids=[row[1] + row[2][-6:] for row in HONEST])
def test_type_follows_from_content_when_honest(content, name, expected):
    assert find_type(content, name) == expected
    assert find_type(content, "liegt.html") in {expected, TEXT}


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
    with pytest.raises(Refused, match="leeg"):
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


def test_picture_keeps_transparency_and_is_made_smaller_when_big():
    out = BytesIO()
    Image.new("RGBA", (3000, 1000), (0, 0, 0, 0)).save(out, "PNG")
    checked = check_upload(out.getvalue(), "a.png", get_purpose("test.public"))
    image = Image.open(BytesIO(checked.content))
    assert (image.mode, image.size) == ("RGBA", (2560, 853))


def _many_scans():
    plain = samples.picture("JPEG", progressive=True)
    return plain[:-2] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 500 + b"\xff\xd9"


BOMBS = {
    "png of gigabytes": samples.png_bomb(),
    "png just over the limit": samples.png_bomb(4000, 4000),
    "jpeg of a thousand scans": _many_scans(),
    "broken jpeg": samples.picture("JPEG")[:300],
    "jpeg head only": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + random.Random(1).randbytes(3_000),
    "archive that unpacks to 400 MB": samples.archive(*samples.WORD_PARTS, content=bytes(200 * 1024 * 1024)),
}


@pytest.mark.promise(11)
@pytest.mark.parametrize("name", BOMBS)
def test_hostile_file_costs_little_when_refused(name):
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(Refused):
        check_upload(BOMBS[name], "foto.jpg", get_purpose("test.public"))
    assert time.process_time() - start < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_large_honest_photo_costs_little():
    content = samples.picture("JPEG", (8000, 6000), quality=30)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    checked = check_upload(content, "foto.jpg", get_purpose("test.public"))
    assert Image.open(BytesIO(checked.content)).size == (2560, 1920)
    assert time.process_time() - start < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Verslag dag 1.docx", "Verslag dag 1.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\plan.exe", "plan.pdf"),
        ('a"b<c>\r\nSet-Cookie: x.pdf', "abcSet-Cookie x.pdf"),
        ("", "bestand.pdf"),
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
    with pytest.raises(LookupError, match="No app"):
        get_purpose("test.typo")
