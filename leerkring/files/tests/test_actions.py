import errno
import hashlib
from io import BytesIO

import pytest
from django.core.files.storage import default_storage

from leerkring.core.errors import Refused
from leerkring.files.actions import delete_file, store, store_bytes, store_made, used_bytes
from leerkring.files.checks import check_upload
from leerkring.files.models import File
from leerkring.files.purposes import DOCUMENTS, PDF, Purpose, get_purpose, register_purpose

from . import samples
from .conftest import signed_in


def stored() -> list[str]:
    """Return the names of all bytes that stand in the storage."""
    folders, _files = default_storage.listdir("") if default_storage.exists("") else ([], [])
    return [f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]]


def pdf_of(size: int) -> bytes:
    return samples.PDF.replace(b"trailer", b" " * (size - len(samples.PDF)) + b"trailer")


def test_store_keeps_bytes_under_a_random_name(member):
    file = store(samples.upload(samples.PDF, "Plan van Marit.pdf"), by=member, purpose="test.public")

    assert (file.owner, file.name, file.content_type) == (member, "Plan van Marit.pdf", "application/pdf")
    assert "Marit" not in file.blob.name and "." not in file.blob.name
    assert file.blob.open().read() == samples.PDF
    assert file.size == len(samples.PDF)
    assert file.sha256 == hashlib.sha256(samples.PDF).hexdigest()
    assert (file.purpose, str(file), file.is_there) == ("test.public", "Plan van Marit.pdf", True)
    assert stored() == [file.blob.name]


def test_store_reads_an_upload_that_was_read_before(member):
    upload = samples.upload(samples.PDF)
    upload.read()
    assert store(upload, by=member, purpose="test.public").size == len(samples.PDF)


def test_store_shows_a_name_when_the_browser_gave_none(member):
    upload = samples.upload(samples.PDF)
    upload._name = None
    assert store(upload, by=member, purpose="test.public").name == "bestand.pdf"


def test_store_looks_at_the_size_itself_when_the_browser_gave_none(member):
    upload = samples.upload(bytes(5 * 1024 * 1024))
    upload.size = None
    with pytest.raises(Refused, match="4 MB"):
        store(upload, by=member, purpose="test.public")


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


def test_quota_may_be_filled_to_the_last_byte_and_not_one_more(member, outsider, settings):
    settings.FILES_QUOTA_MB = 1
    whole = 1024 * 1024
    store(samples.upload(pdf_of(whole - 1000), "a.pdf"), by=member, purpose="test.public")

    with pytest.raises(Refused, match=r"mogen samen 1 MB groot zijn\."):
        store(samples.upload(pdf_of(1001), "b.pdf"), by=member, purpose="test.public")
    store(samples.upload(pdf_of(1000), "b.pdf"), by=member, purpose="test.public")
    store(samples.upload(pdf_of(1001), "c.pdf"), by=outsider, purpose="test.public")

    assert (used_bytes(member), used_bytes(outsider)) == (whole, 1001)


def test_quota_is_not_asked_where_nobody_pays(member, settings):
    """The files of a circle count for the circle."""
    register_purpose(Purpose("test.circle", DOCUMENTS, 4 * 1024 * 1024, signed_in, by_person=False))
    settings.FILES_QUOTA_MB = 0
    with pytest.raises(Refused):
        store(samples.upload(samples.PDF), by=member, purpose="test.public")

    store(samples.upload(samples.PDF), by=member, purpose="test.circle")

    assert used_bytes(member) == 0


def test_store_refused_before_reading_when_too_large(member):
    upload = samples.upload(bytes(5 * 1024 * 1024))
    upload.file.close()
    with pytest.raises(Refused, match="4 MB"):
        store(upload, by=member, purpose="test.public")
    assert not File.objects.exists()


def test_file_may_be_as_large_as_its_purpose_says_and_no_byte_more(member):
    most = get_purpose("test.public").max_bytes
    assert store(samples.upload(pdf_of(most), "a.pdf"), by=member, purpose="test.public").size == most
    with pytest.raises(Refused, match="4 MB"):
        store(samples.upload(pdf_of(most + 1), "a.pdf"), by=member, purpose="test.public")
    with pytest.raises(Refused, match="4 MB"):
        check_upload(pdf_of(most + 1), "a.pdf", get_purpose("test.public"))


@pytest.mark.parametrize(("number", "raised"), [(errno.ENOSPC, Refused), (errno.EACCES, PermissionError)])
def test_nothing_half_written_stays_when_there_is_no_room(member, monkeypatch, number, raised):
    """A full disk is told to whoever uploads; what is wrong with the portal is not made to look like one."""
    save = default_storage._wrapped.save

    def save_half(name, content, **options):
        save(name, content, **options)
        raise OSError(number, "write")

    monkeypatch.setattr(default_storage._wrapped, "save", save_half)
    with pytest.raises(raised) as caught:
        store(samples.upload(samples.PDF), by=member, purpose="test.public")

    assert ("Er is nu geen ruimte voor dit bestand." in str(caught.value)) == (raised is Refused)
    assert stored() == [] and not File.objects.exists()


def test_what_the_portal_made_in_pieces_is_stored_whole(member):
    made = BytesIO(b"zip" * 1_000_000)
    made.seek(7)

    file = store_made(made, name="inzage", content_type=PDF, by=member, purpose="test.own")

    assert file.blob.open().read() == made.getvalue()
    assert (file.size, file.sha256) == (3_000_000, hashlib.sha256(made.getvalue()).hexdigest())
    file.refresh_from_db()
    assert (file.owner, file.purpose, file.content_type, file.name) == (member, "test.own", PDF, "inzage.pdf")
    folder, _, name = file.blob.name.partition("/")
    assert len(name) == 32 and name.startswith(folder) and len(folder) == 2
    assert stored() == [file.blob.name]


def test_what_the_portal_made_goes_again_when_the_row_fails(member, monkeypatch):
    monkeypatch.setattr(File.objects, "create", lambda **fields: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store_made(BytesIO(b"zip"), name="inzage", content_type=PDF, by=member, purpose="test.own")
    assert stored() == []


def test_bytes_go_again_when_the_row_fails(member, monkeypatch):
    monkeypatch.setattr(File.objects, "create", lambda **fields: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store_bytes(b"%PDF-", name="a.pdf", content_type="application/pdf", by=None, purpose="test.public")
    assert stored() == []


@pytest.mark.django_db
def test_store_bytes_keeps_what_the_portal_made_as_it_is():
    file = store_bytes(b"%PDF-made", name="paper", content_type="application/pdf", by=None, purpose="test.public")
    assert file.blob.open().read() == b"%PDF-made"
    assert (file.name, file.owner, file.purpose) == ("paper.pdf", None, "test.public")


def test_store_bytes_keeps_for_whom_the_portal_made_it(member):
    file = store_bytes(b"%PDF-made", name="paper", content_type="application/pdf", by=member, purpose="test.own")
    file.refresh_from_db()
    assert file.owner == member


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
