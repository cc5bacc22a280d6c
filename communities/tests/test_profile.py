"""Somebody's page: who sees it, and what on it."""

from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from communities.actions.profile import change_profile, profile_of
from communities.models import Area, Membership, Organisation, Profile
from communities.orcid import is_orcid, plain_orcid
from leerkring.accounts.actions import change_profile as change_account
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.files.models import File

pytestmark = pytest.mark.django_db
EDIT = "/mensen/mijn-profiel/"
PREVIEW = "/mensen/mijn-profiel/bekijken/"
FIELDS = ["photo", "organisation", "brings", "seeks", "themes", "orcid"]
# Who sees a field with this visibility, besides the person.
SEES = {
    "nobody": set(),
    "circles": {"fellow", "alumnus"},
    "members": {"fellow", "alumnus", "outsider", "former_member", "staff"},
    "everybody": {"fellow", "alumnus", "outsider", "former_member", "staff", "visitor"},
}


@pytest.fixture
def cast(member, host, former_member, outsider, staff, community, make):
    alumnus = make.user("Oud", "Lid")
    make.join(alumnus, community, "student", alumnus_since=timezone.now())
    return {
        "self": member, "fellow": host, "alumnus": alumnus, "former_member": former_member, "outsider": outsider,
        "staff": staff, "visitor": AnonymousUser(),
    }  # fmt: skip


def fill(person, theme, **visibility) -> Profile:
    """Write something in every field, for nobody but where the keywords say so."""
    organisation = Organisation.objects.get_or_create(name="Zorggroep Rijnoever", slug="zorggroep-rijnoever")[0]
    for_whom = {f"{name}_for": "nobody" for name in FIELDS} | visibility
    texts = {"function": "KANARIE-functie", "brings": "KANARIE-breng", "seeks": "KANARIE-zoek"}
    texts["orcid"] = "0000-0002-1825-0097"
    profile = Profile.objects.create(user=person, organisation=organisation, **texts, **for_whom)
    profile.themes.add(theme)
    return profile


def photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return SimpleUploadedFile("ik.png", out.getvalue(), "image/png")


def page_of(person) -> str:
    return f"/mensen/{person.pk}/"


# --- Who sees what


@pytest.mark.parametrize("visibility", SEES)
@pytest.mark.parametrize("field", FIELDS[1:])
def test_field_is_seen_by_whom_it_is_for(cast, theme, as_user, client, field, visibility):
    person = cast["self"]
    fill(person, theme, **{f"{field}_for": visibility})
    canaries = {
        "organisation": "KANARIE-functie", "brings": "KANARIE-breng", "seeks": "KANARIE-zoek", "themes": theme.name,
        "orcid": "0000-0002-1825-0097",
    }  # fmt: skip

    seen = set()
    for role, reader in cast.items():
        response = (client if role == "visitor" else as_user(reader)).get(page_of(person))
        found = {name for name, canary in canaries.items() if canary in response.text}
        # Without anything for them the page is not there, but for who shares a circle.
        allowed = role in SEES[visibility] | {"self", "fellow", "alumnus"}
        assert response.status_code == (200 if allowed else 404), role
        if role != "self":
            assert found <= {field}
            seen |= {role} if found else set()
    assert seen == SEES[visibility]


@pytest.mark.parametrize("visibility", ["circles", "members", "everybody"])
def test_photo_is_seen_by_whom_it_is_for(cast, as_user, client, visibility):
    person = change_account(cast["self"], photo=photo())
    Profile.objects.create(user=person, photo_for=visibility)

    seen = set()
    for role, reader in cast.items():
        browser = client if role == "visitor" else as_user(reader)
        if browser.get(person.photo_url).status_code == 200:
            seen.add(role)
        if role != "self" and browser.get(page_of(person)).status_code == 200:
            assert person.photo_url in browser.get(page_of(person)).text
    assert seen == SEES[visibility] | {"self"}


def test_photo_without_a_profile_is_for_ones_circles(cast):
    person = change_account(cast["self"], photo=photo())

    file = File.objects.get(pk=person.photo_id)
    seen = {role for role, reader in cast.items() if has_permission(reader, "files.view_file", file)}
    assert seen == {"self", "fellow", "alumnus"}


STANDS = [
    # what is on the profile, who sees the page, in the list, among suggestions
    ({}, {"self", "fellow", "alumnus"}, set(), set()),
    ({"is_findable": True, "sector": "research"}, SEES["members"] | {"self"}, set(), SEES["members"]),
    ({"is_listed": True}, SEES["everybody"] | {"self"}, SEES["everybody"] | {"self"}, set()),
]


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize(("facts", "page", "in_list", "suggested"), STANDS)
def test_who_may_be_found_and_listed_is_seen_by_these_while_the_account_is_open(
    cast, facts, page, in_list, suggested, is_active
):
    person = cast["self"]
    profile = Profile.objects.create(user=person, **facts)
    type(person).objects.filter(pk=person.pk).update(is_active=is_active)

    def who(name, row):
        return {role for role, reader in cast.items() if has_permission(reader, f"communities.{name}", row)}

    assert who("view_person", person) == (page if is_active else set())
    assert who("list_profile", profile) == (in_list if is_active else set())
    assert who("suggest_profile", profile) == (suggested if is_active else set())
    assert who("change_profile", profile) == {"self"}


def test_field_that_is_empty_makes_no_page(cast, outsider):
    Profile.objects.create(user=cast["self"], **{f"{name}_for": "everybody" for name in FIELDS})

    assert not has_permission(outsider, "communities.view_person", cast["self"])


def test_page_of_a_closed_account_is_gone_for_everybody(cast, theme, as_user):
    person = cast["self"]
    fill(person, theme, brings_for="everybody")
    type(person).objects.filter(pk=person.pk).update(is_active=False)

    for role in ("fellow", "outsider", "staff"):
        assert as_user(cast[role]).get(page_of(person)).status_code == 404
    assert as_user(cast["fellow"]).get("/mensen/987654321/").status_code == 404


def test_page_names_only_the_circles_that_are_shared(cast, community, programme, theme, make, as_user):
    other = type(community).objects.create(
        programme=programme, slug="geheim", name="Geheime kring", kind="thematic", theme=theme, status="active",
        started_at=timezone.now(),
    )  # fmt: skip
    make.join(cast["self"], other, "student")

    text = as_user(cast["fellow"]).get(page_of(cast["self"])).text
    assert community.name in text and "Geheime kring" not in text


def test_leaving_the_circle_ends_the_sight_at_once(cast, theme, as_user):
    fill(cast["self"], theme, brings_for="circles")
    browser = as_user(cast["fellow"])
    assert browser.get(page_of(cast["self"])).status_code == 200

    Membership.objects.filter(user=cast["fellow"]).update(left_at=timezone.now())
    assert browser.get(page_of(cast["self"])).status_code == 404


def test_page_costs_the_same_at_one_and_three_circles(
    cast, programme, theme, make, community, as_user, django_assert_num_queries
):
    fill(cast["self"], theme, brings_for="circles", themes_for="circles", organisation_for="circles")
    browser = as_user(cast["fellow"])
    for size in (1, 3):
        for number in range(size):
            circle = type(community).objects.create(
                programme=programme, slug=f"k{size}{number}", name="K", kind="thematic", theme=theme, status="active",
                started_at=timezone.now(),
            )  # fmt: skip
            for role in ("self", "fellow"):
                make.join(cast[role], circle, "student")
        with django_assert_num_queries(7):
            browser.get(page_of(cast["self"]))


# --- Writing one's own


def typed(**fields) -> dict:
    texts = {"function": "Verpleegkundige", "organisation": "", "brings": "Een netwerk", "seeks": "", "orcid": ""}
    return texts | {f"{name}_for": "members" for name in FIELDS} | {"version": 0} | fields


def test_profile_is_written_and_written_again(as_user, member, theme, community):
    browser = as_user(member)

    assert browser.post(EDIT, typed(themes=[theme.pk], organisation="Nieuwe club")).url == page_of(member)
    browser.post(EDIT, typed(brings="Twee netwerken", version=1))

    profile = member.profile
    assert (profile.brings, profile.brings_for, profile.version) == ("Twee netwerken", "members", 2)
    assert (profile.organisation, profile.themes.count()) == (None, 0)


def test_profile_saved_in_another_window_shows_both(as_user, member):
    browser = as_user(member)
    browser.post(EDIT, typed(brings="In het andere venster"))

    response = browser.post(EDIT, typed(brings="In dit venster"))

    assert response.status_code == 409
    assert "In het andere venster" in response.text and "In dit venster" in response.text
    assert browser.post(EDIT, typed(brings="In dit venster", version=1)).status_code == 302


def test_change_is_overtaken_by_a_newer_version(member):
    change_profile(member, by=member, version=0, brings="Eerst")

    with pytest.raises(Overtaken):
        change_profile(member, by=member, version=0, brings="Later")
    assert profile_of(member).brings == "Eerst"


def test_who_is_in_no_circle_adds_no_organisation(outsider, organisation, member):
    with pytest.raises(Refused):
        change_profile(outsider, by=outsider, version=0, organisation="Rommel BV")
    assert not Organisation.objects.filter(name="Rommel BV").exists()

    assert change_profile(outsider, by=outsider, version=0, organisation=organisation.name).organisation
    assert change_profile(member, by=member, version=0, organisation="Nieuwe club").organisation.name == "Nieuwe club"


def test_refused_organisation_stays_in_the_form(as_user, outsider):
    response = as_user(outsider).post(EDIT, typed(organisation="Rommel BV"))

    assert response.status_code == 409 and "Rommel BV" in response.text


def test_themes_of_strange_programmes_are_not_offered(as_user, member, theme, community):
    other = type(theme.programme).objects.create(name="Ander netwerk", slug="ander-netwerk")
    strange = type(theme).objects.create(programme=other, name="Vreemd thema")

    assert "Vreemd thema" not in as_user(member).get(EDIT).text
    as_user(member).post(EDIT, typed(themes=[strange.pk]))
    assert not Profile.objects.exists()


def test_preview_shows_what_each_reader_sees(as_user, member, theme):
    fill(member, theme, brings_for="circles", seeks_for="members", orcid_for="everybody")
    browser = as_user(member)

    def seen(reader):
        text = browser.get(f"{PREVIEW}?als={reader}").text
        return [word for word in ("KANARIE-breng", "KANARIE-zoek", "0097", "KANARIE-functie") if word in text]

    assert seen("circles") == ["KANARIE-breng", "KANARIE-zoek", "0097"]
    assert seen("members") == ["KANARIE-zoek", "0097"]
    assert seen("everybody") == ["0097"]
    assert seen("onzin") == seen("circles")


# --- ORCID


@pytest.mark.parametrize(
    "text",
    [
        "0000-0002-1825-0097",
        "0000000218250097",
        "https://orcid.org/0000-0002-1825-0097",
        "http://www.orcid.org/0000-0002-1825-0097/",
        " 0000 0002 1825 0097 ",
    ],
)
def test_orcid_is_read_however_it_is_pasted(text):
    assert plain_orcid(text) == "0000-0002-1825-0097" and is_orcid(plain_orcid(text))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("0000-0001-5109-3700", True),
        ("0000-0002-1694-233X", True),
        ("0000-0002-1825-0098", False),
        ("0000-0002-1694-2330", False),
        ("0000-0002-1825-009", False),
        ("²000-0002-1825-0097", False),
        ("", False),
    ],
)
def test_orcid_has_a_right_last_character(text, right):
    assert is_orcid(text) == right


def test_wrong_orcid_is_explained_and_stays(as_user, member):
    response = as_user(member).post(EDIT, typed(orcid="0000-0002-1825-0098"))

    assert response.status_code == 200 and 'value="0000-0002-1825-0098"' in response.text


def test_profile_form_asks_for_a_sector_and_knows_places(make, as_user):
    town = Area.objects.create(name="Tilburg", kind="municipality")
    person = make.user("Femke")
    browser, path = as_user(person), reverse("communities:profile_change")
    data = dict.fromkeys(
        ["photo_for", "organisation_for", "brings_for", "seeks_for", "themes_for", "orcid_for"], "circles"
    )
    answer = browser.post(
        path, data | {"is_findable": "on", "area": "Nergenshuizen", "brings": "Bewaar dit", "version": 0}
    )
    assert "Zeg waar je staat" in answer.content.decode() and "Bewaar dit" in answer.content.decode()
    assert "Nergenshuizen" in answer.content.decode()
    sent = data | {"is_findable": "on", "area": "Tilburg", "sector": "research", "capacity": "more", "version": 0}
    assert browser.post(path, sent).status_code == 302
    profile = Profile.objects.get(user=person)
    assert (profile.is_findable, profile.area, profile.capacity) == (True, town, "more")
