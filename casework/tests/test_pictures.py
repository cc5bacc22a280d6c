"""Pictures in the files that people take along."""

import io
import zipfile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from casework.actions import outcome as outcome_actions
from casework.actions.figure import add_figure
from casework.actions.outcome import Author
from casework.actions.version import make_version_pdf
from casework.models import Outcome, OutcomeVersion
from casework.paper_files import make_file
from casework.pictures import MAX_SIDE, pictures_of
from leerkring.core.documents import run_pandoc

from .conftest import OUTCOME

FOREIGN = "/bestanden/00000000-0000-4000-8000-000000000000/"


def drawn(kind, size=(30, 20), mode="RGB"):
    out = io.BytesIO()
    Image.new(mode, size, (200, 30, 30) if mode == "RGB" else (200, 30, 30, 90)).save(out, kind)
    return out.getvalue()


@pytest.fixture
def version(outcome, member):
    """A version with a JPEG in a figure, a see-through WebP in a line, and a picture that is not its own."""
    sent = [("a.jpg", "image/jpeg", drawn("JPEG", (3000, 900))), ("b.webp", "image/webp", drawn("WEBP", mode="RGBA"))]
    first, second = (
        add_figure(outcome, SimpleUploadedFile(name, content, content_type=kind), by=member).file.get_absolute_url()
        for name, kind, content in sent
    )
    body = (
        f'Voor.\n\n![Het bord]({first}){{alt="Een rood bord"}}\n\nEen ![rood vlak]({second}) in de regel.\n\n'
        f"![Vreemd]({FOREIGN})\n"
    )
    outcome_actions.save_outcome(
        outcome, OUTCOME | {"body": body}, [Author.of(member)], by=member, version=outcome.version
    )
    fresh = Outcome.objects.get()
    return outcome_actions.publish_outcome(fresh, by=member, version=fresh.version)


def test_pictures_of_a_text_are_its_own_in_order_and_no_larger_than_print_needs(version):
    pictures = pictures_of(version)

    assert [picture.name for picture in pictures] == ["picture-1.jpg", "picture-2.png"]
    with Image.open(io.BytesIO(pictures[0].content)) as picture:
        assert max(picture.size) == MAX_SIDE


@pytest.mark.parametrize(("form", "folder"), [("docx", "word/media/"), ("epub", "EPUB/media/")])
def test_word_and_epub_hold_the_pictures_and_what_can_be_seen_on_them(version, form, folder):
    made = make_file(version, form)

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = archive.namelist()
        media = [archive.read(name) for name in names if name.startswith(folder)]
        assert sorted(media) == sorted(picture.content for picture in pictures_of(version))
        texts = b" ".join(archive.read(name) for name in names if name.endswith(("document.xml", ".xhtml"))).decode()
    native = run_pandoc(made, "--from", form, "--to", "native").decode()
    assert native.count("Image") == 2 and "/bestanden/" not in native
    assert all(words in texts for words in ("Het bord", "Een rood bord", "rood vlak", "Vreemd"))


def test_pdf_shows_the_pictures_and_says_what_they_show(version):
    assert make_version_pdf(version.pk)

    with OutcomeVersion.objects.get().pdf.blob.open("rb") as stored, pikepdf.open(stored) as document:
        images = [one for page in document.pages for one in page.get_images()]
        alts = [str(one.Alt) for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
        assert document.Root.MarkInfo.Marked
    assert len(images) >= 2
    assert {"Een rood bord", "rood vlak"} <= set(alts)


def test_zip_holds_the_pictures_beside_the_text(version):
    with zipfile.ZipFile(io.BytesIO(make_file(version, "zip"))) as archive:
        names = set(archive.namelist())
        text = next(archive.read(name).decode() for name in names if name.endswith(".md"))

    assert {"picture-1.jpg", "picture-2.png"} <= names
    assert "](picture-1.jpg)" in text and "](picture-2.png)" in text and FOREIGN in text
    assert make_file(version, "zip") == make_file(version, "zip")


def test_picture_whose_bytes_are_gone_leaves_its_description(version):
    for figure in version.outcome.figures.all():
        figure.file.blob.storage.delete(figure.file.blob.name)

    assert pictures_of(version) == []
    assert "Een rood bord" in run_pandoc(make_file(version, "docx"), "--from", "docx", "--to", "plain").decode()
