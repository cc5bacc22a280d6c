"""Pictures, drawn anew: what of them stays, and which are too big."""

import random
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from leerkring.core.errors import Refused
from leerkring.files import images
from leerkring.files.checks import check_upload
from leerkring.files.purposes import JPEG, get_purpose

from . import samples


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


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "facts",
    [b"", b"II*\x00", b"II*\x00\x08\x00\x00", b"II*\x00\xff\xff\xff\xff", b"XXXXXXXX"],
    ids=["empty", "head alone", "half a place", "a place far away", "of another kind"],
)
def test_picture_whose_facts_are_broken_is_taken_or_refused(kind, facts):
    content = samples.picture(kind, exif=b"Exif\x00\x00" + facts)
    try:
        checked = check_upload(content, "a", get_purpose("test.public"))
    except Refused as refused:
        assert "kunnen we niet lezen" in str(refused)
    else:
        assert Image.open(BytesIO(checked.content)).size == (40, 30)


def test_picture_with_bytes_changed_is_taken_or_refused():
    """Whatever stumbles in the decoders: 300 pictures with some bytes changed, taken away or put in."""
    chance, answers = random.Random(11), set()
    sources = [samples.picture(kind, **more) for kind in ("JPEG", "PNG", "WEBP") for more in ({}, {"size": (300, 9)})]
    for _number in range(300):
        content = bytearray(chance.choice(sources))
        for _change in range(chance.choice((1, 2, 8))):
            place = chance.randrange(3, len(content))
            content[place : place + chance.randrange(3)] = chance.randbytes(chance.randrange(1, 3))
        try:
            check_upload(bytes(content), "a", get_purpose("test.public"))
        except Refused:
            answers.add("refused")
        else:
            answers.add("taken")
    assert answers == {"taken", "refused"}


def test_picture_keeps_transparency_and_is_made_smaller_when_big():
    out = BytesIO()
    Image.new("RGBA", (3000, 1000), (0, 0, 0, 0)).save(out, "PNG")
    checked = check_upload(out.getvalue(), "a.png", get_purpose("test.public"))
    image = Image.open(BytesIO(checked.content))
    assert (image.mode, image.size) == ("RGBA", (2560, 853))
