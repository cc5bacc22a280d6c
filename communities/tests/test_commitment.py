"""Organisations that are committed to a circle."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from communities.actions.commitment import add_commitment, change_commitment, remove_commitment, suggested_names
from communities.models import Commitment, Community, Organisation, Partnership
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db
WORDS = {"interest": "Eerder zien.", "contributes": "Een zaal."}
SIGNED = {"signed_by": "J. van Elk", "signed_on": date(2026, 1, 5)}


@pytest.fixture
def commitment(community, coordinator, organisation) -> Commitment:
    return add_commitment(community, by=coordinator, organisation=organisation.name, **WORDS, **SIGNED)


def path(name, community, **parts):
    return reverse(f"communities:commitment_{name}", kwargs={"slug": community.slug} | parts)


def test_add_commitment_finds_the_organisation_that_is_known(commitment, organisation):
    assert commitment.organisation == organisation
    assert (commitment.interest, commitment.signed_on) == ("Eerder zien.", date(2026, 1, 5))


def test_add_commitment_makes_an_organisation_that_is_new(community, coordinator):
    found = add_commitment(community, by=coordinator, organisation="Buurtcoöperatie Huissen")

    assert found.organisation.name == "Buurtcoöperatie Huissen"


def test_add_commitment_twice_with_the_same_words_is_one(community, coordinator, commitment, organisation):
    again = add_commitment(community, by=coordinator, organisation=organisation.name, **WORDS, **SIGNED)

    assert again.pk == commitment.pk


def test_add_commitment_is_refused_for_an_organisation_in_the_list(community, coordinator, commitment, organisation):
    with pytest.raises(Refused):
        add_commitment(community, by=coordinator, organisation=organisation.name, interest="Iets anders.")


def test_change_commitment_notes_who_signed(coordinator, community, organisation):
    row = add_commitment(community, by=coordinator, organisation=organisation.name)

    changed = change_commitment(row, by=coordinator, version=1, organisation=organisation.name, **SIGNED)

    assert (changed.signed_by, changed.version) == ("J. van Elk", 2)


def test_change_commitment_is_overtaken_by_an_earlier_save(coordinator, commitment, organisation):
    change_commitment(commitment, by=coordinator, version=1, organisation=organisation.name, interest="Eerst")

    with pytest.raises(Overtaken):
        change_commitment(commitment, by=coordinator, version=1, organisation=organisation.name, interest="Daarna")
    assert Commitment.objects.get().interest == "Eerst"


def test_change_commitment_into_an_organisation_in_the_list_is_refused(community, coordinator, commitment):
    other = add_commitment(community, by=coordinator, organisation="Een ander")

    with pytest.raises(Refused):
        change_commitment(other, by=coordinator, version=1, organisation=commitment.organisation.name)


def test_commitments_of_a_closed_circle_stay_as_they_are(community, coordinator, commitment, organisation):
    Community.objects.update(**CLOSED)

    for deed in (
        lambda: add_commitment(community, by=coordinator, organisation="Een ander"),
        lambda: change_commitment(commitment, by=coordinator, version=1, organisation=organisation.name),
        lambda: remove_commitment(commitment, by=coordinator),
    ):
        with pytest.raises(Refused):
            deed()


def test_remove_commitment_twice_is_harmless_and_leaves_the_organisation(coordinator, commitment):
    for _time in range(2):
        remove_commitment(commitment, by=coordinator)

    assert not Commitment.objects.exists() and Organisation.objects.exists()


@pytest.mark.parametrize(
    ("state", "public", "coordinators"),
    [
        ({"status": "draft", "started_at": None}, (False, False), (True, True)),
        ({}, (True, False), (True, True)),
        (CLOSED, (True, False), (True, False)),
        (CLOSED | {"status": "archived"}, (False, False), (True, False)),
    ],
)
def test_commitments_are_as_public_as_the_circle(community, coordinator, commitment, state, public, coordinators):
    if state:
        Community.objects.update(**state)
    names = ("communities.view_commitment", "communities.change_commitment")

    assert tuple(has_permission(AnonymousUser(), name, commitment) for name in names) == public
    assert tuple(has_permission(coordinator, name, commitment) for name in names) == coordinators


@pytest.mark.parametrize(
    ("who", "sees"), [("member", True), ("coordinator", True), ("outsider", False), (None, False)]
)
def test_page_shows_who_signed_to_members_only(community, commitment, member, as_user, visitor, request, who, sees):
    client = as_user(request.getfixturevalue(who)) if who else visitor

    page = client.get(community.get_absolute_url()).text

    assert "Eerder zien." in page and "Een zaal." in page
    assert ("J. van Elk" in page) == sees


def test_names_are_suggested_of_members_and_partners_but_not_of_who_stands_there(
    community, coordinator, host, commitment, organisation
):
    partner = Organisation.objects.create(name="Alliantiepartner")
    Partnership.objects.create(programme=community.programme, organisation=partner, starts_on=timezone.localdate())
    Organisation.objects.create(name="Onbekend")

    assert suggested_names(community) == ["Alliantiepartner", "gemeente Lingewaard"]


@pytest.mark.parametrize("number", [1, 3])
def test_desk_of_commitments_takes_five_questions(community, coordinator, as_user, django_assert_num_queries, number):
    for count in range(number):
        add_commitment(community, by=coordinator, organisation=f"Organisatie {count}")
    client = as_user(coordinator)

    with django_assert_num_queries(5):
        assert len(client.get(path("list", community)).context["commitments"]) == number


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"organisation": " "}, "organisation"),
        ({"organisation": "…"}, "organisation"),
        ({"organisation": "A", "signed_by": "J."}, "signed_on"),
        ({"organisation": "A", "signed_on": "2026-01-05"}, "signed_by"),
        ({"organisation": "A", "signed_by": "J.", "signed_on": "morgen"}, "signed_on"),
        ({"organisation": "A", "signed_by": "J.", "signed_on": f"{timezone.localdate() + timedelta(3)}"}, "signed_on"),
    ],
)
def test_desk_says_what_is_wrong(community, coordinator, as_user, data, wrong):
    page = as_user(coordinator).post(path("create", community), data)

    assert set(page.context["form"].errors) == {wrong}
    assert not Commitment.objects.exists()


def test_desk_saves_a_new_organisation_and_shows_it(community, coordinator, as_user):
    page = as_user(coordinator).post(path("create", community), {"organisation": "Zorg  Vooruit"} | WORDS, follow=True)

    assert "Zorg Vooruit" in page.text


def test_desk_shows_both_texts_when_somebody_came_in_between(coordinator, community, commitment, as_user):
    name = commitment.organisation.name
    change_commitment(commitment, by=coordinator, version=1, organisation=name, interest="Van de ander")
    data = {"organisation": name, "interest": "Van mij", "version": "1"}

    page = as_user(coordinator).post(path("change", community, pk=commitment.pk), data)

    assert page.status_code == 409
    assert "Van de ander" in page.text and "Van mij" in page.text


def test_desk_asks_before_it_removes(community, coordinator, commitment, as_user):
    client, remove = as_user(coordinator), path("remove", community, pk=commitment.pk)

    client.get(remove)
    assert Commitment.objects.exists()
    client.post(remove)
    assert not Commitment.objects.exists()
