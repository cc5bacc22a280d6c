"""Several people on one text: what was typed is kept, who else writes is told, and two texts become one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from casework.actions import outcome as outcome_actions
from casework.actions import writer as actions
from casework.actions.outcome import Author
from casework.actions.writer import Kept, OpenPage
from casework.models import Outcome, OutcomeWriter, ReplacedText

from .conftest import OUTCOME
from .test_outcome import plain, url

TYPED = {"title": "Groen licht", "abstract": OUTCOME["abstract"], "body": "Nog niet klaar"}


@pytest.fixture
def page(outcome):
    return OpenPage(uuid4(), outcome.version)


def save(outcome, by, *, pages=(), **texts):
    version = Outcome.objects.get().version
    return outcome_actions.save_outcome(outcome, OUTCOME | texts, [], by=by, version=version, pages=pages)


def marks(page, **more):
    return {"page": page.page, "version": page.version, **more}


# --- What was typed ---------------------------------------------------------------------------------------------


def test_typed_text_is_kept_for_its_writer_alone_and_changes_nothing(outcome, page, member, coordinator):
    answers = [actions.hear_page(outcome, page, TYPED, by=member) for _twice in range(2)]

    assert answers == [Kept.YES, Kept.YES]
    assert Outcome.objects.get().body == OUTCOME["body"]
    assert actions.kept_text(outcome, by=member).body == "Nog niet klaar"
    assert actions.kept_text(outcome, by=coordinator) is None


def test_typed_text_that_equals_what_is_stored_is_not_offered(outcome, page, member):
    actions.hear_page(outcome, page, {name: OUTCOME[name] for name in Outcome.TEXTS}, by=member)

    assert actions.kept_text(outcome, by=member) is None


def test_another_window_does_not_write_over_what_it_never_showed(outcome, page, member):
    actions.hear_page(outcome, page, TYPED, by=member)
    unaware, going_on = OpenPage(uuid4(), 1), OpenPage(uuid4(), 1, took=page.page)

    assert actions.hear_page(outcome, unaware, TYPED | {"body": "Leeg"}, by=member) == Kept.ELSEWHERE
    assert actions.kept_text(outcome, by=member).body == "Nog niet klaar"
    assert actions.hear_page(outcome, going_on, TYPED | {"body": "Verder"}, by=member) == Kept.YES
    assert actions.hear_page(outcome, page, TYPED, by=member) == Kept.ELSEWHERE


def test_saving_forgets_what_was_kept_and_what_comes_late(outcome, page, member):
    actions.hear_page(outcome, page, TYPED, by=member)

    save(outcome, member, pages=page.pages, body="Klaar")

    assert actions.hear_page(outcome, page, TYPED, by=member) == Kept.SAVED
    assert actions.kept_text(Outcome.objects.get(), by=member) is None
    assert not OutcomeWriter.objects.filter(body__gt="").exists()


def test_saving_in_another_window_leaves_what_this_one_kept(outcome, page, member):
    actions.hear_page(outcome, page, TYPED, by=member)

    save(outcome, member, pages=[uuid4()], body="Klaar")

    assert actions.kept_text(Outcome.objects.get(), by=member).body == "Nog niet klaar"


def test_page_keeps_what_is_typed_and_gives_it_back(as_user, outcome, page, member):
    client = as_user(member)
    answer = client.post(url("outcome_keep", outcome), marks(page, **TYPED))
    form = client.get(url("outcome_change", outcome)).context["form"]

    assert 'name="kept_before"' in answer.text
    assert (form["body"].value(), form["took"].value()) == ("Nog niet klaar", str(page.page))

    client.post(url("outcome_drop", outcome))
    assert client.get(url("outcome_change", outcome)).context["form"]["body"].value() == OUTCOME["body"]


def test_typed_over_an_older_text_meets_the_newer_one_when_saved(
    as_user, outcome, page, member, coordinator, outcome_data
):
    client = as_user(member)
    client.post(url("outcome_keep", outcome), marks(page, **TYPED))
    save(outcome, coordinator, body="Van de ander")

    form = client.get(url("outcome_change", outcome)).context["form"]
    data = outcome_data(outcome, body=form["body"].value(), version=form["version"].value())

    assert client.post(url("outcome_change", outcome), data).status_code == 409
    assert Outcome.objects.get().body == "Van de ander"


def test_citizen_service_number_is_not_kept(as_user, outcome, page, member):
    answer = as_user(member).post(url("outcome_keep", outcome), marks(page, **TYPED | {"body": "Nummer 111222333"}))

    assert answer.status_code == 422
    assert "BSN" in answer.text and not OutcomeWriter.objects.exists()


@pytest.mark.parametrize("bad", [{"page": "x"}, {"version": "-1"}, {"version": "9" * 30}, {"title": "x" * 201}])
def test_marks_that_make_no_sense_keep_nothing(as_user, outcome, page, member, bad):
    answer = as_user(member).post(url("outcome_keep", outcome), marks(page, **TYPED) | bad)

    assert answer.status_code == 422 and not OutcomeWriter.objects.exists()


# --- Who else ---------------------------------------------------------------------------------------------------


def test_who_has_the_text_open_is_told_to_others_until_they_save_or_leave(outcome, page, member, coordinator):
    for person in (member, coordinator):
        actions.hear_page(outcome, OpenPage(uuid4(), 1), None, by=person)
    assert actions.others_writing(outcome, by=member) == ["Marit Hoekstra"]
    assert actions.others_writing(outcome, by=coordinator) == ["Daan Willems"]

    OutcomeWriter.objects.filter(user=coordinator).update(seen_at=timezone.now() - timedelta(minutes=1))
    save(outcome, member, pages=page.pages)

    assert actions.others_writing(outcome, by=member) == actions.others_writing(outcome, by=coordinator) == []


def test_asking_who_else_shows_names_and_no_word(as_user, outcome, page, member, coordinator):
    actions.hear_page(outcome, OpenPage(uuid4(), 1), TYPED | {"body": "Kanarie"}, by=coordinator)

    answer = as_user(member).post(url("outcome_keep", outcome), marks(page))
    again = as_user(member).post(url("outcome_keep", outcome), marks(page, others="Marit Hoekstra"))

    assert "Marit Hoekstra" in answer.text and "Kanarie" not in answer.text
    assert "writing-others" in answer.text and "writing-others" not in again.text
    assert not OutcomeWriter.objects.filter(user=member, kept_at__isnull=False).exists()


def test_being_heard_costs_the_same_for_one_and_three_others(
    as_user, outcome, page, member, coordinator, host, staff, django_assert_num_queries
):
    client = as_user(member)
    client.post(url("outcome_keep", outcome), marks(page))
    for others in ([coordinator], [host, staff]):
        for person in others:
            actions.hear_page(outcome, OpenPage(uuid4(), 1), None, by=person)
        with django_assert_num_queries(9):
            client.post(url("outcome_keep", outcome), marks(page))


# --- Two texts --------------------------------------------------------------------------------------------------


def test_what_a_save_replaces_is_kept_twenty_times(outcome, member):
    for number in range(25):
        save(outcome, member, body=f"Tekst {number}")

    outcome = Outcome.objects.get()
    assert ReplacedText.objects.count() == actions.MOST_REPLACED
    assert actions.text_at(outcome, outcome.version)["body"] == "Tekst 24"
    assert actions.text_at(outcome, outcome.version - 1)["body"] == "Tekst 23"
    assert actions.text_at(outcome, 1) is None


def test_text_is_known_after_publishing_raised_the_version(published, member):
    save(published, member, body="Nieuw")

    assert actions.text_at(Outcome.objects.get(), 1)["body"] == OUTCOME["body"]


def test_conflict_is_merged_place_by_place_and_saved(as_user, outcome, member, coordinator, outcome_data):
    save(outcome, coordinator, title="Titel van de ander", body=OUTCOME["body"].replace("Meer.", "Van de ander."))
    client = as_user(member)
    mine = outcome_data(outcome, body=OUTCOME["body"].replace("Verder.", "Van mij."))

    conflict = client.post(url("outcome_change", outcome), mine)
    assert conflict.status_code == 409
    shown = plain(conflict)
    assert "Van de ander." in shown and "Van mij." in shown

    merging = client.post(
        url("outcome_change", outcome), mine | {"merge": "chosen", "began_with": conflict.context["began_with"]}
    )
    form = merging.context["form"]
    assert form["title"].value() == "Titel van de ander"
    assert form["body"].value() == "## Waarom\n\nTekst.\n\n## Wat\n\nVan de ander.\n\n## Hoe\n\nVan mij."
    assert Outcome.objects.get().body != form["body"].value()

    texts = {name: form[name].value() for name in ("title", "body", "version")}
    assert client.post(url("outcome_change", outcome), mine | texts).status_code == 302
    assert Outcome.objects.get().body == form["body"].value()


@pytest.mark.parametrize(
    ("choice", "body"), [("mine", "Van mij."), ("theirs", "Van hen."), ("both", "Van hen.\n\nVan mij."), ("x", None)]
)
def test_choice_at_a_place_decides(as_user, outcome, member, coordinator, outcome_data, choice, body):
    save(outcome, coordinator, body="Van hen.", title="Titel van hen")
    client = as_user(member)
    mine = outcome_data(outcome, body="Van mij.", title="Titel van mij")
    conflict = client.post(url("outcome_change", outcome), mine)
    places = {
        place.name: choice for part in conflict.context["parts"] for place in part.pieces if hasattr(place, "name")
    }

    data = mine | places | {"merge": "chosen", "began_with": conflict.context["began_with"]}
    form = client.post(url("outcome_change", outcome), data).context["form"]

    assert form["body"].value() == (body or "Van hen.\n\nVan mij.")
    if choice == "x":
        assert form["title"].value() == "Titel van mij"


@pytest.mark.parametrize("began_with", ["", "x", "²", "9" * 40, "-1"])
def test_merging_without_knowing_the_beginning_loses_nothing(
    as_user, outcome, member, coordinator, outcome_data, began_with
):
    save(outcome, coordinator, body="Van hen.")
    data = outcome_data(outcome, body="Van mij.", merge="chosen", began_with=began_with)

    form = as_user(member).post(url("outcome_change", outcome), data).context["form"]

    assert "Van hen." in form["body"].value() and "Van mij." in form["body"].value()


def test_word_document_taken_over_keeps_what_it_replaced(outcome, member, monkeypatch):
    from casework.actions import word

    class Read:
        markdown, lost = "Uit Word.", {}

    monkeypatch.setattr(word, "read_docx", lambda content: Read())
    monkeypatch.setattr(word, "place_pictures", lambda row, read, by: read.markdown)
    word.take_over_word(outcome, b"", by=member, version=outcome.version)

    assert ReplacedText.objects.get().body == OUTCOME["body"]


def test_what_is_kept_goes_with_its_text(outcome, page, member):
    actions.hear_page(outcome, page, TYPED, by=member)
    save(outcome, member, authors=[Author.of(member)])

    outcome_actions.delete_outcome(Outcome.objects.get(), by=member)

    assert not OutcomeWriter.objects.exists() and not ReplacedText.objects.exists()
