"""Frozen versions: reading, citing, printing."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from casework.actions import outcome as outcome_actions
from casework.actions import version as actions
from casework.actions.outcome import Author
from casework.citations import Person
from casework.models import Outcome, OutcomeVersion
from casework.tasks import make_version_pdf
from leerkring.core.documents import DocumentError
from leerkring.files.models import File
from leerkring.notifications.schedule import all_finders

from .conftest import OUTCOME


@pytest.fixture
def version(published) -> OutcomeVersion:
    return published.versions.get()


def url(name, version):
    return reverse(f"casework:{name}", kwargs={"slug": version.outcome.slug, "number": version.number})


# --- Reading ----------------------------------------------------------------------------------------------------


def test_paper_reads_like_a_report(visitor, published, version):
    page = visitor.get(published.get_absolute_url())

    assert [heading.text for heading in page.context["contents"]] == ["Waarom", "Wat", "Hoe"]
    assert '<a href="#k-waarom">' in page.text
    assert page.context["author_line"] == "Daan Willems"
    assert page.context["citation"].startswith("Willems, D. (")
    assert url("version_pdf", version) in page.text


def test_short_paper_has_no_list_of_contents(visitor, published, version):
    OutcomeVersion.objects.update(body="## Een\n\nTekst")

    assert visitor.get(published.get_absolute_url()).context["contents"] == []


@pytest.mark.parametrize("who", [None, "member", "outsider"])
def test_paper_takes_few_questions(request, as_user, visitor, published, django_assert_max_num_queries, who):
    client = as_user(request.getfixturevalue(who)) if who else visitor

    with django_assert_max_num_queries(7):
        assert client.get(published.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"), [(None, 404), ("outsider", 404), ("staff", 404), ("former_member", 404), ("host", 200)]
)
def test_draft_is_for_the_members_of_the_circle(request, as_user, visitor, outcome, who, status):
    client = as_user(request.getfixturevalue(who)) if who else visitor

    assert client.get(outcome.get_absolute_url()).status_code == status


def test_old_version_stays_and_points_to_the_newest(visitor, published, version, member):
    outcome_actions.save_outcome(published, OUTCOME | {"body": "Nieuw"}, [], by=member, version=published.version)
    outcome_actions.publish_outcome(
        published, by=member, version=Outcome.objects.get().version, change_note="Opnieuw geschreven."
    )

    old = visitor.get(url("version_detail", version))

    assert not old.context["is_newest"]
    assert "Waarom</h2>" in old.text
    assert "Opnieuw geschreven." in old.text
    assert "Nieuw" in visitor.get(published.get_absolute_url()).text


def test_unknown_version_does_not_exist(visitor, published):
    assert visitor.get(f"{published.get_absolute_url()}v/9.9/").status_code == 404


def test_next_version_is_read_by_its_authors(as_user, published, member):
    outcome_actions.save_outcome(published, OUTCOME | {"body": "Nog geheim"}, [], by=member, version=published.version)

    page = as_user(member).get(reverse("casework:outcome_working", kwargs={"slug": published.slug}))

    assert "Nog geheim" in page.text


# --- Printing ---------------------------------------------------------------------------------------------------


def test_pdf_is_tagged_in_its_language_and_public(visitor, version):
    assert actions.make_version_pdf(version.pk)

    answer = visitor.get(url("version_pdf", version))
    content = b"".join(answer.streaming_content)

    assert answer.headers["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "nl"
        assert str(pdf.docinfo["/Title"]) == OUTCOME["title"]
        assert str(pdf.docinfo["/Author"]) == "Daan Willems"
    assert visitor.get(File.objects.get().get_absolute_url()).status_code == 200


def test_pdf_is_made_once(version):
    make_version_pdf(version.pk)
    make_version_pdf(version.pk)

    assert File.objects.count() == 1
    assert OutcomeVersion.objects.get().pdf_attempts == 1


def test_two_that_finish_at_once_keep_the_first(version, monkeypatch):
    real = actions.make_pdf

    def overtaken(*args, **kwargs):
        content = real(*args, **kwargs)
        if not OutcomeVersion.objects.get().pdf_id and OutcomeVersion.objects.get().pdf_attempts == 1:
            actions.make_version_pdf(version.pk)
        return content

    monkeypatch.setattr(actions, "make_pdf", overtaken)

    assert actions.make_version_pdf(version.pk)
    assert File.objects.count() == 1


def test_pdf_page_says_that_it_is_being_made_and_asks_for_it(
    visitor, version, woken, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = visitor.get(url("version_pdf", version))

    assert page.status_code == 202
    assert woken[-1] == ("casework.tasks.make_version_pdf", version.pk)


def test_pdf_page_that_is_reloaded_asks_for_it_once_a_minute(
    visitor, version, woken, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        pages = [visitor.get(url("version_pdf", version)) for _reload in range(5)]

    assert {page.status_code for page in pages} == {202}
    assert len(woken) == 1


def test_text_that_cannot_be_set_is_tried_five_times(visitor, version, monkeypatch):
    def fail(*_args, **_kwargs):
        raise DocumentError("no")

    monkeypatch.setattr(actions, "make_pdf", fail)
    for _attempt in range(actions.MOST_ATTEMPTS):
        with pytest.raises(DocumentError):
            actions.make_version_pdf(version.pk)

    assert not actions.make_version_pdf(version.pk)
    assert visitor.get(url("version_pdf", version)).status_code == 404


def test_tick_asks_again_for_a_pdf_that_is_missing(version, woken, django_capture_on_commit_callbacks):
    now = timezone.now()
    find = all_finders()["casework.version_pdfs"]

    with django_capture_on_commit_callbacks(execute=True):
        assert find(now) == 0
        assert find(now + timedelta(minutes=3)) == 1
    assert woken == [("casework.tasks.make_version_pdf", version.pk)]

    actions.make_version_pdf(version.pk)
    assert find(now + timedelta(minutes=3)) == 0


def test_pdf_names_all_authors_as_they_were(outcome, member, coordinator, organisation):
    authors = [Author.of(coordinator), Author(Person.parse("Sanne de Wit"))]
    outcome_actions.save_outcome(outcome, OUTCOME, authors, by=member, version=outcome.version)
    version = outcome_actions.publish_outcome(
        outcome, by=member, version=Outcome.objects.get().version, unsigned_why="Op reis."
    )

    assert version.author_line == f"{coordinator.full_name} ({organisation.name}), Sanne de Wit"
    assert actions.citation(version).startswith("Hoekstra, M., & De Wit, S. (")
