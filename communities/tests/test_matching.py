"""Who could help with a question: who comes into view, why, and in which order."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.actions.commitment import add_commitment
from communities.actions.matching import index_organisations
from communities.actions.organisation import change_organisation, create_organisation
from communities.actions.profile import change_profile
from communities.matching.ask import Ask, ask_of_assignment, ask_of_circle, ask_of_issue
from communities.matching.candidates import Wanted, organisations
from communities.matching.page import suggest_organisations, suggest_people
from communities.models import (
    Area,
    Assignment,
    Commitment,
    Community,
    Issue,
    Membership,
    Organisation,
    Profile,
    ProgrammeMember,
    Theme,
)
from conftest import CLOSED
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db
OPEN = {"organisation_for": "members", "brings_for": "members", "themes_for": "members"}
FOUND = OPEN | {"is_findable": True, "sector": "research"}


@pytest.fixture
def places(db):
    """Lingewaard and Nijmegen lie in one province, Tilburg in another."""
    provinces = {name: Area.objects.create(name=name, kind="province") for name in ("Gelderland", "Noord-Brabant")}
    towns = {"Lingewaard": "Gelderland", "Nijmegen": "Gelderland", "Tilburg": "Noord-Brabant"}
    return {
        name: Area.objects.create(name=name, kind="municipality", parent=provinces[of]) for name, of in towns.items()
    }


@pytest.fixture
def circle(community, coordinator, places, theme):
    """The circle of Lingewaard, asked from a welfare organisation, on a theme."""
    Community.objects.filter(pk=community.pk).update(area=places["Lingewaard"], theme=theme)
    return Community.objects.select_related("area__parent__parent", "theme", "programme").get(pk=community.pk)


def library(coordinator, places, **fields) -> Organisation:
    facts = {"name": "Bibliotheek", "kind": "other", "sector": "education", "area": places["Nijmegen"]}
    facts |= {"expertise": "Leesclubs voor eenzame ouderen."}
    return create_organisation(by=coordinator, **facts | fields)


def reasons(suggestion) -> dict[str, bool]:
    return {reason.about: reason.is_strong for reason in suggestion.reasons}


def names(found) -> list[str]:
    return [one.name for one in found]


# --- Who comes into view -------------------------------------------------------------------------------------------


def test_organisation_comes_into_view_by_its_words_with_reasons_in_words(circle, coordinator, places):
    library(coordinator, places)

    [found] = suggest_organisations(ask_of_circle(circle), coordinator)

    assert reasons(found) == {"Tekst": False, "Gebied": False, "Ander domein": True}
    assert [reason.text for reason in found.reasons] == [
        "In jouw vraag en in wat zij vertellen staan dezelfde woorden: “ouderen”, “eenzame”.",
        "Zit in dezelfde provincie: Gelderland.",
        "Kijkt vanuit een andere sector: onderwijs.",
    ]
    assert {reason.strength for reason in found.reasons} == {"weegt een beetje", "weegt zwaar"}


def test_organisation_that_shares_nothing_but_a_place_is_not_suggested(circle, coordinator, places):
    library(coordinator, places, expertise="Muziekles.", area=places["Lingewaard"])
    assert suggest_organisations(ask_of_circle(circle), coordinator) == []


def test_organisation_of_the_same_domain_is_left_out_unless_its_sector_is_chosen(circle, coordinator, places):
    same = {"kind": "welfare", "sector": "practice", "name": "Ander welzijn"}
    library(coordinator, places, **same)
    library(coordinator, places, kind="care", sector="practice", name="Thuiszorg")

    ask = ask_of_circle(circle)
    assert names(suggest_organisations(ask, coordinator)) == ["Thuiszorg"]
    assert names(suggest_organisations(ask, coordinator, Wanted(sector="practice"))) == ["Thuiszorg", "Ander welzijn"]
    assert suggest_organisations(ask, coordinator, Wanted(sector="research")) == []


def test_organisation_that_is_committed_already_is_not_suggested(circle, coordinator, places):
    library(coordinator, places)
    add_commitment(circle, by=coordinator, organisation="Bibliotheek")
    assert suggest_organisations(ask_of_circle(circle), coordinator) == []


def test_theme_of_an_earlier_circle_brings_an_organisation_and_so_does_the_same_theme_elsewhere(
    circle, coordinator, places, make, programme
):
    elsewhere = Theme.objects.create(programme=programme, name=circle.theme.name.upper())
    other = Community.objects.create(
        programme=programme, slug="k", name="Kring", kind="thematic", theme=elsewhere, status="active",
        started_at=circle.started_at,
    )  # fmt: skip
    both = {"Muziekschool": "education", "Lab": "research"}
    for name, sector in both.items():
        row = library(coordinator, places, name=name, expertise="", sector=sector)
        Commitment.objects.create(community=other, organisation=row)
    Commitment.objects.create(community=other, organisation=ask_of_circle(circle).home)

    found = suggest_organisations(ask_of_circle(circle), coordinator)

    assert names(found) == ["Lab", "Muziekschool"]
    assert reasons(found[0])["Thema"] and reasons(found[0])["Samengewerkt"]
    assert suggest_organisations(ask_of_circle(circle), coordinator, Wanted(theme=circle.theme_id)) == []
    assert names(suggest_organisations(ask_of_circle(circle), coordinator, Wanted(theme=elsewhere.pk))) == names(found)


def test_circle_that_nobody_may_see_is_no_reason(circle, coordinator, places, programme):
    draft = Community.objects.create(programme=programme, slug="d", name="Geheim", kind="thematic", theme=circle.theme)
    Commitment.objects.create(community=draft, organisation=library(coordinator, places, expertise="Muziek."))
    assert suggest_organisations(ask_of_circle(circle), coordinator) == []


@pytest.mark.parametrize(
    ("town", "near", "strong"),
    [
        ("Lingewaard", ["", "municipality", "province"], True),
        ("Nijmegen", ["", "province"], False),
        ("Tilburg", [""], None),
    ],
)
def test_nearness_is_told_by_the_tree_of_areas(circle, coordinator, places, town, near, strong):
    library(coordinator, places, area=places[town])
    ask = ask_of_circle(circle)

    assert [
        name for name in ("", "municipality", "province") if suggest_organisations(ask, coordinator, Wanted(near=name))
    ] == near
    assert reasons(suggest_organisations(ask, coordinator)[0]).get("Gebied") is strong


def test_organisation_in_many_running_circles_has_less_room(circle, coordinator, places, programme):
    busy, free = library(coordinator, places, name="Druk"), library(coordinator, places, name="Vrij")
    for number in range(4):
        Community.objects.create(
            programme=programme, slug=f"k{number}", name="K", kind="regional", area=circle.area, question="?",
            status="active", started_at=circle.started_at,
        ).commitments.create(organisation=busy)  # fmt: skip

    found = suggest_organisations(ask_of_circle(circle), coordinator)

    assert names(found) == [free.name, busy.name]
    assert "weegt tegen" in [reason.strength for reason in found[1].reasons]


def test_changed_and_deleted_organisations_are_found_as_they_are_now(circle, coordinator, places):
    row = library(coordinator, places, expertise="Muziekles.")
    ask = ask_of_circle(circle)
    assert suggest_organisations(ask, coordinator) == []
    change_organisation(row, by=coordinator, version=1, expertise="Bezoek bij eenzame ouderen.")
    assert names(suggest_organisations(ask, coordinator)) == ["Bibliotheek"]
    Organisation.objects.filter(pk=row.pk).delete()
    index_organisations([row.pk])
    assert suggest_organisations(ask, coordinator) == []


def test_parts_of_long_words_are_found_too(circle, coordinator, places):
    library(coordinator, places, expertise="Ouderenadviseurs.")
    [found] = suggest_organisations(ask_of_circle(circle), coordinator)
    assert "ouderenadviseurs" in found.reasons[0].text


@pytest.mark.grown
def test_words_that_are_misspelled_are_found_by_their_trigrams(circle, coordinator, places):
    library(coordinator, places, expertise="Tegen vereenzamming.")
    ask = Ask("Vereenzaming", "", circle, ask_of_circle(circle).home, circle.theme, circle.area)
    assert [row.name for row in organisations(ask, coordinator, Wanted())] == ["Bibliotheek"]


# --- People --------------------------------------------------------------------------------------------------------


@pytest.fixture
def findable(make):
    """Return a function that lets somebody tell of themselves."""

    def tell(name: str = "Femke", **fields) -> Profile:
        facts = FOUND | {"brings": "Onderzoek naar eenzaamheid bij ouderen."} | fields
        person = make.user(name, "Baltussen")
        return change_profile(person, by=person, version=0, **facts)

    return tell


def test_person_who_may_be_found_is_suggested_with_what_they_show(circle, coordinator, findable, places):
    findable(capacity="more", area=places["Lingewaard"])

    [found] = suggest_people(ask_of_circle(circle), coordinator)

    assert (found.name, found.line) == ("Femke Baltussen", "Lingewaard")
    assert reasons(found) == {
        "Tekst": False, "Gebied": True, "Ander domein": True, "Tijd en ruimte": True, "Nieuw voor jou": True,
    }  # fmt: skip


def test_person_who_may_not_be_found_or_whose_account_is_closed_is_not(circle, coordinator, findable):
    profile = findable()
    ask = ask_of_circle(circle)
    assert names(suggest_people(ask, coordinator)) == ["Femke Baltussen"]
    assert suggest_people(ask, profile.user) == [], "nobody is told of themselves"
    profile.user.is_active = False
    profile.user.save()
    assert suggest_people(ask, coordinator) == []
    profile.user.is_active = True
    profile.user.save()
    change_profile(
        profile.user, by=profile.user, version=1, **FOUND | {"is_findable": False, "brings": "Eenzaamheid."}
    )
    assert suggest_people(ask, coordinator) == []
    profile.user.delete()
    assert suggest_people(ask, coordinator) == []


@pytest.mark.parametrize("readers", ["nobody", "circles"])
def test_what_somebody_does_not_show_to_everybody_is_no_reason_to_find_them(circle, coordinator, findable, readers):
    profile = findable(brings_for=readers, themes_for=readers)
    profile.themes.add(circle.theme)
    assert suggest_people(ask_of_circle(circle), coordinator) == []


def test_function_and_organisation_that_are_hidden_are_not_shown(circle, coordinator, findable, organisation):
    findable(function="lector", organisation=organisation.name, organisation_for="circles")
    [found] = suggest_people(ask_of_circle(circle), coordinator)
    assert "lector" not in found.line and organisation.name not in found.line


def test_who_is_in_the_circle_is_not_suggested_and_who_is_not_known_goes_first(
    circle, coordinator, findable, make, programme
):
    inside, known, new = findable("Anna"), findable("Bas"), findable("Cor")
    make.join(inside.user, circle, Membership.Role.RESEARCHER)
    shared = Community.objects.create(programme=programme, slug="s", name="S", kind="regional")
    for person in (coordinator, known.user):
        make.join(person, shared, Membership.Role.RESEARCHER)

    found = suggest_people(ask_of_circle(circle), coordinator)

    assert names(found) == [new.user.full_name, known.user.full_name]
    assert ["Nieuw voor jou" in reasons(one) for one in found] == [True, False]


def test_theme_they_show_brings_somebody_and_no_time_puts_them_last(circle, coordinator, findable):
    themed = findable("Zoë", brings="Muziek.", themes=[circle.theme_id])
    findable("Anna", capacity="none")

    assert names(suggest_people(ask_of_circle(circle), coordinator)) == [themed.user.full_name, "Anna Baltussen"]
    chosen = suggest_people(ask_of_circle(circle), coordinator, Wanted(theme=circle.theme_id))
    assert names(chosen) == [themed.user.full_name]


def test_who_may_be_found_has_a_page_for_everybody_with_an_account(findable, outsider, as_user, visitor):
    profile = findable(brings="", area=None)
    path = reverse("communities:profile_detail", kwargs={"user_pk": profile.user_id})
    assert "Mag je iets vragen" in as_user(outsider).get(path).content.decode()
    assert visitor.get(path).status_code == 404


# --- Issues and assignments ----------------------------------------------------------------------------------------


@pytest.fixture
def issue(circle, member) -> Issue:
    facts = {"title": "Geldzorgen", "text": "Gezinnen met schulden.", "status": "align"}
    return Issue.objects.create(community=circle, proposed_by=member, **facts)


@pytest.fixture
def assignment(circle, host_organisation) -> Assignment:
    days = dict.fromkeys(["starts_on", "ends_on", "closes_on"], "2026-12-01")
    facts = {"title": "Schulden in beeld", "text": "Praat met gezinnen.", "status": "published"} | days
    return Assignment.objects.create(community=circle, organisation=host_organisation, **facts)


def test_issue_and_assignment_are_asked_with_their_own_words_and_home(issue, assignment, coordinator, places):
    library(coordinator, places, expertise="Schulden van gezinnen.")
    for ask in (ask_of_issue(issue), ask_of_assignment(assignment)):
        assert names(suggest_organisations(ask, coordinator)) == ["Bibliotheek"]
    assert ask_of_assignment(assignment).home == assignment.organisation


# --- Who may look --------------------------------------------------------------------------------------------------


@pytest.fixture
def cast(circle, coordinator, member, former_member, outsider, broker, boss, programme, make):
    editor = make.user("Eva")
    ProgrammeMember.objects.create(programme=programme, user=editor, role="editor")
    people = {"coordinator": coordinator, "member": member, "former": former_member, "outsider": outsider}
    people |= {"broker": broker, "boss": boss, "editor": editor, "visitor": AnonymousUser()}
    return people


def may(cast, permission, row) -> set[str]:
    return {name for name, person in cast.items() if has_permission(person, f"communities.{permission}", row)}


INSIDE, LINKS = {"coordinator", "member"}, {"broker", "boss"}


@pytest.mark.parametrize(("state", "who"), [("active", INSIDE | LINKS), ("closed", set()), ("archived", set())])
def test_who_looks_for_help_for_a_circle(cast, circle, state, who):
    Community.objects.filter(pk=circle.pk).update(
        **{"status": state} | (CLOSED | {"status": state} if state != "active" else {})
    )
    assert may(cast, "match_community", circle) == who


@pytest.mark.parametrize(
    ("state", "who"),
    [("draft", set()), ("align", INSIDE), ("withdrawn", set())],
)
def test_who_looks_for_help_for_an_issue(cast, issue, state, who):
    Issue.objects.filter(pk=issue.pk).update(status=state)
    assert may(cast, "match_issue", issue) == who


@pytest.mark.parametrize(
    ("state", "who"),
    [("draft", set()), ("published", INSIDE | LINKS), ("started", INSIDE | LINKS), ("withdrawn", set())],
)
def test_who_looks_for_help_for_an_assignment(cast, assignment, state, who):
    Assignment.objects.filter(pk=assignment.pk).update(status=state)
    assert may(cast, "match_assignment", assignment) == who


# --- The pages -----------------------------------------------------------------------------------------------------


def page(circle, **query) -> str:
    return reverse("communities:match_circle", kwargs={"slug": circle.slug}, query=query)


def test_page_shows_organisations_and_people_with_reasons(circle, member, as_user, coordinator, places, findable):
    library(coordinator, places)
    findable()
    browser = as_user(member)
    first, second = (
        browser.get(page(circle)).content.decode(),
        browser.get(page(circle, wie="mensen")).content.decode(),
    )
    assert f"/leerkringen/nieuw/?uit={circle.slug}&amp;organisatie=" in first and "nieuw/?uit=" not in second
    assert "Bibliotheek" in first and "weegt zwaar" in first and "Femke Baltussen" not in first
    assert "Femke Baltussen" in second and "@" not in second.partition("<main")[2].partition("</main>")[0]


def test_page_says_what_belongs_there_when_nobody_is_found(circle, member, as_user):
    browser = as_user(member)
    assert "Er is nog geen organisatie in beeld" in browser.get(page(circle)).content.decode()
    assert "Er is nog niemand in beeld" in browser.get(page(circle, wie="mensen")).content.decode()
    assert "Niemand past bij deze keuzes" in browser.get(page(circle, sector="research")).content.decode()


@pytest.mark.parametrize(
    "query", [{"sector": "x"}, {"thema": "9" * 40}, {"thema": "\x00"}, {"page": "9" * 40}, {"dichtbij": "ver"}]
)
def test_page_leaves_aside_what_it_does_not_offer(circle, member, as_user, query):
    assert as_user(member).get(page(circle, **query)).status_code in (200, 400)


@pytest.mark.parametrize("who", ["", "mensen"])
@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_as_much_for_one_as_for_many(circle, member, as_user, coordinator, places, findable, who, count):
    for number in range(count):
        library(coordinator, places, name=f"Bibliotheek {number}")
        findable(f"Femke{number}", organisation=f"Bibliotheek {number}")
    browser = as_user(member)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(page(circle, wie=who)).status_code == 200
    assert len(queries) == 10


def test_issue_and_assignment_have_a_page_that_says_of_what(issue, assignment, member, as_user):
    browser = as_user(member)
    of_issue = reverse("communities:match_issue", kwargs={"slug": issue.community.slug, "pk": issue.pk})
    of_assignment = reverse("communities:match_assignment", kwargs={"pk": assignment.pk})
    assert issue.title in browser.get(of_issue).content.decode()
    assert assignment.title in browser.get(of_assignment).content.decode()
