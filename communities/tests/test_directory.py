"""The directory of organisations: searching, narrowing down, counting, the page, and taking it along."""

import io

import pytest
from openpyxl import load_workbook

from communities import directory
from communities.actions.area import load_areas
from communities.actions.organisation import add_organisations
from communities.directory import Wanted, count_facets, narrow
from communities.forms.organisation_import import MOST
from communities.models import Area, Commitment, Organisation, OrganisationContact, Partnership, ProgrammeMember
from leerkring.core.sheets import read_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisations(db):
    load_areas()
    places = {row.name: row for row in Area.objects.filter(kind="municipality")}
    quarter = Area.objects.create(name="Brakkenstein", kind="neighbourhood", parent=places["Nijmegen"])
    add_organisations(
        [
            Organisation(name="Stichting Café Élan", kind="welfare", area=quarter, in_welfare=True),
            Organisation(name="Zorg Linge", kind="care", area=places["Lingewaard"], in_care=True, in_welfare=True),
            Organisation(
                name="ROC Tilburg", kind="mbo", sector="education", area=places["Tilburg"], in_education=True
            ),
            Organisation(name="Arnhems Atelier", kind="other", expertise="Verhalen van bewoners & beeld"),
            Organisation(
                name="Provincie Gelderland", kind="other", area=Area.objects.get(name="Gelderland", kind="province")
            ),
        ]
    )


def names(**wanted):
    return [row.name for row in narrow(Organisation.objects.all(), Wanted(**wanted))]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("cafe elan", ["Stichting Café Élan"]),
        ("ÉLAN", ["Stichting Café Élan"]),
        ("linge", ["Zorg Linge"]),
        ("tilburg", ["ROC Tilburg"]),
        ("verhalen BEELD", ["Arnhems Atelier"]),
        ("bewoners en beeld", ["Arnhems Atelier"]),
        ("nijmegen", ["Stichting Café Élan"]),
        ("brakkenstein", ["Stichting Café Élan"]),
        ("zorg tilburg", []),
        ("%", ["Arnhems Atelier", "Stichting Café Élan", "Provincie Gelderland", "ROC Tilburg", "Zorg Linge"]),
        ("x_x", []),
    ],
)
def test_search_finds_by_name_expertise_and_place(organisations, words, found):
    assert names(words=words) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"kind": "care"}, ["Zorg Linge"]),
        ({"sector": "education"}, ["ROC Tilburg"]),
        ({"province": "Gelderland"}, ["Stichting Café Élan", "Provincie Gelderland", "Zorg Linge"]),
        ({"domain": "welfare"}, ["Stichting Café Élan", "Zorg Linge"]),
        ({"domain": "welfare", "kind": "care"}, ["Zorg Linge"]),
        ({"province": "Gelderland", "domain": "education"}, []),
    ],
)
def test_narrow_keeps_what_fits_all_choices(organisations, wanted, found):
    assert names(**wanted) == found


@pytest.mark.parametrize(
    "wanted",
    [{}, {"kind": "care"}, {"province": "Gelderland", "domain": "welfare"}, {"sector": "education", "kind": "care"}],
)
def test_facets_say_how_many_each_choice_would_give(organisations, wanted):
    facets = count_facets(Organisation.objects.all(), Wanted(**wanted))

    assert facets.total == len(names(**wanted))
    for facet in ("kind", "sector", "province", "domain"):
        for value, number in getattr(facets, facet).items():
            if value:
                assert number == len(names(**wanted | {facet: value})), (facet, value)


# --- The list


def test_directory_shows_names_to_a_visitor(visitor, organisation):
    page = visitor.get("/organisaties/").content.decode()

    assert "Stichting Welzijn De Linge" in page
    assert "/organisaties/stichting-welzijn-de-linge/" in page
    assert "/organisaties/nieuw/" not in page
    assert "/organisaties/lijst/" not in page


@pytest.mark.parametrize(
    "query",
    [
        "soort=hacker",
        "sector=x",
        "provincie=Atlantis",
        "domein=in_care",
        "q=%F0%9F%92%A9+%25+_+%27",
        "page=99999",
        "page=x",
    ],
)
def test_directory_leaves_aside_what_it_does_not_offer(visitor, organisation, query):
    response = visitor.get(f"/organisaties/?{query}")

    assert response.status_code == 200
    assert "Welzijn De Linge" in response.content.decode()


def test_directory_says_so_when_nothing_fits(visitor, organisation):
    page = visitor.get("/organisaties/?q=bestaatniet").content.decode()

    assert "Stichting Welzijn" not in page
    assert 'href="/organisaties/"' in page


def test_directory_keeps_the_choices_on_the_next_page(visitor, db):
    add_organisations(Organisation(name=f"Zorghuis {n:03}", kind="care") for n in range(51))

    page = visitor.get("/organisaties/?q=zorghuis&soort=care").content.decode()

    assert "q=zorghuis&amp;soort=care&amp;page=2" in page
    assert "Zorghuis 050" in visitor.get("/organisaties/?q=zorghuis&soort=care&page=2").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_directory_costs_the_same_for_one_and_three(visitor, area, django_assert_num_queries, count):
    for number in range(count):
        add_organisations([Organisation(name=f"Zorghuis {number}", area=area)])
    # What may be kept; provinces, counts, rows.
    with django_assert_num_queries(4):
        visitor.get("/organisaties/")


@pytest.mark.parametrize("count", [1, 3])
def test_directory_costs_a_coordinator_three_more(
    coordinator, organisation, as_user, area, django_assert_num_queries, count
):
    browser = as_user(coordinator)
    add_organisations(Organisation(name=f"Zorghuis {number}", area=area) for number in range(count))
    # Session, user, and whether they keep the directory.
    with django_assert_num_queries(6):
        browser.get("/organisaties/")


# --- The page of one


def _page(browser, organisation):
    return browser.get(organisation.get_absolute_url()).content.decode()


@pytest.fixture
def known(organisation, programme, community):
    """An organisation of which everything is known."""
    Organisation.objects.filter(pk=organisation.pk).update(
        description="Buurthuiskamers", expertise="Mantelzorg", ror="04pp8hn57", website="https://www.delinge.nl"
    )
    OrganisationContact.objects.create(
        organisation=organisation, level="board", name="Hanneke Roelofs", email="hanneke@example.nl"
    )
    Commitment.objects.create(community=community, organisation=organisation, signed_by="Bart", signed_on="2026-01-01")
    Partnership.objects.create(programme=programme, organisation=organisation, starts_on="2025-01-01", note="geheim")
    organisation.refresh_from_db()
    return organisation


def test_page_shows_a_visitor_the_public_facts_only(visitor, known, coordinator):
    page = _page(visitor, known)

    for text in ("Buurthuiskamers", "Mantelzorg", "https://ror.org/04pp8hn57", "delinge.nl", "vereenzamen"):
        assert text in page
    assert "Zorgalliantie" in page
    for text in ("Hanneke", "hanneke@example.nl", "geheim", "Bart", "1 person", "1 persoon"):
        assert text not in page


def test_page_shows_contacts_to_teams_and_coordinators_only(
    known, coordinator, member, outsider, programme, as_user, make
):
    broker = make.user("Yusuf", "Aydin")
    ProgrammeMember.objects.create(programme=programme, user=broker, role="broker")

    seen = {
        user.given_name: "Hanneke" in _page(as_user(user), known) for user in (coordinator, broker, member, outsider)
    }

    assert seen == {"Marit": True, "Yusuf": True, "Daan": False, "Riet": False}


def test_page_counts_people_for_members_only(organisation, coordinator, member, outsider, as_user, visitor):
    """The coordinator is of this organisation; nothing public says so."""
    assert "vereenzamen" in _page(as_user(member), organisation)
    assert "vereenzamen" not in _page(as_user(outsider), organisation)
    assert "vereenzamen" not in _page(visitor, organisation)


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_and_three(
    known, coordinator, as_user, make, programme, django_assert_num_queries, count
):
    for number in range(count):
        OrganisationContact.objects.create(organisation=known, level="practice", name=f"P{number}")
    browser = as_user(coordinator)
    # Session, user; the organisation, people per circle, circles, programmes, contacts.
    with django_assert_num_queries(7):
        browser.get(known.get_absolute_url())


# --- The list to take along


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_sheet_holds_what_the_list_shows(organisations, coordinator, as_user, extension):
    response = as_user(coordinator).get(f"/organisaties/lijst/?soort=care&vorm={extension}")

    rows = read_rows(response.content)
    assert rows[1][0] == "Zorg Linge"
    assert rows[1][3] == "Lingewaard"
    assert len(rows) == 2
    assert response["Content-Disposition"].endswith(f'.{extension}"')


def test_sheet_holds_no_formula(coordinator, as_user, make):
    make.organisation("=HYPERLINK(1)")

    content = as_user(coordinator).get("/organisaties/lijst/?q=hyperlink").content

    assert load_workbook(io.BytesIO(content)).active["A2"].data_type == "s"


def test_sheet_is_for_teams_and_coordinators(organisation, member, outsider, as_user, visitor):
    assert [as_user(user).get("/organisaties/lijst/").status_code for user in (member, outsider)] == [404, 404]
    assert visitor.get("/organisaties/lijst/").status_code == 302


@pytest.fixture
def small_sheet(monkeypatch):
    """A sheet that takes two organisations."""
    monkeypatch.setattr(directory, "MOST_IN_SHEET", 2)


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_sheet_of_as_many_as_it_takes_is_whole_and_of_one_more_none(
    small_sheet, coordinator, organisation, make, as_user, extension
):
    make.organisation("Zorghuis 1", kind="care")
    browser, address = as_user(coordinator), f"/organisaties/lijst/?vorm={extension}"
    assert len(read_rows(browser.get(address).content)) == 1 + 2

    make.organisation("Zorghuis 2", kind="care")
    answer = browser.get(address)

    assert (answer.status_code, answer["Location"]) == (302, "/organisaties/#list-title")
    assert "Dit zijn 3 organisaties; in een spreadsheet passen er hooguit 2." in browser.get("/organisaties/").text


def test_sheet_that_is_refused_leads_back_to_the_list_with_all_its_choices(small_sheet, coordinator, make, as_user):
    for number in range(3):
        make.organisation(f"Zorghuis & {number}", kind="care", sector="practice", in_care=True)
    chosen = {"q": "zorghuis &", "soort": "care", "sector": "practice", "domein": "care"}
    browser = as_user(coordinator)

    answer = browser.get("/organisaties/lijst/", chosen | {"vorm": "csv", "page": 2}, follow=True)

    assert answer.request["PATH_INFO"] == "/organisaties/"
    assert dict(answer.context["form"].query) == chosen
    assert [str(message) for message in answer.context["messages"]] == [answer.context["too_many"]]


def test_list_of_more_than_a_sheet_takes_asks_to_narrow_it_down_in_place_of_the_links(
    small_sheet, coordinator, organisation, make, as_user
):
    for number in range(2):
        make.organisation(f"Zorghuis {number}", kind="care")
    browser = as_user(coordinator)

    whole, part = browser.get("/organisaties/").text, browser.get("/organisaties/?soort=care").text

    said, link = "Beperk de lijst eerst", "/organisaties/lijst/"
    assert (said in whole, link in whole) == (True, False)
    assert (said in part, link in part) == (False, True)


def test_reading_in_offers_the_whole_directory_or_a_part(small_sheet, coordinator, organisation, make, as_user):
    browser, there = as_user(coordinator), "/organisaties/inlezen/"
    assert 'href="/organisaties/lijst/"' in browser.get(there).text
    for number in range(2):
        make.organisation(f"Zorghuis {number}")
    page = browser.get(there).text
    assert 'href="/organisaties/lijst/"' not in page and "Beperk de lijst en download dat deel" in page


def test_sheet_that_is_given_out_can_be_read_in_again():
    assert MOST >= directory.MOST_IN_SHEET


@pytest.mark.parametrize("count", [1, 3])
def test_sheet_costs_the_same_for_one_and_three(coordinator, as_user, area, django_assert_num_queries, count):
    for number in range(count):
        add_organisations([Organisation(name=f"Zorghuis {number}", area=area)])
    browser = as_user(coordinator)
    # Session, user; may, provinces; how many, and the rows.
    with django_assert_num_queries(6):
        browser.get("/organisaties/lijst/")


def test_directory_without_organisations_asks_no_questions(visitor):
    text = visitor.get("/organisaties/").content.decode()

    assert 'class="empty"' in text and "filters" not in text


def test_directory_keeps_its_search_when_nothing_fits(organisations, visitor):
    assert "filters" in visitor.get("/organisaties/?q=zzzz").content.decode()
