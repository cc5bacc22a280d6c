import pytest

from leerkring.core.errors import Refused
from leerkring.files import checks, purposes
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
