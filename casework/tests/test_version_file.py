"""Other forms of a published version: made once, readable by others, for who may read the text."""

import io
import zipfile
from datetime import timedelta

import pytest
from defusedxml import ElementTree
from django.utils import timezone

from casework.actions import outcome as outcome_actions
from casework.actions import publication as publication_actions
from casework.actions import version_file as actions
from casework.actions.outcome import Author
from casework.actions.publication import Terms
from casework.citations import Person
from casework.models import Outcome, VersionFile
from casework.paper_files import make_file
from casework.tasks import make_version_files
from leerkring.core.documents import DocumentError, run_pandoc
from leerkring.files.models import File
from leerkring.notifications.schedule import all_finders

from .conftest import OUTCOME

FORMS = ["docx", "epub", "xml", "zip"]
BODY = "## Waarom *nu*\n\nEen zin met een noot.[^1]\n\n| Wie | Wat |\n| --- | --- |\n| Buur | Belt |\n\n[^1]: De noot."
HARD = "Groen & *licht* <b> $x$ [^1] — 100%"


@pytest.fixture
def version(community, member):
    """A version of a text with a note and a table, by somebody with a difficult name."""
    authors = [Author.of(member), Author(Person("Berg", "Jan", "van der"))]
    texts = OUTCOME | {"title": HARD, "abstract": "Kort & *krachtig*.", "body": BODY}
    outcome = outcome_actions.create_outcome(community, texts, authors, by=member)
    return outcome_actions.publish_outcome(outcome, by=member, version=outcome.version)


def address(version, form):
    return f"{version.get_absolute_url()}bestand/{form}/"


def content_of(version, form) -> bytes:
    with VersionFile.objects.get(version=version, form=form).file.blob.open("rb") as stored:
        return stored.read()


# --- What is made -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["docx", "epub"])
def test_pandoc_reads_word_and_epub_back(form, version):
    made = make_file(version, form)

    read = run_pandoc(made, "--from", form, "--to", "plain").decode()

    for words in ("Kort & *krachtig*.", "Waarom nu", "De noot.", "Belt", "Berg"):
        assert words in read


@pytest.mark.parametrize(("form", "part"), [("docx", "docProps/core.xml"), ("epub", "EPUB/content.opf")])
def test_word_and_epub_say_title_authors_and_language(form, part, version):
    with zipfile.ZipFile(io.BytesIO(make_file(version, form))) as archive:
        head = ElementTree.fromstring(archive.read(part))

    texts = " ".join(head.itertext())
    for words in (HARD, "Jan van der Berg", "nl"):
        assert words in texts


def test_jats_parses_and_names_authors_in_parts(version):
    root = ElementTree.fromstring(make_file(version, "xml"))

    assert root.tag == "article"
    assert "".join(root.find(".//article-title").itertext()) == HARD
    assert [each.text for each in root.iterfind(".//contrib/name/surname")] == ["Willems", "van der Berg"]
    assert "".join(root.find(".//abstract").itertext()).strip() == "Kort & *krachtig*."
    assert "https://creativecommons.org/licenses/by/4.0/" in ElementTree.tostring(root.find(".//license")).decode()
    assert root.find(".//fn") is not None and root.find(".//table") is not None


def test_zip_holds_the_text_and_its_reference_and_is_the_same_twice(version):
    made = make_file(version, "zip")

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        name = f"{version.outcome.slug}-1.0"
        assert archive.namelist() == [f"{name}.md", f"{name}.bib"]
        assert BODY in archive.read(f"{name}.md").decode()
        assert archive.read(f"{name}.bib").startswith(b"@techreport{")
    assert make_file(version, "zip") == made


# --- When it is made --------------------------------------------------------------------------------------------


def test_files_are_asked_for_at_publishing_and_made_once(version, woken, django_capture_on_commit_callbacks):
    assert sorted(VersionFile.objects.values_list("form", flat=True)) == sorted(FORMS)

    assert [actions.make_version_files(version.pk), actions.make_version_files(version.pk)] == [4, 0]

    assert set(VersionFile.objects.values_list("attempts", flat=True)) == {1}
    assert File.objects.filter(purpose=actions.PURPOSE).count() == 4


def test_tick_asks_again_for_what_is_missing(version, woken, django_capture_on_commit_callbacks):
    find = all_finders()["casework.version_files"]
    woken.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert find(timezone.now() + timedelta(minutes=1)) == 0
        assert find(timezone.now() + timedelta(minutes=3)) == 1
    assert woken == [("casework.tasks.make_version_files", version.pk)]

    make_version_files(version.pk)

    assert find(timezone.now() + timedelta(minutes=3)) == 0


def test_form_that_fails_keeps_no_other_away_and_is_not_tried_for_ever(version, monkeypatch, visitor):
    real = actions.make_file

    def fail(version, form):
        if form == "epub":
            raise DocumentError("Kan niet.")
        return real(version, form)

    monkeypatch.setattr(actions, "make_file", fail)

    made = [actions.make_version_files(version.pk) for _turn in range(actions.MOST_ATTEMPTS + 2)]

    assert sum(made) == 3
    assert VersionFile.objects.get(form="epub").attempts == actions.MOST_ATTEMPTS
    assert visitor.get(address(version, "epub")).status_code == 404


def test_version_from_before_gets_its_files_when_somebody_asks(
    version, visitor, woken, django_capture_on_commit_callbacks
):
    VersionFile.objects.all().delete()
    woken.clear()
    with django_capture_on_commit_callbacks(execute=True):
        pages = [visitor.get(address(version, "docx")) for _reload in range(3)]

    assert [page.status_code for page in pages] == [202] * 3
    assert "wordt gemaakt" in pages[0].text
    assert woken == [("casework.tasks.make_version_files", version.pk)]
    assert actions.make_version_files(version.pk) == 4


# --- Who gets it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("access", "for_visitor", "for_member"),
    [("open", 200, 200), ("embargoed", 403, 200), ("restricted", 403, 200), ("metadata", 403, 200)],
)
def test_file_is_for_who_reads_the_text(access, for_visitor, for_member, version, visitor, as_user, member, outsider):
    make_version_files(version.pk)
    terms = Terms(access, timezone.localdate() + timedelta(days=9))
    publication_actions.change_terms(version.outcome, terms, by=member, version=Outcome.objects.get().version)

    for form in FORMS:
        answers = [browser.get(address(version, form)) for browser in (visitor, as_user(outsider), as_user(member))]
        assert [answer.status_code for answer in answers] == [for_visitor, for_visitor, for_member]
        assert answers[2].headers["Content-Disposition"].startswith("attachment")
        content = b"".join(answers[2].streaming_content)
        assert content == content_of(version, form)


def test_withdrawn_has_no_files_and_makes_none(version, visitor, member, django_capture_on_commit_callbacks):
    make_version_files(version.pk)
    with django_capture_on_commit_callbacks(execute=True):
        publication_actions.withdraw_outcome(Outcome.objects.get(), by=member, why="Fout")

    assert visitor.get(address(version, "docx")).status_code == 403
    assert make_version_files(version.pk) is None
    assert not VersionFile.objects.exists() and not File.objects.filter(purpose=actions.PURPOSE).exists()


def test_form_that_we_do_not_make_is_not_there(version, visitor):
    assert visitor.get(address(version, "exe")).status_code == 404
