"""The library: what is found, by whom, in which order, and how many there are of each."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from casework import library
from casework.actions import outcome as outcome_actions
from casework.actions import publication as publication_actions
from casework.actions.outcome import Author
from casework.actions.publication import Terms
from casework.library import Wish, look
from casework.models import Outcome

from .conftest import OUTCOME

A = Outcome.Access
URL = "/opbrengsten/"


@pytest.fixture
def publish(community, coordinator):
    """Return a function that publishes an outcome of the coordinator with some words."""

    def make(title="Eenzaamheid in de wijk", *, terms=None, circle=community, days_ago=0, **texts):
        values = OUTCOME | {"title": title} | texts
        outcome = outcome_actions.create_outcome(circle, values, [Author.of(coordinator)], by=coordinator)
        outcome_actions.publish_outcome(outcome, by=coordinator, version=outcome.version, terms=terms)
        moment = timezone.now() - timedelta(days=days_ago)
        Outcome.objects.filter(pk=outcome.pk).update(published_at=moment)
        return Outcome.objects.get(pk=outcome.pk)

    return make


def titles(words="", **wish):
    found = look(Wish(words=words, order=wish.pop("order", "passend" if words else "nieuwste"), **wish))
    names = dict(Outcome.objects.values_list("pk", "title"))
    return [names[pk] for pk in found.ids]


# --- What is found ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["eenzame", "EENZAAMHEID", "wijken", "lingewaard", "thuis wonen", "verder", "marit"])
def test_library_finds_by_title_abstract_author_circle_and_text(words, publish):
    publish(abstract="Langer thuis wonen.", body="Hoe het verder gaat.")

    assert titles(words) == ["Eenzaamheid in de wijk"]


def test_library_finds_no_draft(outcome, as_user, member):
    assert titles("linge") == []
    assert outcome.title not in as_user(member).get(URL, {"q": "linge"}).text


@pytest.mark.parametrize("access", [A.EMBARGOED, A.RESTRICTED, A.METADATA])
def test_text_that_not_everybody_may_read_is_not_found(access, publish, visitor, as_user, member):
    """Neither by its words, nor in an excerpt, nor counted; its title and abstract are."""
    publish(body="Het kanariewoord staat hier.", terms=Terms(access, timezone.localdate() + timedelta(days=9)))

    for browser in (visitor, as_user(member)):
        page = browser.get(URL, {"q": "kanariewoord"}).text
        assert "Niets past" in page and "kanariewoord staat" not in page
        assert "Eenzaamheid</mark>" in browser.get(URL, {"q": "eenzaamheid"}).text
    assert titles("kanariewoord") == []
    call_command("reindex", verbosity=0)
    assert titles("kanariewoord") == []


def test_index_follows_terms_embargo_and_withdrawal(publish, member):
    outcome = publish(body="Kanariewoord.")
    seen = [titles("kanariewoord")]

    row = publication_actions.change_terms(
        outcome, Terms(A.EMBARGOED, timezone.localdate() + timedelta(days=1)), by=member, version=outcome.version
    )
    seen.append(titles("kanariewoord"))
    publication_actions.lift_embargoes(timezone.now() + timedelta(days=2))
    seen.append(titles("kanariewoord"))
    publication_actions.withdraw_outcome(row, by=member, why="Fout")
    seen += [titles("kanariewoord"), titles("eenzaamheid")]

    assert [bool(each) for each in seen] == [True, False, True, False, False]


def test_next_version_is_found_when_it_is_published_and_not_before(publish, member):
    outcome = publish()
    saved = outcome_actions.save_outcome(
        outcome, OUTCOME | {"title": "Wandelgroepen"}, [], by=member, version=outcome.version
    )
    before = titles("wandelgroep")

    outcome_actions.publish_outcome(saved, by=member, version=saved.version, unsigned_why="Op reis.")

    assert (before, titles("wandelgroep"), titles("eenzaamheid")) == ([], ["Wandelgroepen"], [])


# --- Order ------------------------------------------------------------------------------------------------------


def test_library_puts_a_title_before_a_text(publish):
    publish("Iets anders", body="Over wandelen.", days_ago=1)
    publish("Wandelen in de wijk", days_ago=2)

    assert titles("wandelen") == ["Wandelen in de wijk", "Iets anders"]
    assert titles("wandelen", order="nieuwste") == ["Iets anders", "Wandelen in de wijk"]
    assert titles("wandelen", order="oudste") == ["Wandelen in de wijk", "Iets anders"]


def test_list_that_is_cut_short_keeps_the_newest_and_says_so(publish, monkeypatch, visitor):
    monkeypatch.setattr(library, "MOST", 2)
    for number in range(3):
        publish(f"Wandelen {number}", days_ago=number)

    assert titles("wandelen", order="nieuwste") == ["Wandelen 0", "Wandelen 1"]
    assert titles("wandelen", order="oudste") == ["Wandelen 2", "Wandelen 1"]
    page = visitor.get(URL, {"q": "wandelen"}).text
    assert "Meer dan 2 opbrengsten" in page and "Paper (2+)" in page


# --- Choices ----------------------------------------------------------------------------------------------------


def test_choices_narrow_down_and_count_under_the_other_choices(publish, community, organisation):
    publish("Wandelen", kind="story")
    publish("Fietsen", days_ago=400)

    found = look(Wish(kind="story", order="nieuwste"))

    assert len(found.ids) == 1
    assert found.counts["kind"] == {"story": 1, "paper": 1}
    assert found.counts["programme"] == {str(community.programme_id): 1}
    assert found.counts["sector"] == {organisation.sector: 1}
    assert titles(area=str(community.area_id)) == ["Wandelen", "Fietsen"]
    assert titles(sector=organisation.sector, kind="paper") == ["Fietsen"]
    assert titles(year=str((timezone.localtime() - timedelta(days=400)).year)) == ["Fietsen"]
    assert titles(access="restricted") == titles(theme="987654") == []


def test_page_names_choices_with_their_numbers(publish, visitor, community):
    publish(kind="good_practice")

    page = visitor.get(URL, {"q": "eenzaamheid"}).text

    for shown in ("Goed voorbeeld (1)", f"{community.programme.name} (1)", "<mark>Eenzaamheid</mark> in de wijk"):
        assert shown in page


@pytest.mark.parametrize(
    "query",
    [
        {"soort": "x' OR 1=1"}, {"thema": "-1"}, {"thema": "9" * 12}, {"gebied": "a"}, {"programma": "9" * 50},
        {"jaar": "0000"}, {"jaar": "9999"}, {"jaar": "٢٠٢٦"}, {"sector": "*"}, {"toegang": "secret"},
        {"volgorde": "-pk"}, {"volgorde": "passend"}, {"page": "-1"}, {"page": "1e9"}, {"page": "9" * 20},
        {"q": "'"}, {"q": '"" OR NEAR('}, {"q": "x" * 5_000}, {"q": "de het een"}, {"q": "<script>alert(1)</script>"},
    ],
)  # fmt: skip
def test_library_answers_whatever_the_address_holds(query, publish, visitor):
    publish()

    response = visitor.get(URL, query)

    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_words_that_say_nothing_are_named_as_such(publish, visitor):
    publish()

    assert "in bijna elke tekst" in visitor.get(URL, {"q": "de het een"}).text


def test_pages_of_a_search_keep_words_and_choices(publish, visitor, monkeypatch):
    monkeypatch.setattr("casework.views.library.PER_PAGE", 1)
    publish("Wandelen 1")
    publish("Wandelen 2")

    page = visitor.get(URL, {"q": "wandelen", "soort": "paper", "page": "2"}).text

    assert 'href="?q=wandelen&amp;soort=paper&amp;page=1"' in page


@pytest.mark.parametrize("common", [1, 10_000])
def test_common_words_find_what_rare_words_find(publish, visitor, monkeypatch, common):
    monkeypatch.setattr("leerkring.search.index.COMMON", common)
    publish("Wandelen in Gendt")
    publish("Fietsen in Gendt")

    page = visitor.get(URL, {"q": "gendt wandelen"}).text

    assert "in <mark>Gendt</mark>" in page and "Fietsen" not in page


# --- What it costs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_library_takes_few_queries(number, publish, visitor, django_assert_num_queries):
    for count in range(number):
        publish(f"Wandelen {count}", body="Eenzaamheid.")
    visitor.get(URL, {"q": "x"})

    # SQLite also asks how common the word is.
    with django_assert_num_queries(6 if connection.vendor == "postgresql" else 7):
        visitor.get(URL, {"q": "eenzaamheid", "soort": "paper"})
    with django_assert_num_queries(3):
        visitor.get(URL, {"volgorde": "nieuwste"})
