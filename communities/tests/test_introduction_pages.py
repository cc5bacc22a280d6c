"""The pages of introductions, and the desk of a broker."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from communities.actions.help_question import add_contact_note, ask_help
from communities.models import ContactNote, HelpQuestion, Introduction, Issue

from .conftest import WHY

pytestmark = pytest.mark.django_db


def path(name, row) -> str:
    return reverse(f"communities:introduction_{name}", kwargs={"pk": row.pk})


def ask_path(community, to, **query) -> str:
    return reverse("communities:introduction_create", kwargs={"slug": community.slug, "key": to}, query=query)


def test_whole_way_on_the_pages(community, coordinator, member, expert, as_user):
    asker, other = as_user(member), as_user(expert)
    page = asker.get(ask_path(community, f"p{expert.pk}")).content.decode()
    assert "Femke Baltussen" in page and "femke.baltussen@" not in page
    assert asker.post(ask_path(community, f"p{expert.pk}"), {"why": WHY}).status_code == 302
    row = Introduction.objects.get()
    assert WHY in other.get(path("detail", row)).content.decode()
    assert "daan.willems@" not in other.get(path("answer", row)).content.decode()
    answer = {"answer": "yes", "reply": "Leuk.", "version": 1}
    assert other.post(path("answer", row), answer).status_code == 302
    for browser in (asker, other):
        assert (
            "@" not in browser.get(path("detail", row)).content.decode().partition("<main")[2].partition("</main>")[0]
        )
    assert asker.post(path("confirm", row)).status_code == 302
    for browser in (asker, other):
        page = browser.get(path("detail", row)).content.decode()
        assert "femke.baltussen@example.nl" in page and "daan.willems@example.nl" in page


def test_addresses_stay_hidden_from_the_broker_and_after_the_yes_of_one(accepted, met, broker, as_user):
    page = as_user(broker).get(path("detail", met)).content.decode()
    assert WHY in page and "femke.baltussen@" not in page and "daan.willems@" not in page


def test_broker_answers_for_an_organisation_on_the_page(of_organisation, broker, as_user):
    browser = as_user(broker)
    answer = {"answer": "yes", "contact": "", "reply": "Bewaar dit", "version": 1}
    refused = browser.post(path("answer", of_organisation), answer)
    assert refused.status_code == 409 and "Bewaar dit" in refused.content.decode()
    assert browser.post(path("answer", of_organisation), answer | {"contact": "Anouk"}).status_code == 302


def test_broker_chooses_for_whom_they_ask(community, coordinator, member, expert, broker, as_user):
    browser = as_user(broker)
    assert "Wie wil met hen kennismaken?" in browser.get(ask_path(community, f"p{expert.pk}")).content.decode()
    assert browser.post(ask_path(community, f"p{expert.pk}"), {"why": WHY, "asker": member.pk}).status_code == 302
    assert Introduction.objects.get().asker == member


@pytest.mark.parametrize("to", ["p", "x1", "p99999999999999999999", "pabc", "o0", "o\x00"])
def test_asking_for_what_is_not_there_is_no_page(community, member, as_user, to):
    assert as_user(member).get(ask_path(community, to)).status_code in (400, 404)


def test_asking_about_something_of_another_circle_is_no_page(community, member, expert, as_user):
    for name in ("vraagstuk", "opdracht"):
        for number in ("1", "9" * 30, "x"):
            assert as_user(member).get(ask_path(community, f"p{expert.pk}", **{name: number})).status_code == 404


def test_own_list_sorts_by_whose_turn_it_is(accepted, member, expert, as_user):
    list_path = reverse("communities:introduction_list")
    mine, theirs = (as_user(person).get(list_path) for person in (member, expert))
    assert [len(mine.context[name]) for name in ("waiting", "other", "over")] == [1, 0, 0]
    assert [len(theirs.context[name]) for name in ("waiting", "other", "over")] == [0, 1, 0]


def test_desk_shows_questions_without_a_match_first(community, member, asked, broker, as_user, programme):
    issue = Issue.objects.create(community=community, title="Zonder hulp", text="Zo.", status="align")
    ask_help(community, by=member, text="Wie voor de leerkring?")
    ask_help(community, by=member, text="Wie voor het vraagstuk?", issue=issue)
    page = as_user(broker).get(reverse("communities:programme_broker", kwargs={"programme_slug": programme.slug}))
    assert [(str(row), row.has_match) for row in page.context["questions"]] == [
        ("Zonder hulp", False), (community.headline, True),
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_desk_and_list_ask_as_much_for_one_as_for_many(community, member, broker, programme, make, as_user, count):
    for number in range(count):
        other = make.user(f"Wim{number}")
        facts = {"community": community, "person": other, "expires_at": timezone.now(), "why": "?"}
        issue = Issue.objects.create(community=community, title="V", text="Zo.", status="align", proposed_by=member)
        row = Introduction.objects.create(asker=member, issue=issue, **facts)
        ask_help(community, by=member, text="Wie?", issue=issue)
        line = {"day": timezone.localdate(), "kind": "phone", "who": f"Anouk {number}", "note": ""}
        add_contact_note(programme, by=broker, introduction=row, **line)
    desk_path = reverse("communities:programme_broker", kwargs={"programme_slug": programme.slug})
    for browser, page, queries in (
        (as_user(broker), desk_path, 6),
        (as_user(member), reverse("communities:introduction_list"), 3),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200
        assert len(asked) == queries


def test_help_is_asked_and_closed_on_the_pages(community, member, coordinator, as_user):
    browser, there = as_user(member), reverse("communities:help_create", kwargs={"slug": community.slug})
    assert browser.post(there, {"text": "Wie weet iets?"}).status_code == 302
    question = HelpQuestion.objects.get()
    assert browser.post(there, {"text": "Bewaar dit"}).status_code == 409
    close = reverse("communities:help_close", kwargs={"slug": community.slug, "pk": question.pk})
    assert browser.post(close, {"outcome": "", "version": 1}).status_code == 200
    assert browser.post(close, {"outcome": "Gevonden.", "version": 1}).status_code == 302


def test_log_is_kept_on_the_pages(programme, broker, asked, as_user):
    browser, slug = as_user(broker), programme.slug
    create = reverse("communities:contact_note_create", kwargs={"programme_slug": slug})
    data = {
        "day": timezone.localdate(),
        "kind": "phone",
        "who": "Anouk",
        "note": "Belt terug.",
        "introduction": asked.pk,
    }
    assert browser.get(f"{create}?kennismaking={'9' * 40}").status_code == 200
    late = browser.post(create, data | {"day": timezone.localdate() + timedelta(days=1)})
    assert "moet nog komen" in late.content.decode() and "Belt terug." in late.content.decode()
    assert browser.post(create, data).status_code == 302
    line = ContactNote.objects.get()
    change = reverse("communities:contact_note_change", kwargs={"programme_slug": slug, "pk": line.pk})
    assert browser.post(change, data | {"note": "Gebeld.", "version": 1}).status_code == 302
    conflict = browser.post(change, data | {"note": "Van mij", "version": 1})
    assert (
        conflict.status_code == 409
        and "Gebeld." in conflict.content.decode()
        and "Van mij" in conflict.content.decode()
    )
    assert [fact["value"] for fact in conflict.context["differences"]] == ["Gebeld."]
    remove = reverse("communities:contact_note_remove", kwargs={"programme_slug": slug, "pk": line.pk})
    assert browser.get(remove).status_code == 200 and ContactNote.objects.exists()
    assert browser.post(remove).status_code == 302 and not ContactNote.objects.exists()


def test_links_from_a_suggestion_fill_in_the_organisation(community, coordinator, host_organisation, as_user):
    browser = as_user(coordinator)
    commit = reverse("communities:commitment_create", kwargs={"slug": community.slug}, query={"organisatie": "Bieb"})
    assert 'value="Bieb"' in browser.get(commit).content.decode()
    assign = reverse("communities:assignment_create", kwargs={"slug": community.slug})
    for number, name in ((host_organisation.pk, host_organisation.name), ("9" * 40, ""), ("9" * 18, ""), ("x", "")):
        page = browser.get(assign, {"organisatie": number})
        assert (page.status_code, page.context["form"]["organisation"].value()) == (200, name)
