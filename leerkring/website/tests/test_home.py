import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from casework.models import Outcome
from communities.models import Community
from meetings.tests.event_rows import make_event

from .test_feed import tell


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


def _paper(community, title, **fields):
    fields = {"status": Outcome.Status.PUBLISHED, "published_at": timezone.now()} | fields
    outcome = Outcome.objects.create(community=community, slug=title.lower().replace(" ", "-"), title=title, **fields)
    facts = {"author_line": "Femke Baltussen", "frozen_at": timezone.now()}
    outcome.versions.create(number="1.0", title=title, body="b", **facts)
    return outcome


def test_home_shows_circles_by_their_question_and_newest_papers(visitor, community, coordinator):
    _paper(community, "Van praatje naar plan")
    page = visitor.get("/").text
    assert community.question in page
    assert "Van praatje naar plan" in page
    assert "Femke Baltussen" in page
    assert "1 persoon" in page


def test_home_shows_no_draft_to_anybody(visitor, community):
    Community.objects.filter(pk=community.pk).update(status="draft", started_at=None)
    _paper(community, "Nog niet af", status="draft", published_at=None)
    page = visitor.get("/").text
    assert community.question not in page
    assert "Nog niet af" not in page


def test_home_asks_nothing_of_database_or_session_when_warm(visitor, community, django_assert_num_queries):
    visitor.get("/")
    visitor.cookies.clear()
    with django_assert_num_queries(0):
        response = visitor.get("/")
    assert response.status_code == 200
    assert "sessionid" not in response.cookies


def test_home_speaks_the_language_of_each_visitor(visitor, community):
    assert "Zoek een leerkring" in visitor.get("/").text
    visitor.cookies["django_language"] = "en"
    assert "Find a circle" in visitor.get("/").text
    visitor.cookies["django_language"] = "nl"
    assert "Zoek een leerkring" in visitor.get("/").text


def test_kept_page_holds_a_working_form_token_of_each_visitor_alone(db, settings):
    from django.test import Client

    tokens = []
    for _visitor in range(2):
        browser = Client(enforce_csrf_checks=True)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get("/").text)[1]
        data = {"language": "en", "next": "/", "csrfmiddlewaretoken": token}
        assert browser.post("/taal/setlang/", data).status_code == 302
        tokens.append(token)
    assert tokens[0] != tokens[1]


def test_home_is_made_for_me_when_signed_in(visitor, member, as_user):
    visitor.get("/")
    assert "Daan" in as_user(member).get("/").text
    assert "Daan" not in visitor.get("/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_home_takes_few_queries_when_cold(visitor, community, rows, django_assert_num_queries):
    for number in range(rows):
        _paper(community, f"Paper {number}")
        fields = {"programme": community.programme, "area": community.area, "status": "active"}
        Community.objects.create(
            slug=f"kring-{number}", name="K", question="?", kind="regional", started_at=timezone.now(), **fields
        )
        make_event(community, slug=f"cafe-{number}")
        tell(community, title=f"Verhaal {number}")
    with django_assert_num_queries(8):
        visitor.get("/")


def test_home_shows_the_next_events_for_everybody(visitor, community):
    for days, title in [(9, "Derde"), (3, "Eerste"), (5, "Tweede"), (20, "Vierde")]:
        make_event(community, days=days, title=title, slug=title.lower())
    make_event(community, days=1, title="Besloten", slug="besloten", visibility="members")
    make_event(community, days=1, title="Concept", slug="concept", status="draft")
    text = visitor.get("/").text
    assert [title in text for title in ("Eerste", "Tweede", "Derde")] == [True] * 3
    assert [title in text for title in ("Vierde", "Besloten", ">Concept<")] == [False] * 3


def test_home_shows_good_examples_and_then_the_newest_stories(visitor, community):
    tell(community, title="Oud verhaal", published_at=timezone.now() - timedelta(days=9))
    for title in ("Vierde", "Derde", "Tweede"):
        tell(community, title=title)
    tell(community, title="Voorbeeld", is_good_example=True, published_at=timezone.now() - timedelta(days=99))
    tell(community, title="Van de kring", is_public=False)
    stories = visitor.get("/").context["stories"]
    assert [story["title"] for story in stories] == ["Voorbeeld", "Tweede", "Derde"]


@pytest.mark.parametrize("path", ["/over/", "/privacy/", "/toegankelijkheid/"])
def test_statement_is_shown_to_everybody_in_both_languages(path, visitor, member, as_user):
    for browser in (visitor, as_user(member)):
        dutch = browser.get(path)
        browser.cookies["django_language"] = "en"
        english = browser.get(path)
        assert (dutch.status_code, english.status_code) == (200, 200)
        assert dutch.text.count("<h1") == english.text.count("<h1") == 1
        assert re.search("<h1>(.*?)</h1>", english.text)[1] != "" != re.search("<h1>(.*?)</h1>", dutch.text)[1]


def test_accessibility_page_claims_no_audit(visitor):
    page = visitor.get("/toegankelijkheid/").text
    assert "geen onafhankelijk onderzoek" in page
    assert "status A" not in page


def test_small_files_for_browsers_and_robots(visitor, db):
    assert "Disallow: /casussen/" in visitor.get("/robots.txt").text
    assert visitor.get("/favicon.ico")["Location"].endswith("favicon.svg")
    assert "Contact: http" in visitor.get("/.well-known/security.txt").text


def test_design_page_is_for_developers_only(visitor, settings, db):
    settings.DEBUG = False
    assert visitor.get("/dev/design/").status_code == 404
    settings.DEBUG = True
    assert visitor.get("/dev/design/").status_code == 200


def test_home_of_a_new_portal_counts_nothing(visitor, db):
    text = visitor.get("/").content.decode()

    assert 'class="band"' not in text and 'class="empty"' in text
