import pytest
from django.utils import timezone

from casework.models import Case, Outcome
from communities.models import Community, Organisation, Programme, ProgrammeMember
from conftest import CLOSED


@pytest.fixture
def papers(community):
    published = {"status": "published", "published_at": timezone.now()}
    Outcome.objects.create(community=community, slug="a", title="Eenzaamheid in beeld", **published)
    Outcome.objects.create(community=community, slug="b", title="Eenzaamheid, concept")


def test_search_finds_circles_and_published_papers(visitor, community, papers):
    page = visitor.get("/zoeken/", {"q": "eenzaamheid"}).text
    assert "Eenzaamheid in beeld" in page
    assert "Eenzaamheid, concept" not in page
    assert community.question in visitor.get("/zoeken/", {"q": "gendt"}).text


def test_search_finds_a_draft_circle_for_its_coordinator_only(as_user, coordinator, member, visitor, community):
    Community.objects.filter(pk=community.pk).update(status="draft", started_at=None)
    seen = [
        community.question in browser.get("/zoeken/?q=Huissen").text for browser in (as_user(coordinator), visitor)
    ]
    assert seen == [True, False]


def test_search_never_looks_in_cases(as_user, member, community):
    Case.objects.create(community=community, owner=member, title="Kanariewoord", situation="kanariewoord")
    assert "Niets gevonden" in as_user(member).get("/zoeken/", {"q": "kanariewoord"}).text


def test_search_without_words_asks_no_rows(visitor, community, django_assert_num_queries):
    for query in ({}, {"q": ""}, {"q": "   "}):
        with django_assert_num_queries(0):
            page = visitor.get("/zoeken/", query).text
        assert "Niets gevonden" not in page


@pytest.mark.parametrize(("words", "shown"), [("a", "minstens twee letters"), ("x" * 101, "100"), ("100%", "Niets")])
def test_search_says_what_is_wrong_and_keeps_what_was_typed(words, shown, visitor, community):
    page = visitor.get("/zoeken/", {"q": words}).text
    assert shown in page
    assert f'value="{words}"' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_search_takes_few_queries(rows, visitor, community, django_assert_num_queries):
    for number in range(rows):
        Outcome.objects.create(
            community=community, slug=f"p{number}", title="Huissen", status="published", published_at=timezone.now()
        )
        Programme.objects.create(slug=f"huissen-{number}", name=f"Huissen {number}")
        Organisation.objects.create(slug=f"huissen-{number}", name=f"Zorg Huissen {number}")
    with django_assert_num_queries(4):
        visitor.get("/zoeken/", {"q": "Huissen"})


def test_search_finds_a_circle_by_what_it_was_called(community, visitor):
    community.former_names.create(name="Huiskamer in de Betuwe", slug="huiskamer")
    page = visitor.get("/zoeken/", {"q": "huiskamer"}).content.decode()
    assert community.question in page
    assert "Huiskamer in de Betuwe" in page


def test_search_names_no_old_name_that_was_not_asked_for(community, visitor):
    community.former_names.create(name="Huiskamer in de Betuwe", slug="huiskamer")
    community.former_names.create(name=community.name, slug=None)
    page = visitor.get("/zoeken/", {"q": "Lingewaard"}).content.decode()
    assert community.question in page
    assert "Huiskamer" not in page


def test_search_finds_no_circle_that_was_put_away(community, member, as_user):
    Community.objects.update(**CLOSED | {"status": "archived"})
    page = as_user(member).get("/zoeken/", {"q": "Lingewaard"}).content.decode()
    assert community.question not in page


def test_search_finds_programmes_and_organisations(visitor, programme, organisation):
    assert "Zorgalliantie" in visitor.get("/zoeken/", {"q": "zorgalli"}).text
    page = visitor.get("/zoeken/", {"q": "welzijn de linge"}).text
    assert organisation.get_absolute_url() in page


def test_search_finds_a_draft_programme_for_its_team_only(as_user, coordinator, visitor, db):
    draft = Programme.objects.create(name="Nieuw netwerk", slug="nieuw-netwerk", status="draft")
    ProgrammeMember.objects.create(programme=draft, user=coordinator, role="coordinator")

    seen = ["Nieuw netwerk" in browser.get("/zoeken/?q=netwerk").text for browser in (as_user(coordinator), visitor)]

    assert seen == [True, False]
