"""What people say about themselves."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from leerkring.accounts.actions import change_profile, remove_photo
from leerkring.core.errors import Refused
from leerkring.files.models import File

pytestmark = pytest.mark.django_db

FORM = {
    "given_name": "Joris",
    "tussenvoegsel": "van den",
    "family_name": "Plas",
    "language": "nl",
    "time_zone": "Europe/Amsterdam",
}


def picture(name: str = "ik.png", kind: str = "PNG") -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (40, 40), "teal").save(data, kind)
    return SimpleUploadedFile(name, data.getvalue(), f"image/{kind.lower()}")


def save(client, **changes):
    return client.post(reverse("accounts:profile"), FORM | changes)


def test_profile_shows_what_is_known(signed_in):
    html = signed_in.get(reverse("accounts:profile")).content.decode()

    assert 'value="Joris"' in html and 'value="van der"' in html


def test_profile_saves(signed_in, person):
    response = save(signed_in, time_zone="America/Paramaribo")

    person.refresh_from_db()
    assert response["Location"] == reverse("accounts:profile")
    assert (person.full_name, person.time_zone) == ("Joris van den Plas", "America/Paramaribo")


def test_profile_changes_the_language_of_account_and_browser(signed_in, person):
    response = save(signed_in, language="en")

    person.refresh_from_db()
    assert person.language == "en"
    assert response.cookies["django_language"].value == "en"
    assert 'lang="en"' in signed_in.get(reverse("accounts:profile")).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("given_name", ""), ("family_name", "Plas\nBcc: x"), ("language", "de"), ("time_zone", "Mars/Base")],
)
def test_profile_refuses_what_cannot_be(signed_in, person, field, value):
    response = save(signed_in, **{field: value})

    person.refresh_from_db()
    assert response.status_code == 200 and response.context["form"].errors
    assert person.tussenvoegsel == "van der"


def test_profile_changes_nothing_else(signed_in, person):
    save(signed_in, is_staff="on", is_superuser="on", email="x@example.nl")

    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser, person.email) == (False, False, "joris@example.nl")


def test_photo_is_stored_and_shown_to_nobody_else_without_a_reason(signed_in, person, as_user, outsider, visitor):
    save(signed_in, new_photo=picture())

    person.refresh_from_db()
    assert person.photo.purpose == "accounts.photo"
    assert signed_in.get(person.photo_url).status_code == 200
    assert as_user(outsider).get(person.photo_url).status_code == 404
    assert visitor.get(person.photo_url).status_code == 404


def test_photo_that_is_none_is_refused_and_the_rest_is_kept(signed_in, person):
    response = save(signed_in, new_photo=SimpleUploadedFile("ik.png", b"<svg onload=alert(1)>", "image/png"))

    person.refresh_from_db()
    assert response.context["form"].errors["new_photo"]
    assert 'value="van den"' in response.content.decode()
    assert (person.photo, File.objects.count()) == (None, 0)


def packed(*names: str) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ik.svg", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("ik.jpg", b"MZ\x90\x00" + bytes(500)),
        ("ik.zip", packed("ik.jpg")),
        ("lijst.xlsx", packed("[Content_Types].xml", "xl/workbook.xml")),
        ("ik.gif", b"GIF89a" + bytes(100)),
        ("cv.pdf", b"%PDF-1.7\n%%EOF"),
        ("leeg.png", b""),
        ("groot.jpg", b"\xff\xd8\xff" + bytes(6 * 1024 * 1024)),
        ("\u202egnp.👩🏽‍🦽" + "x" * 300 + ".png", b"x"),
    ],
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_photo_of_the_wrong_kind_is_explained_in_the_readers_language(signed_in, person, language, name, content):
    signed_in.cookies["django_language"] = language
    response = save(signed_in, new_photo=SimpleUploadedFile(name, content, "image/png"), given_name="Jóris 👋")

    person.refresh_from_db()
    said = response.context["form"].errors["new_photo"][0]
    assert ("bestand" in said or "foto" in said) if language == "nl" else "file" in said
    assert 'value="Jóris 👋"' in response.text
    assert (person.photo, person.given_name, File.objects.count()) == (None, "Joris", 0)


def test_photo_with_an_odd_name_is_kept_under_a_name_of_ours(signed_in, person):
    save(signed_in, new_photo=picture("../../\u202egnp.👩🏽‍🦽" + "x" * 300 + ".png"))

    person.refresh_from_db()
    assert person.photo.name.endswith(".png") and len(person.photo.name) <= 120
    assert "/" not in person.photo.name and "\u202e" not in person.photo.name


def test_new_photo_takes_the_place_of_the_old_one(person):
    first = change_profile(person, photo=picture()).photo

    second = change_profile(person, photo=picture("b.png")).photo

    assert list(File.objects.values_list("pk", flat=True)) == [second.pk] != [first.pk]


def test_refused_photo_leaves_names_as_they_were(person):
    with pytest.raises(Refused):
        change_profile(person, photo=SimpleUploadedFile("x.png", b"x"), given_name="Ander")

    person.refresh_from_db()
    assert person.given_name == "Joris"


def test_photo_is_removed_once_and_again(signed_in, person):
    change_profile(person, photo=picture())

    for _ in range(2):
        assert signed_in.post(reverse("accounts:photo_remove")).status_code == 302

    person.refresh_from_db()
    assert (person.photo, File.objects.count()) == (None, 0)
    assert remove_photo(person).photo is None


def test_initials_and_names_sort_as_in_a_dutch_list(person):
    assert (person.initials, person.sort_name) == ("JP", "Plas, Joris van der")
