"""The thorough search in a text before everybody can read it: a question to who writes and to who reviews."""

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import thorough
from casework.actions import editorial
from casework.actions import outcome as outcome_actions
from casework.actions.check import run_check, wake_checks
from casework.models import Outcome, OutcomeCheck

from .conftest import OUTCOME
from .test_editorial import AGREE, CHECKED, TERMS, fresh, handed_in, url
from .test_permissions import people, who_may  # noqa: F401 (a fixture)

BODY = "Tekst.\n\n![Pieter bij de brug](/bestanden/00000000-0000-0000-0000-000000000000/)\n\nPieter zwaaide."


@pytest.fixture(autouse=True)
def engine(monkeypatch):
    """What deduce would find."""
    words = [("Pieter", "person"), ("Linge", "place")]

    def search(text):
        places = [(text.find(word), word, kind) for word, kind in words if word in text]
        return [(at, at + len(word), kind) for at, word, kind in places]

    monkeypatch.setattr(thorough, "search", search)
    monkeypatch.setattr(thorough, "is_installed", lambda: True)


def write(outcome, by, **texts):
    return outcome_actions.save_outcome(fresh(outcome), OUTCOME | texts, [], by=by, version=fresh(outcome).version)


def test_each_saved_text_is_searched_once_and_what_changed_anew(
    outcome, member, woken, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        write(outcome, member)
        write(outcome, member, body=BODY)
        write(outcome, member, body=BODY)
    assert woken == [("casework.tasks.check_outcome", outcome.pk)]

    run_check(OutcomeCheck, outcome.pk)

    # The words for who can't see a picture stand in the text.
    assert OutcomeCheck.objects.get().found == {"title": [[20, 25, "place"]], "body": [[10, 16, "person"]]}
    write(outcome, member, body="Iets anders.")
    assert OutcomeCheck.objects.get().state == "waiting"


def test_next_version_is_searched_and_not_what_is_published(published, member):
    write(published, member, body=BODY)
    run_check(OutcomeCheck, published.pk)

    assert OutcomeCheck.objects.get().found["body"] == [[10, 16, "person"]]


def test_tick_asks_again_for_a_text_that_nobody_searched(outcome, woken, django_assert_num_queries):
    with django_assert_num_queries(2):
        wake_checks(timezone.now())

    assert woken == [("casework.tasks.check_outcome", outcome.pk)]


def test_what_is_found_after_the_page_was_opened_is_looked_at_first(as_user, outcome, member):
    client, post = as_user(member), TERMS | CHECKED | {"version": outcome.version}
    assert "every 3s" in client.get(url("outcome_publish", outcome)).text

    run_check(OutcomeCheck, outcome.pk)
    part = client.get(url("outcome_check", outcome), headers={"HX-Request": "true"})
    assert "<mark>Linge</mark>" in part.text and "every 3s" not in part.text
    page = client.post(url("outcome_publish", outcome), post)

    assert page.context["form"].errors.keys() == {"is_unrecognisable"} and not fresh(outcome).is_published
    client.post(url("outcome_publish", outcome), post | {"seen": page.context["form"].data["seen"]})
    assert fresh(outcome).is_published


def test_editor_says_to_have_looked_at_what_was_found(as_user, outcome, member, editor):
    handed_in(outcome, member)
    run_check(OutcomeCheck, outcome.pk)
    client, post = as_user(editor), AGREE | {"version": outcome.version}
    page = client.get(url("outcome_review", outcome))
    assert "<mark>Linge</mark>" in page.text
    post |= {"seen": page.context["agree"].initial["seen"]}

    assert client.post(url("outcome_review", outcome), post).status_code == 422
    assert client.post(url("outcome_review", outcome), post | {"is_unrecognisable": "on"}).status_code == 302
    assert fresh(outcome).is_published


def test_editor_never_publishes_a_citizen_service_number(as_user, outcome, member, editor):
    handed_in(outcome, member)
    Outcome.objects.update(abstract="Het gaat om 111222333.")
    page = as_user(editor).get(url("outcome_review", outcome))
    post = AGREE | {"version": outcome.version, "is_unrecognisable": "on", "seen": page.context["looked"].fingerprint}

    page = as_user(editor).post(url("outcome_review", outcome), post)

    assert page.status_code == 422 and "burgerservicenummer" in page.text.lower()


def test_without_the_checker_texts_go_out_and_the_page_says_so(as_user, outcome, member, settings):
    settings.THOROUGH_CHECK = False
    post = TERMS | CHECKED | {"version": outcome.version}
    del post["need_not_wait"]
    client = as_user(member)

    assert "De grondige is nu niet beschikbaar" in client.get(url("outcome_publish", outcome)).text
    client.post(url("outcome_publish", outcome), post)
    assert fresh(outcome).is_published


def test_text_of_before_the_search_is_searched_when_somebody_asks(as_user, outcome, member, host):
    OutcomeCheck.objects.all().delete()
    client = as_user(member)
    assert reverse("casework:outcome_check", args=[outcome.slug]) in client.get(url("outcome_publish", outcome)).text

    assert as_user(host).post(url("outcome_check", outcome)).status_code == 404
    assert client.post(url("outcome_check", outcome)).url == url("outcome_publish", outcome)
    assert OutcomeCheck.objects.get().state == "waiting"


@pytest.mark.parametrize("is_handed_in", [False, True])
def test_writers_and_while_it_waits_editors_see_what_was_found(people, outcome, member, editor, is_handed_in):  # noqa: F811
    if is_handed_in:
        handed_in(outcome, member)
    expected = {"owner", "coordinator"} | ({"editor"} if is_handed_in else set())

    assert who_may(people | {"editor": editor}, "casework.look_at_check", outcome) == expected
    if is_handed_in:
        editorial.take_back(outcome, by=member)
        assert "editor" not in who_may({"editor": editor}, "casework.look_at_check", outcome)
