import re
import uuid

import pytest
from django.core.files.storage import default_storage

from leerkring.files.actions import store
from leerkring.files.models import File

from . import samples

ROLES = ["owner", "other", "staff", "visitor"]
MAY_VIEW = {
    "test.public": {"owner", "other", "staff", "visitor"},
    "test.signed_in": {"owner", "other", "staff"},
    "test.own": {"owner"},
    "test.nobody": set(),
    "test.forgotten": set(),
}


@pytest.fixture
def browsers(member, outsider, staff, client, as_user):
    return {"owner": as_user(member), "other": as_user(outsider), "staff": as_user(staff), "visitor": client}


@pytest.fixture
def file_for(member):
    def make(purpose, content=samples.PDF, name="a.pdf"):
        file = store(samples.upload(content, name), by=member, purpose="test.public")
        File.objects.filter(pk=file.pk).update(purpose=purpose)
        return file

    return make


@pytest.mark.parametrize("purpose", MAY_VIEW)
@pytest.mark.parametrize("role", ROLES)
def test_file_is_seen_by_whom_its_purpose_says(purpose, role, browsers, file_for):
    response = browsers[role].get(file_for(purpose).get_absolute_url())
    assert response.status_code == (200 if role in MAY_VIEW[purpose] else 404)


def _page(browser, path):
    """Status and page, without what differs per request: its own address and the form token."""
    response = browser.get(path)
    text = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken&quot;: &quot;|X-CSRFToken": ")"?\w+', "", response.text)
    return response.status_code, text.replace(path, "")


def test_hidden_file_looks_like_a_missing_one(browsers, file_for):
    hidden = _page(browsers["other"], file_for("test.own").get_absolute_url())
    missing = _page(browsers["other"], f"/bestanden/{uuid.uuid4()}/")
    assert hidden == missing


@pytest.mark.parametrize(
    ("content", "name", "shown"),
    [
        (samples.picture("PNG"), "a.png", "inline"),
        (samples.PDF, "a.pdf", "inline"),
        (b"gewone tekst", "a.txt", "attachment"),
        (samples.archive(*samples.WORD_PARTS), "a.docx", "attachment"),
    ],
)
def test_only_pictures_and_pdfs_are_shown_in_place(content, name, shown, browsers, file_for):
    response = browsers["owner"].get(file_for("test.own", content, name).get_absolute_url())
    assert response["Content-Disposition"] == f'{shown}; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert ("sandbox" in response["Content-Security-Policy"]) == (name != "a.pdf")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Content-Type"] == File.objects.get().content_type
    assert response.getvalue() == File.objects.get().blob.open().read()


def test_public_file_may_be_kept_a_while_by_visitors_only(browsers, file_for):
    address = file_for("test.public").get_absolute_url()
    assert browsers["visitor"].get(address)["Cache-Control"] == "public, max-age=300"
    assert browsers["owner"].get(address)["Cache-Control"] == "private, no-store"


def test_file_is_missing_when_its_bytes_are_gone(browsers, file_for):
    file = file_for("test.public")
    default_storage.delete(file.blob.name)
    assert browsers["owner"].get(file.get_absolute_url()).status_code == 404


def test_file_leads_to_a_signed_address_when_an_object_storage_keeps_it(browsers, file_for, monkeypatch):
    file = file_for("test.own")
    asked = {}

    def url(name, **options):
        asked.update(options, name=name)
        return "https://storage.example/signed"

    monkeypatch.setattr(default_storage._wrapped, "querystring_auth", True, raising=False)
    monkeypatch.setattr(default_storage._wrapped, "url", url)
    response = browsers["owner"].get(file.get_absolute_url())

    assert response["Location"] == "https://storage.example/signed"
    assert (asked["name"], asked["expire"]) == (file.blob.name, 60)
    assert asked["parameters"]["ResponseContentDisposition"] == "inline; filename*=UTF-8''a.pdf"
    assert browsers["other"].get(file.get_absolute_url()).status_code == 404


def test_signed_address_says_that_a_document_is_downloaded_under_its_own_name(browsers, file_for, monkeypatch):
    asked = {}
    monkeypatch.setattr(default_storage._wrapped, "querystring_auth", True, raising=False)
    monkeypatch.setattr(default_storage._wrapped, "url", lambda name, **options: asked.update(options) or "https://x/")
    response = browsers["owner"].get(file_for("test.own", b"a;b", "Caf\u00e9 a/b.csv").get_absolute_url())

    assert response.status_code == 302 and response["Cache-Control"] == "private, no-store"
    assert asked["parameters"] == {
        "ResponseContentType": "text/csv",
        "ResponseContentDisposition": "attachment; filename*=UTF-8''b.csv",
    }


def test_file_is_only_read(browsers, file_for):
    assert browsers["owner"].post(file_for("test.public").get_absolute_url()).status_code == 405


def test_file_takes_few_queries(browsers, file_for, django_assert_num_queries):
    address = file_for("test.own").get_absolute_url()
    with django_assert_num_queries(3):
        browsers["owner"].get(address)
