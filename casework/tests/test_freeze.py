"""Concepts: frozen and numbered, read by the circle, compared; of two people at once one wins."""

import io

import pikepdf
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.urls import reverse

from casework.actions import outcome as outcome_actions
from casework.actions import publication
from casework.actions.freeze import freeze_concept
from casework.actions.sheet import Conflict
from casework.actions.version import make_version_pdf, next_number, pdf_of
from casework.actions.version_file import make_version_files
from casework.mails import collect_outcomes
from casework.models import Outcome, OutcomeVersion
from casework.paper_files import make_file
from leerkring.core.documents import run_pandoc
from leerkring.core.errors import Overtaken, Refused
from leerkring.files.models import File

from .conftest import OUTCOME


def url(name, outcome, **more):
    return reverse(f"casework:{name}", kwargs={"slug": outcome.slug, **more})


def freeze(outcome, by, note="Eerste opzet."):
    outcome = Outcome.objects.get(pk=outcome.pk)
    number = next_number(outcome, is_concept=True)
    return freeze_concept(outcome, by=by, version=outcome.version, number=number, change_note=note)


def write(outcome, by, body):
    outcome = Outcome.objects.get(pk=outcome.pk)
    outcome_actions.save_outcome(outcome, OUTCOME | {"body": body}, [], by=by, version=outcome.version)


@pytest.fixture
def concept(outcome, member):
    return freeze(outcome, member)


# --- Freezing ---------------------------------------------------------------------------------------------------


def test_numbers_run_from_concepts_over_the_first_publication_to_what_follows(outcome, member):
    numbers = [freeze(outcome, member).number]
    for body in ("Tweede", "Derde"):
        write(outcome, member, body)
        numbers.append(freeze(outcome, member).number)
    version = Outcome.objects.get().version
    numbers.append(outcome_actions.publish_outcome(outcome, by=member, version=version).number)
    write(outcome, member, "Vierde")
    numbers.append(freeze(outcome, member).number)
    version = Outcome.objects.get().version
    numbers.append(outcome_actions.publish_outcome(outcome, by=member, version=version, change_note="x").number)

    assert numbers == ["0.1", "0.2", "0.3", "1.0", "1.1", "1.2"]
    assert list(OutcomeVersion.objects.values_list("number", flat=True)) == ["1.2", "1.0"]


def test_concept_keeps_its_words_when_writing_goes_on(outcome, concept, member):
    write(outcome, member, "Heel anders")

    concept.refresh_from_db()
    assert (concept.body, concept.is_concept, concept.frozen_by) == (OUTCOME["body"], True, member)
    assert concept.author_line == "Daan Willems"


def test_of_two_who_freeze_at_once_one_wins_and_the_other_hears_who(outcome, member, coordinator):
    seen = {"version": outcome.version, "number": "0.1", "change_note": ""}
    freeze_concept(outcome, by=member, **seen)

    with pytest.raises(Overtaken, match="Daan Willems"):
        freeze_concept(outcome, by=coordinator, **seen)
    assert OutcomeVersion.frozen.count() == 1


def test_freezing_pressed_twice_is_one_version(outcome, member):
    seen = {"version": outcome.version, "number": "0.1", "change_note": ""}

    first, again = (freeze_concept(outcome, by=member, **seen) for _press in range(2))

    assert first == again
    assert OutcomeVersion.frozen.count() == 1


def test_freezing_needs_new_words_and_those_that_were_seen(outcome, concept, member, coordinator):
    with pytest.raises(Refused):
        freeze(outcome, coordinator)
    with pytest.raises(Conflict):
        freeze_concept(outcome, by=member, version=outcome.version - 1, number="0.2", change_note="")
    Outcome.objects.update(body=" ")
    with pytest.raises(Refused):
        freeze(outcome, coordinator)


def test_freezing_what_was_withdrawn_is_refused(published, member):
    publication.withdraw_outcome(published, by=member, why="Fout")

    with pytest.raises(Refused):
        freeze(published, member)


def test_deleting_a_draft_takes_its_concepts_along(outcome, concept, member):
    outcome_actions.delete_outcome(outcome, by=member)

    assert not OutcomeVersion.frozen.exists()


# --- Who reads it -----------------------------------------------------------------------------------------------

CIRCLE = {"member", "coordinator", "host"}
EVERYBODY = CIRCLE | {"former_member", "outsider", "staff", "visitor"}


@pytest.mark.parametrize(
    ("state", "readers"),
    [("concept of a draft", CIRCLE), ("concept after publication", CIRCLE), ("published", EVERYBODY)],
)
def test_version_per_role_and_state(request, outcome, member, state, readers):
    if state != "concept of a draft":
        outcome_actions.publish_outcome(outcome, by=member, version=outcome.version)
    if state != "published":
        write(outcome, member, "Kanarie")
        freeze(outcome, member)
    version = OutcomeVersion.frozen.order_by("-pk")[0]
    people = {role: request.getfixturevalue(role) for role in EVERYBODY - {"visitor"}} | {"visitor": AnonymousUser()}

    rows = OutcomeVersion.frozen.filter(pk=version.pk)
    assert {r for r, p in people.items() if rows.permitted(p, "casework.view_version").exists()} == readers


@pytest.mark.parametrize(("who", "status"), [("host", 200), ("outsider", 404), ("staff", 404), ("former_member", 404)])
def test_concept_has_an_address_of_its_own_with_its_mark(request, as_user, outcome, concept, who, status):
    page = as_user(request.getfixturevalue(who)).get(concept.get_absolute_url())

    assert page.status_code == status
    assert ("Waarom</h2>" in page.text) is (status == 200)
    assert ('<span class="status-word">concept</span>' in page.text) is (status == 200)


def test_concept_stands_nowhere_that_others_look(visitor, published, member, community):
    write(published, member, "Kanarie")
    concept = freeze(published, member, "Kanarie")
    pages = [published.get_absolute_url(), url("version_list", published), url("version_compare", published)]
    pages += [reverse("casework:oai") + "?verb=ListRecords&metadataPrefix=oai_dc", reverse("casework:outcome_list")]
    pages += [reverse("casework:community_outcomes", kwargs={"slug": community.slug})]

    assert all("kanarie" not in visitor.get(page).text.lower() for page in pages)
    assert all(f"v/{concept.number}/" not in visitor.get(page).text for page in pages)
    for name, more in [("version_detail", {}), ("version_pdf", {}), ("version_citation", {"form": "bib"})]:
        assert visitor.get(url(name, published, number=concept.number, **more)).status_code == 404
    everything = (published.published_at.replace(year=2000), concept.frozen_at)
    assert "1.1" not in str([row.line.text for row in collect_outcomes([community.pk], everything)])


def test_newest_that_was_published_is_what_the_address_gives(visitor, published, member):
    write(published, member, "Kanarie")
    freeze(published, member)

    assert "Versie 1.0" in visitor.get(published.get_absolute_url()).text


# --- Pages ------------------------------------------------------------------------------------------------------


def test_freezing_on_the_page(as_user, outcome, member):
    client = as_user(member)
    page = client.get(url("version_freeze", outcome))
    data = {name: page.context["form"][name].value() for name in ("version", "number")} | {"change_note": "Opzet"}

    answer = client.post(url("version_freeze", outcome), data)

    assert answer.url == url("version_detail", outcome, number="0.1")
    assert OutcomeVersion.frozen.get().change_note == "Opzet"


def test_page_says_who_was_first_and_keeps_the_note(as_user, outcome, concept, coordinator):
    data = {"version": outcome.version, "number": "0.1", "change_note": "Mijn zin blijft staan"}

    page = as_user(coordinator).post(url("version_freeze", outcome), data)

    assert page.status_code == 409
    assert "Daan Willems heeft versie 0.1" in page.text
    assert "Mijn zin blijft staan" in page.text


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_versions_asks_the_same_number_of_questions(
    as_user, outcome, member, number, django_assert_num_queries
):
    for count in range(number):
        write(outcome, member, f"Tekst {count}")
        freeze(outcome, member)
    client = as_user(member)
    client.get(url("version_list", outcome))

    with django_assert_num_queries(6):
        page = client.get(url("version_list", outcome))

    assert len(page.context["pairs"]) == number


def test_two_versions_side_by_side(as_user, outcome, concept, member):
    write(outcome, member, OUTCOME["body"].replace("Tekst.", "Ouderen wonen thuis."))
    freeze(outcome, member)
    write(outcome, member, OUTCOME["body"].replace("Tekst.", "Ouderen wonen <b>graag</b> thuis."))
    freeze(outcome, member)

    page = as_user(member).get(url("version_compare", outcome), {"before": "0.2", "after": "0.3"})

    assert "&lt;b&gt;graag&lt;/b&gt;" in page.text
    assert "<b>graag" not in page.text
    assert "<ins>" in page.text
    assert [label for label, _part in page.context["parts"]] == ["Tekst"]


def test_what_is_being_written_is_compared_by_who_writes_it(as_user, outcome, concept, member, host):
    write(outcome, member, "Kanarie")
    query = {"before": "0.1", "after": "werktekst"}

    assert "Kanarie" in as_user(member).get(url("version_compare", outcome), query).text
    page = as_user(host).get(url("version_compare", outcome), query)
    assert page.status_code == 422
    assert "Kanarie" not in page.text


def test_text_that_is_not_open_is_not_compared_either(visitor, as_user, published, member):
    write(published, member, "Kanarie twee")
    outcome_actions.publish_outcome(
        published, by=member, version=Outcome.objects.get().version, change_note="x",
        terms=publication.Terms(access="restricted"),
    )  # fmt: skip
    query = {"before": "1.0", "after": "1.1"}

    assert "Kanarie" not in visitor.get(url("version_compare", published), query).text
    assert "Kanarie" in as_user(member).get(url("version_compare", published), query).text


@pytest.mark.parametrize("after", ["", "0.1", "0.9", "<script>"])
def test_comparing_what_can_not_be_says_so(as_user, outcome, concept, member, after):
    page = as_user(member).get(url("version_compare", outcome), {"before": "0.1", "after": after})

    assert page.status_code == 422
    assert "parts" not in page.context


def test_concept_has_a_pdf_for_the_circle_that_says_it_is_one(
    as_user, visitor, outcome, member, host, outsider, woken, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        version = freeze(outcome, member)
    assert ("casework.tasks.make_version_pdf", version.pk) in woken
    assert make_version_pdf(version.pk)
    address = url("version_pdf", outcome, number="0.1")

    answer = as_user(host).get(address)
    assert answer.status_code == 200 and "private" in answer.headers["Cache-Control"]
    assert [as_user(outsider).get(address).status_code, visitor.get(address).status_code] == [404, 404]
    with pikepdf.open(
        io.BytesIO(pdf_of(OutcomeVersion.frozen.select_related("outcome__community__programme").get()))
    ) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_concept_has_its_other_forms_for_the_circle(
    as_user, visitor, outcome, member, host, outsider, woken, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        version = freeze(outcome, member)
    assert ("casework.tasks.make_version_files", version.pk) in woken
    assert [make_version_files(version.pk) for _ in range(2)] == [4, 0]

    page = as_user(host).get(url("version_detail", outcome, number="0.1"))
    for form in ("docx", "epub", "xml", "zip"):
        address = url("version_file", outcome, number="0.1", form=form)
        assert address in page.text
        answer = as_user(host).get(address)
        assert answer.status_code == 200 and "private" in answer.headers["Cache-Control"]
        assert [as_user(outsider).get(address).status_code, visitor.get(address).status_code] == [404, 404]


def test_form_of_a_concept_says_that_it_is_one(outcome, member):
    freeze(outcome, member)
    version = OutcomeVersion.frozen.select_related("outcome__community__programme").get()

    assert "Concept 0.1" in run_pandoc(make_file(version, "docx"), "-f", "docx", "-t", "plain").decode()


def test_deleting_a_draft_takes_the_files_of_its_concepts_away(outcome, member, django_capture_on_commit_callbacks):
    version = freeze(outcome, member)
    make_version_pdf(version.pk), make_version_files(version.pk)
    files = list(File.objects.filter(purpose__startswith="casework."))
    assert len(files) == 5

    with django_capture_on_commit_callbacks(execute=True):
        outcome_actions.delete_outcome(Outcome.objects.get(pk=outcome.pk), by=member)

    assert not File.objects.filter(pk__in=[file.pk for file in files]).exists()
    assert not any(default_storage.exists(str(file.blob)) for file in files)
    assert make_version_files(version.pk) == 0


def test_withdrawing_takes_the_forms_of_concepts_away_too(as_user, outcome, member, host):
    concept = freeze(outcome, member)
    make_version_files(concept.pk)
    outcome_actions.publish_outcome(Outcome.objects.get(), by=member, version=Outcome.objects.get().version)

    publication.withdraw_outcome(Outcome.objects.get(), by=member, why="Een fout.")

    assert as_user(host).get(url("version_file", outcome, number="0.1", form="docx")).status_code == 403
    assert make_version_files(concept.pk) == 0 and not concept.files.exists()
