import re
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.actions.library import index_outcomes
from casework.models import Case, Outcome
from communities.actions.organisation import complete
from communities.models import Community, Organisation, Programme, ProgrammeMember
from conftest import CLOSED, make_meeting, make_user
from leerkring.accounts.models import User
from leerkring.search.models import Entry
from leerkring.search.sources import index
from leerkring.search.tests.test_index import HOSTILE

TOO_MUCH = "levert te veel op om door te zoeken"


@pytest.fixture
def papers(community):
    published = {"status": "published", "published_at": timezone.now()}
    paper = Outcome.objects.create(community=community, slug="a", title="Eenzaamheid in beeld", **published)
    draft = Outcome.objects.create(community=community, slug="b", title="Eenzaamheid, concept")
    index_outcomes([paper.pk, draft.pk])


@pytest.fixture
def hurried(monkeypatch):
    """Return what lets PostgreSQL look for a millisecond only, for as long as one is in it."""

    @contextmanager
    def hurry():
        with monkeypatch.context() as patch:
            patch.setattr("leerkring.search.index.LONGEST_LOOK", 1)
            yield

    return hurry


def found(browser, words, **query) -> list[str]:
    """Return the titles on the page, without the marks."""
    page = browser.get("/zoeken/", {"q": words} | query).text
    titles = re.findall(r'<a class="stretched-link" href="[^"]+">(.*?)</a>', page)
    return [re.sub("</?mark>", "", title) for title in titles]


def facets(browser, words) -> dict[str, str]:
    """Return how much of each kind was found."""
    page = browser.get("/zoeken/", {"q": words}).text
    return dict(re.findall(r'>([^<>]+) <span class="num muted">([^<]+)</span></a>', page))


def test_search_finds_circles_and_published_papers(visitor, community, papers):
    assert found(visitor, "eenzaamheid") == ["Eenzaamheid in beeld", community.question]
    assert found(visitor, "beeld") == ["Eenzaamheid in beeld"]
    assert found(visitor, "gendt") == [community.question]


def test_search_finds_a_draft_circle_for_its_coordinator_only(as_user, coordinator, member, visitor, community):
    Community.objects.filter(pk=community.pk).update(status="draft", started_at=None)
    assert [found(browser, "Huissen") for browser in (as_user(coordinator), visitor)] == [[community.question], []]
    assert facets(visitor, "Huissen") == {}


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
def test_search_takes_few_queries(rows, visitor, community, django_assert_num_queries, django_assert_max_num_queries):
    for number in range(rows):
        Outcome.objects.create(
            community=community, slug=f"p{number}", title="Huissen", status="published", published_at=timezone.now()
        )
        index_outcomes(list(Outcome.objects.values_list("pk", flat=True)))
        Programme.objects.create(slug=f"huissen-{number}", name=f"Huissen {number}")
        Organisation.objects.create(slug=f"huissen-{number}", name=f"Zorg Huissen {number}")
    # PostgreSQL is told how long it may look: between two marks, on and off.
    told = 4 if connection.vendor == "postgresql" else 0
    # The statement, how well each fits, and one per kind; circles with what they were called.
    with django_assert_num_queries(7 + told):
        visitor.get("/zoeken/", {"q": "Huissen"})
    with django_assert_max_num_queries(6 + told):
        visitor.get("/zoeken/aanvullen/", {"q": "Huiss"}, headers={"HX-Request": "true"})


@pytest.mark.parametrize("words", ["vereenzamen", "loneliness", "eenzaamheid", "senioren", "older people"])
def test_search_finds_a_circle_by_what_means_the_same_as_its_question_says(words, community, visitor):
    """Its question is about older people who grow lonely, in other words."""
    assert found(visitor, words) == [community.question]
    assert "gevonden. Dit lijkt erop" not in visitor.get("/zoeken/", {"q": words}).text


def test_search_finds_a_circle_by_what_it_was_called(community, visitor):
    community.former_names.create(name="Huiskamer in de Betuwe", slug="huiskamer")
    page = visitor.get("/zoeken/", {"q": "huiskamer"}).content.decode()
    assert found(visitor, "huiskamer") == [community.question]
    assert "Huiskamer in de Betuwe" in page


def test_search_names_no_old_name_that_was_not_asked_for(community, visitor):
    community.former_names.create(name="Huiskamer in de Betuwe", slug="huiskamer")
    community.former_names.create(name=community.name, slug=None)
    page = visitor.get("/zoeken/", {"q": "Lingewaard"}).content.decode()
    assert community.question in page
    assert "Huiskamer" not in page


def test_search_finds_no_circle_that_was_put_away(community, member, as_user):
    Community.objects.update(**CLOSED | {"status": "archived"})
    assert community.question not in found(as_user(member), "Lingewaard")


def test_search_finds_programmes_and_organisations(visitor, programme, organisation):
    assert found(visitor, "zorgalli") == ["Zorgalliantie"]
    page = visitor.get("/zoeken/", {"q": "welzijn de linge"}).text
    assert organisation.get_absolute_url() in page


def test_search_finds_a_draft_programme_for_its_team_only(as_user, coordinator, visitor, db):
    draft = Programme.objects.create(name="Nieuw netwerk", slug="nieuw-netwerk", status="draft")
    ProgrammeMember.objects.create(programme=draft, user=coordinator, role="coordinator")

    assert [found(browser, "netwerk") for browser in (as_user(coordinator), visitor)] == [["Nieuw netwerk"], []]


def test_search_finds_what_is_mistyped(visitor, papers, community):
    page = visitor.get("/zoeken/", {"q": "eenzaamhijd"}).text

    assert found(visitor, "eenzaamhijd") == ["Eenzaamheid in beeld"]
    assert "“eenzaamhijd” gevonden. Dit lijkt erop" in page
    assert found(visitor, "lingewaart") == [community.question]
    assert found(visitor, "xyzzyx") == found(visitor, "ab") == []


@pytest.mark.grown
def test_search_says_when_too_much_looks_like_what_is_mistyped(visitor, papers, hurried):
    Organisation.objects.bulk_create(complete([Organisation(name=f"Stichting {at}") for at in range(1_000)]))
    index("communities.directory", Organisation.objects.values_list("pk", flat=True))

    with hurried():
        assert TOO_MUCH in visitor.get("/zoeken/", {"q": "stichtnig"}).text
    assert found(visitor, "beeld") == ["Eenzaamheid in beeld"]
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.grown
def test_search_stops_at_a_word_that_very_many_closed_things_hold(visitor, papers, hurried):
    closed = [Programme(name=f"Huiskamer {at}", slug=f"huiskamer-{at}", status="draft") for at in range(1_000)]
    index("communities.programme", [row.pk for row in Programme.objects.bulk_create(closed)])

    with hurried():
        assert TOO_MUCH in visitor.get("/zoeken/", {"q": "huiskamer"}).text
        assert suggested(visitor, "huiskamer") == []
    assert TOO_MUCH not in visitor.get("/zoeken/", {"q": "huiskamer"}).text
    assert found(visitor, "huiskamer") == suggested(visitor, "huiskamer") == []
    assert found(visitor, "beeld") == suggested(visitor, "beeld") == ["Eenzaamheid in beeld"]


@pytest.mark.grown
def test_search_corrects_a_common_word_only_to_what_somebody_may_see(visitor, meeting, as_user, member, monkeypatch):
    monkeypatch.setattr("leerkring.search.common.COMMON", 1)
    monkeypatch.setattr("leerkring.website.search.alike", lambda text: pytest.fail("compared all names"))
    for number in (7, 8):
        make_meeting(meeting.cycle, number, theme=f"Keukentafel {number}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_entry")

    assert found(as_user(member), "keukentafl") == ["Keukentafel 8", "Keukentafel 7"]
    monkeypatch.undo()
    assert found(visitor, "keukentafl") == []
    assert facets(visitor, "keukentafl") == {}


def test_search_finds_people_for_who_shares_a_circle(as_user, member, outsider, visitor, community):
    hidden = make_user("Wilhelmina", "Kanarie")

    assert [found(browser, "Willems") for browser in (as_user(member), visitor)] == [["Daan Willems"], []]
    assert found(as_user(outsider), "Kanarie") == found(as_user(outsider), "kanarrie") == []
    hidden.is_active = False
    hidden.save()
    assert found(as_user(hidden), "Kanarie") == []


def test_search_finds_meetings_for_who_takes_part(as_user, member, outsider, visitor, meeting):
    make_meeting(meeting.cycle, 7, theme="Keukentafel opnieuw bekeken")

    browsers = (as_user(member), as_user(outsider), visitor)

    assert [found(browser, "keukentafel") for browser in browsers] == [["Keukentafel opnieuw bekeken"], [], []]
    assert [facets(browser, "keukentafel") for browser in browsers] == [{"Alles": "1", "Bijeenkomsten": "1"}, {}, {}]
    assert [found(browser, "keukentafl") for browser in browsers] == [["Keukentafel opnieuw bekeken"], [], []]


def test_search_shows_one_kind_when_that_is_chosen(visitor, papers, programme, community):
    programme.name = "Samen tegen eenzaamheid"
    programme.save()

    facts = {"Leerkringen": "1", "Opbrengsten": "1", "Programma’s": "1"}
    assert facets(visitor, "eenzaam") == {"Alles": "3"} | facts
    assert found(visitor, "eenzaam", soort="opbrengsten") == ["Eenzaamheid in beeld"]
    assert found(visitor, "eenzaam", soort="bestaat-niet", page="-3") == found(visitor, "eenzaam", page="99999999999")


def test_search_follows_each_change_in_its_transaction(visitor, community, organisation):
    community.name = "Nieuwe naam"
    community.save(update_fields=["name"])
    assert found(visitor, "nieuwe") == [community.question]
    organisation.delete()
    assert found(visitor, "welzijn linge") == []


def test_search_follows_what_stands_there_and_not_what_an_old_row_holds(visitor, community):
    old = Community.objects.only("name").get(pk=community.pk)
    stale = Community.objects.get(pk=community.pk)
    Community.objects.get(pk=community.pk).former_names.create(name="Vroeger")
    community.question = "Hoe vinden jongeren hier een huis?"
    community.save(update_fields=["question"])
    for row, name in ((old, "Eerste naam"), (stale, "Tweede naam")):
        row.name = name
        row.save(update_fields=["name"])
        assert found(visitor, f"{name} jongeren vroeger") == [community.question]
    assert found(visitor, "ouderen") == []


def test_what_is_new_is_indexed_without_reading_it_back(db):
    with CaptureQueriesContext(connection) as queries:
        make_user("Wilhelmina", "Kanarie")
        make_user("Joris", "Kanarie", is_active=False)
    assert [query["sql"] for query in queries if 'FROM "accounts_user"' in query["sql"]] == []
    assert [each.object_id for each in Entry.objects.filter(source="communities.person")] == [
        User.objects.get(given_name="Wilhelmina").pk
    ]


def test_search_follows_organisations_that_came_by_the_hundred(visitor, db):
    rows = Organisation.objects.bulk_create(complete([Organisation(name="Zorg Zwolle")]))
    assert found(visitor, "zwolle") == []

    index("communities.directory", [row.pk for row in rows])
    assert found(visitor, "zwolle") == ["Zorg Zwolle"]


def test_search_marks_words_and_nothing_else(visitor, programme):
    programme.name = "<b>Netwerk</b> & co"
    programme.save()

    page = visitor.get("/zoeken/", {"q": "netwerk"}).text

    assert "&lt;b&gt;<mark>Netwerk</mark>&lt;/b&gt; &amp; co" in page


@pytest.mark.parametrize("words", HOSTILE)
def test_search_takes_any_string(words, visitor, community):
    for path in ("/zoeken/", "/zoeken/aanvullen/"):
        answer = visitor.get(path, {"q": f"{words} {words}"[:100]}, headers={"HX-Request": "true"})
        assert answer.status_code == 200


def test_search_refuses_what_no_database_holds(visitor, db):
    assert [visitor.get(path, {"q": "a\x00b"}).status_code for path in ("/zoeken/", "/zoeken/aanvullen/")] == [
        400,
        400,
    ]


# --- While somebody is typing


def suggested(browser, words) -> list[str]:
    page = browser.get("/zoeken/aanvullen/", {"q": words}, headers={"HX-Request": "true"}).text
    return re.findall(r'<a href="[^"]+">(.*?)</a>', page)


def test_suggestions_begin_like_any_word_of_a_name(visitor, papers, community):
    assert suggested(visitor, "EENZ") == suggested(visitor, "in bee") == ["Eenzaamheid in beeld"]
    assert suggested(visitor, "ouderen in hui") == [community.question]
    assert suggested(visitor, "x") == suggested(visitor, "concept") == []


def test_suggestions_name_only_what_somebody_may_see(as_user, member, outsider, visitor, meeting):
    make_meeting(meeting.cycle, 7, theme="Keukentafel opnieuw bekeken")

    seen = [suggested(browser, "keuken") for browser in (as_user(member), as_user(outsider), visitor)]

    assert seen == [["Keukentafel opnieuw bekeken"], [], []]


def test_suggestions_lead_to_the_page_without_javascript(visitor, db):
    assert visitor.get("/zoeken/aanvullen/", {"q": "a b"})["Location"] == "/zoeken/?q=a+b"
