"""Pages that are rendered once for all visitors: exact in who may see them, and never anybody's own."""

import re

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.models import Outcome, OutcomeAuthor, OutcomeVersion
from communities.actions.follow import follow_community
from communities.models import Community, ContactPerson, Organisation, Programme
from conftest import CLOSED

CIRCLE = "/leerkringen/lingewaard/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def paper(community) -> Outcome:
    now = timezone.now()
    texts = {"title": "Van praatje naar plan", "abstract": "Kort.", "body": "Lang."}
    outcome = Outcome.objects.create(
        community=community, slug="van-praatje-naar-plan", status="published", published_at=now, **texts
    )
    OutcomeAuthor.objects.create(outcome=outcome, position=1, name="Femke Baltussen")
    OutcomeVersion.objects.create(outcome=outcome, number="1.0", frozen_at=now, **texts)
    return outcome


@pytest.fixture
def pages(community, programme, organisation, paper) -> dict[str, str]:
    return {
        "circle": CIRCLE,
        "circles": "/leerkringen/",
        "programme": programme.get_absolute_url(),
        "programmes": reverse("communities:programme_list"),
        "organisation": organisation.get_absolute_url(),
        "organisations": "/organisaties/",
        "paper": paper.get_absolute_url(),
        "papers": reverse("casework:outcome_list"),
    }


NAMES = ["circle", "circles", "programme", "programmes", "organisation", "organisations", "paper", "papers"]


@pytest.mark.parametrize("name", NAMES)
def test_page_takes_one_question_for_the_second_visitor(name, pages, visitor, django_assert_num_queries):
    first = visitor.get(pages[name]).text
    with django_assert_num_queries(1):
        second = Client().get(pages[name])
    assert second.status_code == 200
    assert TOKEN.sub("", second.text).count("<h1") == 1
    assert _without_token(second.text) == _without_token(first)
    assert "sessionid" not in second.cookies


def _without_token(text: str) -> str:
    return text.replace(TOKEN.search(text)[1], "")


@pytest.mark.parametrize("name", NAMES)
def test_token_of_a_kept_page_is_the_visitors_own_and_works(name, pages, visitor):
    visitor.get(pages[name])
    tokens = []
    for _visit in range(2):
        browser = Client(enforce_csrf_checks=True)
        text = browser.get(pages[name]).text
        tokens.append(TOKEN.search(text)[1])
        assert f'"X-CSRFToken": "{tokens[-1]}"' in text
        data = {"language": "en", "next": "/", "csrfmiddlewaretoken": tokens[-1]}
        assert browser.post("/taal/setlang/", data).status_code == 302
    assert tokens[0] != tokens[1]


def test_circle_is_gone_at_the_next_visit_when_put_away(visitor, community):
    assert visitor.get(CIRCLE).status_code == 200
    Community.objects.filter(pk=community.pk).update(**CLOSED | {"status": "archived"})
    assert visitor.get(CIRCLE).status_code == 404
    assert community.question not in visitor.get("/leerkringen/").text


def test_programme_is_gone_at_the_next_visit_when_it_is_a_draft_again(visitor, programme):
    assert visitor.get(programme.get_absolute_url()).status_code == 200
    Programme.objects.filter(pk=programme.pk).update(status="draft")
    assert visitor.get(programme.get_absolute_url()).status_code == 404


def test_organisation_is_gone_at_the_next_visit_when_deleted(visitor, organisation):
    assert visitor.get(organisation.get_absolute_url()).status_code == 200
    Organisation.objects.filter(pk=organisation.pk).delete()
    assert visitor.get(organisation.get_absolute_url()).status_code == 404


def test_paper_is_gone_at_the_next_visit_when_withdrawn(visitor, paper):
    assert visitor.get(paper.get_absolute_url()).status_code == 200
    Outcome.objects.filter(pk=paper.pk).update(status="draft", published_at=None)
    assert visitor.get(paper.get_absolute_url()).status_code == 404
    assert paper.title not in visitor.get(reverse("casework:outcome_list")).text


def test_list_loses_a_circle_at_the_next_visit_when_put_away(visitor, community):
    assert community.question in visitor.get("/leerkringen/").text
    Community.objects.filter(pk=community.pk).update(**CLOSED | {"status": "archived"})
    assert community.question not in visitor.get("/leerkringen/").text


@pytest.mark.parametrize("column", ["question", "name", "common_interest", "closing_words"])
def test_changed_text_shows_at_once_also_without_a_new_version(visitor, community, column):
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    visitor.get(CIRCLE)
    Community.objects.filter(pk=community.pk).update(**{column: "Iets heel anders"})
    assert "Iets heel anders" in visitor.get(CIRCLE).text


def test_what_hangs_on_a_circle_shows_within_a_minute(visitor, community):
    visitor.get(CIRCLE)
    ContactPerson.objects.create(community=community, name="Sara Vos", email="s@example.nl")
    assert "Sara Vos" not in visitor.get(CIRCLE).text
    caches["pages"].clear()
    assert "Sara Vos" in visitor.get(CIRCLE).text


@pytest.mark.parametrize("name", NAMES)
def test_who_is_signed_in_neither_gets_nor_fills_the_kept_page(name, pages, visitor, member, as_user):
    browser = as_user(member)
    assert "Daan" in browser.get(pages[name]).text
    kept = visitor.get(pages[name]).text
    assert "Daan" not in kept
    assert "Daan" in browser.get(pages[name]).text


def test_session_cookie_that_means_nothing_gets_no_kept_page(visitor, community, django_assert_num_queries):
    visitor.get(CIRCLE)
    browser = Client()
    browser.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"
    response = browser.get(CIRCLE)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"


def test_follower_sees_that_they_follow_although_the_page_is_kept(visitor, community, outsider, as_user):
    visitor.get(CIRCLE)
    follow_community(community, by=outsider)
    assert "Je volgt deze leerkring" in as_user(outsider).get(CIRCLE).text
    assert "Je volgt deze leerkring" not in visitor.get(CIRCLE).text


def test_kept_page_speaks_the_language_of_each_visitor(visitor, community):
    for language, word in [("nl", "Op papier"), ("en", "On paper"), ("nl", "Op papier")]:
        visitor.cookies["django_language"] = language
        assert word in visitor.get(CIRCLE).text


def test_new_word_of_the_programme_is_said_at_once(visitor, community, programme):
    assert "leerkring op één pagina" in visitor.get(CIRCLE).text
    Programme.objects.filter(pk=programme.pk).update(noun_singular="leergemeenschap", noun_plural="leergemeenschappen")
    assert "leergemeenschap op één pagina" in visitor.get(CIRCLE).text


def kept():
    """The pages that are kept; what their choices are made of lies beside them."""
    return [key for key in caches["pages"]._cache if ":visitors:" in key]


def test_page_is_kept_when_nothing_is_asked(visitor, community):
    visitor.get("/leerkringen/")
    assert len(kept()) == 1


@pytest.mark.parametrize("query", ["programma=nergens", "page=1", "x"])
def test_page_is_not_kept_when_something_is_asked(visitor, community, query):
    visitor.get(f"/leerkringen/?{query}")
    assert not kept()


def test_part_that_htmx_asks_for_is_not_kept(visitor, community):
    visitor.get("/leerkringen/", headers={"HX-Request": "true"})
    assert not kept()


def test_post_gets_no_kept_page(visitor, community):
    visitor.get(CIRCLE)
    caches["pages"].set_many({key.split(":", 2)[2]: ("x", "KEPT") for key in caches["pages"]._cache})
    assert visitor.get(CIRCLE).text == "KEPT"
    assert visitor.post(CIRCLE).content != b"KEPT"


def test_404_is_not_kept(visitor, db):
    assert visitor.get(CIRCLE).status_code == 404
    assert not kept()
