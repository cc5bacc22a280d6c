import pytest
from django.core.files.storage import default_storage

from leerkring.core.errors import Refused
from leerkring.files.actions import delete_file, store, store_bytes, used_bytes
from leerkring.files.models import File

from . import samples


def test_store_keeps_bytes_under_a_random_name(member):
    file = store(samples.upload(samples.PDF, "Plan van Marit.pdf"), by=member, purpose="test.public")

    assert (file.owner, file.name, file.content_type) == (member, "Plan van Marit.pdf", "application/pdf")
    assert "Marit" not in file.blob.name and "." not in file.blob.name
    assert file.blob.open().read() == samples.PDF
    assert file.size == len(samples.PDF)


def test_store_same_upload_twice_makes_two_files(member):
    first, second = (store(samples.upload(samples.PDF), by=member, purpose="test.public") for _ in range(2))
    assert first.sha256 == second.sha256
    assert first.blob.name != second.blob.name


def test_store_refused_when_quota_is_full(member, settings):
    settings.FILES_QUOTA_MB = 1
    big = samples.PDF.replace(b"trailer", b" " * 700_000 + b"trailer")
    store(samples.upload(big, "a.pdf"), by=member, purpose="test.public")

    with pytest.raises(Refused, match="1 MB"):
        store(samples.upload(big, "b.pdf"), by=member, purpose="test.public")

    assert used_bytes(member) == len(big)
    assert len(default_storage.listdir("")[0]) == 1


def test_store_refused_before_reading_when_too_large(member):
    upload = samples.upload(bytes(5 * 1024 * 1024))
    with pytest.raises(Refused, match="4 MB"):
        store(upload, by=member, purpose="test.public")
    assert not File.objects.exists()


def test_bytes_go_again_when_the_row_fails(member, monkeypatch):
    monkeypatch.setattr(File.objects, "create", lambda **fields: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store_bytes(b"%PDF-", name="a.pdf", content_type="application/pdf", by=None, purpose="test.public")
    folders, _files = default_storage.listdir("")
    assert [default_storage.listdir(folder)[1] for folder in folders] == [[]]


@pytest.mark.django_db
def test_store_bytes_keeps_what_the_portal_made_as_it_is():
    file = store_bytes(b"%PDF-made", name="paper", content_type="application/pdf", by=None, purpose="test.public")
    assert file.blob.open().read() == b"%PDF-made"
    assert (file.name, file.owner) == ("paper.pdf", None)


def test_store_bytes_refused_when_type_is_not_of_the_purpose():
    with pytest.raises(ValueError, match="takes no"):
        store_bytes(b"x", name="a", content_type="application/pdf", by=None, purpose="test.photo")


def test_delete_removes_row_and_bytes(member, django_capture_on_commit_callbacks):
    file = store(samples.upload(samples.PDF), by=member, purpose="test.public")
    name = file.blob.name

    with django_capture_on_commit_callbacks(execute=True):
        delete_file(file)

    assert not File.objects.exists()
    assert not default_storage.exists(name)
