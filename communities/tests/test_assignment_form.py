"""The form of an assignment: the client and the area are typed, whatever the size of the portal."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.actions.assignment import add_assignment, client_names
from communities.models import Area, Assignment, Commitment, Community, Organisation, Partnership

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(coordinator):
    """What a person fills in, but for the client."""
    today = timezone.localdate()
    days = {"starts_on": today, "closes_on": today + timedelta(days=7), "ends_on": today + timedelta(days=60)}
    facts = {"title": "Wie kent de buurt?", "text": "Spreek tien bewoners.", "level": "hbo", "places": 2}
    return facts | days | {"supervisor": coordinator.pk}


@pytest.fixture
def create(community):
    return reverse("communities:assignment_create", kwargs={"slug": community.slug})


@pytest.fixture
def lecturer(make, community):
    person = make.user("Lector")
    make.join(person, community, "area_lecturer", sector="education")
    return person


@pytest.fixture
def draft(community, organisation, typed, coordinator) -> Assignment:
    values = typed | {"organisation": organisation, "supervisor": coordinator}
    return add_assignment(community, values, by=coordinator)


@pytest.mark.parametrize("name", ["Stichting Welzijn De Linge", "welzijn de linge", "  WELZIJN   de Linge "])
@pytest.mark.parametrize("who", ["coordinator", "lecturer"])
def test_client_is_the_organisation_that_is_meant(as_user, request, organisation, create, typed, name, who):
    as_user(request.getfixturevalue(who)).post(create, typed | {"organisation": name})

    assert Assignment.objects.get().organisation == organisation


def test_client_of_the_very_name_goes_before_one_that_is_plainly_the_same(as_user, coordinator, make, create, typed):
    make.organisation("Stichting Buurtkamer")
    exact = make.organisation("Buurtkamer")

    as_user(coordinator).post(create, typed | {"organisation": "buurtkamer"})

    assert Assignment.objects.get().organisation == exact


@pytest.mark.parametrize("who", ["coordinator", "lecturer"])
def test_unknown_client_is_refused_with_the_names_most_like_it_and_all_that_was_typed(
    as_user, request, make, create, typed, who
):
    for name in ("Gemeente Arnhem", "Gemeente Duiven", "Gemeente Buren", "Gemeente Aalten", "Woningstichting Duiven"):
        make.organisation(name)
    client = as_user(request.getfixturevalue(who))
    before = Organisation.objects.count()

    page = client.post(create, typed | {"organisation": "Gemente Duven", "area": "Nergens <b>"})

    assert not Assignment.objects.exists() and Organisation.objects.count() == before
    form = page.context["form"]
    assert set(form.errors) == {"organisation", "area"}
    said = form.errors["organisation"][0]
    assert said.startswith("We kennen ‘Gemente Duven’ niet. Bedoel je een van deze? Gemeente Duiven · ")
    assert said.count(" · ") == 2
    shown = {name: str(form[name].value()) for name in typed | {"organisation": "", "area": ""}}
    assert shown == {name: str(value) for name, value in typed.items()} | {
        "organisation": "Gemente Duven",
        "area": "Nergens <b>",
    }
    assert 'value="Gemente Duven"' in page.text and "Nergens <b>" not in page.text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Vul dit in."),
        ("Zorgketen", "We kennen ‘Zorgketen’ niet. Die staat niet in de lijst van organisaties."),
        ("!?", "We kennen ‘!?’ niet. Die staat niet in de lijst van organisaties."),
        ("x" * 201, None),
    ],
)
def test_client_without_any_name_like_it_says_so(as_user, coordinator, create, typed, name, said):
    page = as_user(coordinator).post(create, typed | {"organisation": name})
    assert said in (None, page.context["form"].errors["organisation"][0])
    assert "organisation" in page.context["form"].errors


def test_number_of_an_organisation_is_no_name(as_user, coordinator, organisation, create, typed):
    page = as_user(coordinator).post(create, typed | {"organisation": organisation.pk})
    assert set(page.context["form"].errors) == {"organisation"}


def test_clients_are_suggested_of_people_partners_and_committed_but_not_the_whole_portal(
    community, coordinator, organisation, make
):
    partner, committed = make.organisation("Alliantiepartner"), make.organisation("Bibliotheek")
    make.organisation("Elders")
    Partnership.objects.create(programme=community.programme, organisation=partner, starts_on=timezone.localdate())
    Commitment.objects.create(community=community, organisation=committed)

    assert client_names(community) == ["Alliantiepartner", "Bibliotheek", organisation.name]


@pytest.mark.parametrize(
    ("words", "name"),
    [("lingewaard", "Lingewaard"), ("Gendt, Lingewaard", "Gendt"), ("", None)],
)
def test_area_is_typed_and_a_new_neighbourhood_is_added_once(
    as_user, coordinator, organisation, create, typed, area, words, name
):
    client = as_user(coordinator)
    for title in ("Een", "Twee"):
        client.post(create, typed | {"title": title, "organisation": organisation.name, "area": words})
    areas = [row.area.name if row.area else None for row in Assignment.objects.select_related("area")]
    assert areas == [name, name]
    assert Area.objects.filter(name=name).count() == (1 if name else 0)


def test_change_shows_what_stands_there_and_saving_it_unchanged_keeps_it(
    as_user, coordinator, draft, area, organisation
):
    part = Area.objects.create(name="Gendt", kind=Area.Kind.NEIGHBOURHOOD, parent=area)
    Assignment.objects.update(area=part)
    address = reverse("communities:assignment_change", kwargs={"pk": draft.pk})
    client = as_user(coordinator)

    form = client.get(address).context["form"]
    said = {name: form[name].value() for name in form.fields}
    assert (said["organisation"], said["area"]) == (organisation.name, "Gendt, Lingewaard")
    client.post(address, {name: value for name, value in said.items() if value is not None})

    row = Assignment.objects.get()
    assert (row.organisation, row.area, row.version) == (organisation, part, draft.version + 1)


def test_conflict_names_only_what_somebody_else_changed_in_words(
    as_user, coordinator, lecturer, draft, typed, organisation, make
):
    other = make.organisation("Bibliotheek")
    Assignment.objects.update(version=5, organisation=other, supervisor=lecturer)
    sent = typed | {"organisation": organisation.name, "version": 1}

    page = as_user(coordinator).post(reverse("communities:assignment_change", kwargs={"pk": draft.pk}), sent)

    assert page.status_code == 409
    found = [(str(fact["label"]), fact["value"]) for fact in page.context["differences"]]
    assert found == [("Opdrachtgever", "Bibliotheek"), ("Begeleider", lecturer.full_name)]


@pytest.mark.parametrize("number", [1, 30])
def test_page_is_as_large_and_asks_as_much_in_a_large_portal(
    as_user, coordinator, create, draft, make, django_assert_num_queries, number
):
    for count in range(number):
        make.organisation(f"Vreemde organisatie {count}")
    client = as_user(coordinator)
    change = reverse("communities:assignment_change", kwargs={"pk": draft.pk})
    for address, queries in ((create, 8), (f"{create}?organisatie={draft.organisation_id}", 9), (change, 8)):
        client.get(address)
        with django_assert_num_queries(queries):
            page = client.get(address)
        assert "Vreemde organisatie" not in page.text


def test_page_of_a_circle_that_is_over_is_none(as_user, coordinator, create, community):
    assert as_user(coordinator).get(create).status_code == 200
    Community.objects.filter(pk=community.pk).update(status="draft", started_at=None)
    assert as_user(coordinator).get(create).status_code == 404
