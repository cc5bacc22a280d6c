"""The thorough search: asked once per text, done by a worker, kept as places, and never in the way."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import thorough
from casework.actions.check import ask_check, check_of, run_check, wake_checks
from casework.actions.retention import expire_case
from casework.models import Case, CaseCheck
from casework.shown_check import shown_check
from leerkring.core.privacy import Kind

TEXT = "Pieter uit Huissen belde."


@pytest.fixture(autouse=True)
def engine(monkeypatch):
    """What deduce would find: it takes minutes to load, and has tests of its own."""

    def search(text):
        return [(text.index(word), text.index(word) + len(word), kind) for word, kind in FOUND if word in text]

    monkeypatch.setattr(thorough, "search", search)
    monkeypatch.setattr(thorough, "is_installed", lambda: True)


FOUND = [("Pieter", "person"), ("Huissen", "place")]


@pytest.fixture
def written(draft) -> Case:
    Case.objects.update(situation=TEXT)
    draft.refresh_from_db()
    return draft


def test_same_text_is_asked_once_and_the_worker_gets_a_number_only(written, woken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask_check(written)
        ask_check(written)
    assert woken == [("casework.tasks.check_case", written.pk)]


def test_what_was_found_is_kept_as_places_and_kinds_without_a_word(written):
    ask_check(written)
    run_check(CaseCheck, written.pk)
    run_check(CaseCheck, written.pk)

    row = CaseCheck.objects.get()
    assert (row.state, row.found) == ("done", {"situation": [[0, 6, "person"], [11, 18, "place"]]})
    assert row.places == [("situation", 0, 6, "person"), ("situation", 11, 18, "place")]


def test_another_text_has_no_result(written):
    ask_check(written)
    run_check(CaseCheck, written.pk)
    Case.objects.update(situation="Iemand belde.")
    written.refresh_from_db()

    assert check_of(written) is None
    assert shown_check(written, check_of(written)).state == "none"


def test_text_that_changes_during_the_search_is_searched_anew(written, monkeypatch):
    def slow(text):
        Case.objects.update(situation="Huissen is mooi.")
        return []

    ask_check(written)
    with monkeypatch.context() as patch:
        patch.setattr(thorough, "search", slow)
        run_check(CaseCheck, written.pk)
    assert CaseCheck.objects.get().state == "waiting"
    run_check(CaseCheck, written.pk)
    assert CaseCheck.objects.get().found == {"situation": [[0, 7, "place"]]}


def test_tick_asks_again_for_what_nobody_took_or_finished(written, woken):
    ask_check(written)
    wake_checks(timezone.now())
    CaseCheck.objects.update(state="running", started_at=timezone.now() - timedelta(minutes=20))
    wake_checks(timezone.now())
    CaseCheck.objects.update(state="done")
    wake_checks(timezone.now())
    assert woken == [("casework.tasks.check_case", written.pk)] * 2


def test_result_goes_with_the_text_and_with_the_case(written):
    ask_check(written)
    expire_case(written.pk)
    assert CaseCheck.objects.count() == 0
    run_check(CaseCheck, written.pk)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "waiting"),
        ({"asked_at": timezone.now() - timedelta(minutes=3)}, "away"),
        ({"state": "running"}, "running"),
        ({"state": "done"}, "done"),
    ],
)
def test_page_says_how_far_it_is(written, as_user, member, facts, state):
    ask_check(written)
    CaseCheck.objects.update(**facts)
    url = reverse("casework:case_check", args=[written.pk])

    assert shown_check(written, check_of(written)).state == state
    part = as_user(member).get(url, headers={"HX-Request": "true"})
    assert ("every 3s" in part.text) == (state in ("waiting", "running"))
    assert as_user(member).get(url).url == written.get_absolute_url()


@pytest.mark.parametrize("lacks", ["package", "setting"])
def test_portal_goes_on_without_it(written, as_user, member, settings, monkeypatch, lacks):
    if lacks == "setting":
        settings.THOROUGH_CHECK = False
        ask_check(written)
        assert CaseCheck.objects.count() == 0
    monkeypatch.setattr(thorough, "is_installed", lambda: lacks != "package")
    page = as_user(member).get(reverse("casework:case_change", args=[written.pk]))
    assert "De grondige is nu niet beschikbaar" in page.text


def test_form_marks_it_in_the_text_and_hand_in_asks(as_user, written, member, case_data):
    ask_check(written)
    run_check(CaseCheck, written.pk)
    client, url = as_user(member), reverse("casework:case_change", args=[written.pk])
    assert "<mark>Pieter</mark>" in client.get(url).text

    client.post(url, case_data(situation=TEXT, version=written.version, submit="1"))

    assert Case.objects.get().is_draft


def test_second_reader_sees_what_was_found_and_nobody_else_asks(as_user, submitted, coordinator, host, agreed):
    Case.objects.update(situation=TEXT)
    submitted.refresh_from_db()
    ask_check(submitted)
    run_check(CaseCheck, submitted.pk)
    agreed(coordinator, host)
    url = reverse("casework:case_check", args=[submitted.pk])

    assert "<mark>Pieter</mark>" in as_user(coordinator).get(submitted.get_absolute_url()).text
    assert as_user(coordinator).get(url, headers={"HX-Request": "true"}).status_code == 200
    assert as_user(host).get(url).status_code == 404


def test_each_kind_that_is_found_has_words_and_a_proposal():
    assert {kind.value for kind in thorough.KINDS.values()} <= {kind.value for kind in Kind}
