"""Keeping the directory: add, change, logo, delete, merge."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from communities.actions.organisation import change_organisation, create_organisation, like
from communities.models import Organisation, OrganisationContact, Programme
from communities.ror import clean_ror
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.files.models import File
from leerkring.files.tests.samples import picture

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Zorghuis De Waal",
    "kind": "care",
    "sector": "practice",
    "contacts-TOTAL_FORMS": "2",
    "contacts-INITIAL_FORMS": "0",
}
CONTACT = {"contacts-0-name": "Bart Hendriks", "contacts-0-level": "board", "contacts-0-email": "bart@example.nl"}
NEW = "/organisaties/nieuw/"


# --- Who may


@pytest.mark.parametrize("state", ["running", "draft", "closed"])
@pytest.mark.parametrize(
    ("role", "may_change", "may_merge"),
    [
        ("boss", True, True),
        ("broker", True, False),
        ("coordinator", "running", False),
        ("member", False, False),
        ("host", False, False),
        ("former_member", False, False),
        ("outsider", False, False),
        ("staff", False, False),
    ],
)
def test_organisation_is_kept_by_teams_and_coordinators_of_running_circles(
    request, community, organisation, state, role, may_change, may_merge
):
    user = request.getfixturevalue(role)
    if state == "draft":
        type(community).objects.update(status="draft", started_at=None)
    if state == "closed":
        type(community).objects.update(**CLOSED)
    may_change = state == "running" if may_change == "running" else may_change

    assert has_permission(user, "communities.view_organisation", organisation)
    assert has_permission(user, "communities.change_organisation", organisation) == may_change
    assert has_permission(user, "communities.merge_organisation", organisation) == may_merge


def test_team_of_a_draft_keeps_nothing_until_the_programme_is_public(programme, boss, organisation, as_user):
    organisation.contacts.create(level="board", name="Bart Hendriks", email="bart@example.nl")
    url, browser = organisation.get_absolute_url(), as_user(boss)
    closed = [f"{url}{page}/" for page in ("wijzigen", "samenvoegen", "verwijderen")] + [NEW]

    for status, answer in {"draft": 404, "withdrawn": 200, "active": 200}.items():
        Programme.objects.filter(pk=programme.pk).update(status=status)
        assert {browser.get(page).status_code for page in closed} == {answer}, status
        assert ("bart@example.nl" in browser.get(url).content.decode()) == (answer == 200)


@pytest.mark.parametrize("words", ["", "Wij denken mee over ouder worden."])
def test_page_says_to_search_engines_what_is_there(words, client, organisation):
    type(organisation).objects.update(description=words)
    page = client.get(organisation.get_absolute_url()).content.decode()
    content = words or f"{organisation.name}: wat deze organisatie weet en kan, en aan"
    assert f'<meta name="description" content="{content}' in " ".join(page.split())


# --- Adding


def test_create_keeps_what_was_typed_and_the_contacts(coordinator, as_user, area):
    facts = {
        "area": "lingewaard",
        "domains": ["care", "housing"],
        "website": "www.waal.nl",
        "ror": "https://ror.org/04PP8HN57",
    }
    response = as_user(coordinator).post(NEW, FORM | CONTACT | facts)

    made = Organisation.objects.get(name="Zorghuis De Waal")
    assert response["Location"] == made.get_absolute_url() == "/organisaties/zorghuis-de-waal/"
    assert (made.area, made.website, made.ror) == (area, "https://www.waal.nl", "04pp8hn57")
    assert (made.in_care, made.in_housing, made.in_welfare, made.created_by) == (True, True, False, coordinator)
    assert made.search_text == "zorghuis de waal lingewaard"
    assert [(row.name, row.level) for row in made.contacts.all()] == [("Bart Hendriks", "board")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("website", "javascript:alert(1)"),
        ("website", "geen adres"),
        ("ror", "04pp8hn58"),
        ("ror", "abc"),
        ("area", "Nergenshuizen"),
        ("kind", "hacker"),
        ("name", "x" * 201),
        ("name", "  "),
        ("contacts-0-email", "geen"),
        ("contacts-0-phone", "zonder naam"),
        ("contacts-TOTAL_FORMS", "x"),
        ("contacts-TOTAL_FORMS", "99999999"),
    ],
)
def test_create_says_what_is_wrong_and_loses_nothing(coordinator, as_user, field, value):
    response = as_user(coordinator).post(NEW, FORM | {"description": "Dit blijft staan"} | {field: value})

    assert response.status_code == 200
    assert "Dit blijft staan" in response.content.decode()
    assert "field-error" in response.content.decode()
    assert not Organisation.objects.filter(kind="care").exists()


def test_create_asks_first_when_it_looks_like_one_we_know(coordinator, organisation, as_user):
    browser = as_user(coordinator)
    typed = FORM | {"name": "Welzijn de Lingen"}

    page = browser.post(NEW, typed).content.decode()
    assert "Stichting Welzijn De Linge" in page
    assert organisation.get_absolute_url() in page
    assert 'value="Welzijn de Lingen"' in page
    assert not Organisation.objects.filter(name="Welzijn de Lingen").exists()

    # Being sure of one name is not being sure of another.
    browser.post(NEW, typed | {"anyway": "Iets anders"})
    assert not Organisation.objects.filter(name="Welzijn de Lingen").exists()
    browser.post(NEW, typed | {"anyway": "Welzijn de Lingen"})
    assert Organisation.objects.get(name="Welzijn de Lingen").slug == "welzijn-de-lingen"


def test_create_is_refused_for_the_very_same_name(coordinator, organisation, as_user):
    name = "stichting welzijn de linge"
    response = as_user(coordinator).post(NEW, FORM | {"name": name, "anyway": name})

    assert response.status_code == 200
    assert Organisation.objects.filter(plain_name="welzijn de linge").count() == 1
    with pytest.raises(Refused):
        create_organisation(by=coordinator, name=name)


def test_create_page_is_hidden_from_others(member, outsider, as_user):
    assert [as_user(user).get(NEW).status_code for user in (member, outsider)] == [404, 404]


@pytest.mark.parametrize("code", ["04pp8hn57", "https://ror.org/04pp8hn57", " ROR.ORG/04PP8HN57/ ", "042nb2s44"])
def test_ror_takes_a_code_as_people_copy_it(code):
    assert clean_ror(code) in ("04pp8hn57", "042nb2s44")


# --- Changing


def test_change_keeps_the_address_and_the_contacts_that_stay(coordinator, organisation, as_user):
    stays = OrganisationContact.objects.create(organisation=organisation, level="board", name="Hanneke")
    goes = OrganisationContact.objects.create(organisation=organisation, level="board", name="Bart")
    typed = FORM | {
        "name": "Welzijn De Linge",
        "version": organisation.version,
        "contacts-TOTAL_FORMS": "3",
        "contacts-0-pk": stays.pk,
        "contacts-0-name": "Hanneke Roelofs",
        "contacts-0-level": "management",
        "contacts-1-pk": goes.pk,
        "contacts-1-name": "Bart",
        "contacts-1-gone": "on",
        "contacts-2-name": "Teun",
    }

    response = as_user(coordinator).post(f"{organisation.get_absolute_url()}wijzigen/", typed)

    assert response.status_code == 302
    organisation.refresh_from_db()
    assert (organisation.name, organisation.slug, organisation.version) == (
        "Welzijn De Linge",
        "stichting-welzijn-de-linge",
        2,
    )
    assert set(organisation.contacts.values_list("name", "level")) == {
        ("Hanneke Roelofs", "management"),
        ("Teun", "practice"),
    }
    assert organisation.contacts.filter(pk=stays.pk).exists()


def test_change_shows_both_texts_when_somebody_was_first(coordinator, organisation, as_user):
    change_organisation(organisation, by=coordinator, version=1, description="Van de ander", contacts=[])
    typed = FORM | CONTACT | {"name": organisation.name, "description": "Van mij", "version": 1}
    url = f"{organisation.get_absolute_url()}wijzigen/"

    response = as_user(coordinator).post(url, typed)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Van de ander" in page and "Van mij" in page and "Bart Hendriks" in page
    as_user(coordinator).post(url, typed | {"version": 2})
    organisation.refresh_from_db()
    assert organisation.description == "Van mij"
    with pytest.raises(Overtaken):
        change_organisation(organisation, by=coordinator, version=2, description="Te laat")


def test_conflict_names_contacts_only_where_they_differ(coordinator, organisation, as_user):
    organisation.contacts.create(name="Hanneke Roelofs", level="board", email="hanneke@example.nl")
    browser, url = as_user(coordinator), f"{organisation.get_absolute_url()}wijzigen/"
    page = browser.get(url)
    typed = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    for form in page.context["contacts"]:
        typed |= {form.add_prefix(name): value or "" for name, value in form.initial.items()}
    typed |= {"contacts-TOTAL_FORMS": 3, "contacts-INITIAL_FORMS": 1, "description": "Van mij"}
    Organisation.objects.filter(pk=organisation.pk).update(version=2, description="Van de ander")

    response = browser.post(url, typed)

    assert response.status_code == 409
    assert [each["label"] for each in response.context["form"].differences] == ["Beschrijving"]
    organisation.contacts.update(function="directeur")
    assert len(browser.post(url, typed).context["form"].differences) == 2


def test_change_is_refused_when_somebody_merged_it_meanwhile(coordinator, organisation):
    Organisation.objects.filter(pk=organisation.pk).delete()

    with pytest.raises(Refused):
        change_organisation(organisation, by=coordinator, version=1, name="Anders")


def test_change_touches_no_contact_of_another_organisation(coordinator, organisation, host_organisation):
    other = OrganisationContact.objects.create(organisation=host_organisation, level="board", name="Van hen")

    change_organisation(
        organisation, by=coordinator, version=1, contacts=[{"pk": other.pk, "level": "board", "name": "Gekaapt"}]
    )

    other.refresh_from_db()
    assert (other.name, other.organisation) == ("Van hen", host_organisation)
    assert organisation.contacts.get().name == "Gekaapt"


def test_like_leaves_the_organisation_itself_out(organisation):
    assert like("Welzijn de linge") == organisation
    assert like("Welzijn de linge", but=organisation) is None


# --- Logo


def test_logo_is_public_and_the_old_one_goes(coordinator, organisation, as_user, visitor):
    url = f"{organisation.get_absolute_url()}logo/"
    browser = as_user(coordinator)
    for name in ("een.png", "twee.png"):
        assert browser.post(url, {"picture": SimpleUploadedFile(name, picture("PNG"))}).status_code == 302

    organisation.refresh_from_db()
    assert (organisation.logo.name, File.objects.count()) == ("twee.png", 1)
    assert visitor.get(organisation.logo.get_absolute_url()).status_code == 200
    assert 'alt="Stichting Welzijn De Linge"' in visitor.get(organisation.get_absolute_url()).content.decode()

    browser.post(f"{url}verwijderen/")
    organisation.refresh_from_db()
    assert (organisation.logo, File.objects.count()) == (None, 0)


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n"])
def test_logo_is_refused_when_it_is_no_picture(coordinator, organisation, as_user, content):
    url = f"{organisation.get_absolute_url()}logo/"

    response = as_user(coordinator).post(url, {"picture": SimpleUploadedFile("x.png", content)}, follow=True)

    assert "toast-error" in response.content.decode()
    assert not File.objects.exists()
