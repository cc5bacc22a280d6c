"""Deleting an organisation, and putting two of them together."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.models import Outcome, OutcomeAuthor
from communities.actions.organisation import delete_organisation, set_logo
from communities.actions.organisation_merge import merge_organisations, moves
from communities.models import (
    Commitment,
    Membership,
    Organisation,
    OrganisationContact,
    Partnership,
    Profile,
    Programme,
)
from leerkring.core.errors import Refused
from leerkring.files.models import File
from leerkring.files.tests.samples import picture

pytestmark = pytest.mark.django_db


def test_delete_is_refused_with_what_refers_to_it(boss, organisation, coordinator):
    with pytest.raises(Refused, match="1"):
        delete_organisation(organisation, by=boss)


def test_delete_page_offers_merging_when_the_organisation_is_used(boss, organisation, coordinator, as_user):
    page = as_user(boss).get(f"{organisation.get_absolute_url()}verwijderen/").text

    assert "kan niet worden verwijderd" in page
    assert f"{organisation.get_absolute_url()}samenvoegen/" in page


def test_delete_takes_contacts_and_logo_along_and_twice_is_harmless(boss, organisation):
    set_logo(organisation, by=boss, picture=SimpleUploadedFile("x.png", picture("PNG")))
    OrganisationContact.objects.create(organisation=organisation, level="board", name="H")

    delete_organisation(organisation, by=boss)
    delete_organisation(organisation, by=boss)

    assert (Organisation.objects.count(), OrganisationContact.objects.count(), File.objects.count()) == (0, 0, 0)


@pytest.fixture
def twin(make):
    return make.organisation("Welzijn De Lingen", kind="welfare", expertise="Buurt", in_care=True)


def test_merge_moves_everything_in_every_app(boss, organisation, twin, coordinator, community, meeting, programme):
    type(meeting).objects.update(host=organisation)
    Profile.objects.create(user=boss, organisation=organisation)
    Commitment.objects.create(community=community, organisation=organisation)
    Partnership.objects.create(programme=programme, organisation=organisation, starts_on="2025-01-01")
    OrganisationContact.objects.create(organisation=organisation, level="board", name="H")
    paper = Outcome.objects.create(community=community, slug="p", title="P", body="b")
    OutcomeAuthor.objects.create(outcome=paper, position=1, name="M", organisation=organisation)
    expected = sum(number for _label, number in moves(organisation))

    merge_organisations(organisation, into=twin, by=boss)
    merge_organisations(organisation, into=twin, by=boss)

    assert Organisation.objects.filter(pk=organisation.pk).count() == 0
    assert sum(number for _label, number in moves(twin)) == expected == 7
    assert Membership.objects.get(user=coordinator).organisation == twin


def test_merge_puts_together_what_both_have(boss, organisation, twin, community, programme):
    second = Programme.objects.create(name="Tweede", slug="tweede")
    facts = {"signed_by": "Bart", "signed_on": "2026-01-01"}
    Commitment.objects.create(community=community, organisation=organisation, interest="Van A", **facts)
    Commitment.objects.create(community=community, organisation=twin, interest="Van B", contributes="Uren")
    for starts, row in (("2024-05-01", organisation), ("2025-01-01", twin)):
        Partnership.objects.create(programme=programme, organisation=row, starts_on=starts)
    Partnership.objects.create(programme=second, organisation=organisation, starts_on="2025-01-01")
    Organisation.objects.filter(pk=organisation.pk).update(website="https://a.nl", in_housing=True)

    kept = merge_organisations(organisation, into=twin, by=boss)

    commitment = Commitment.objects.get()
    assert (commitment.interest, commitment.contributes, commitment.signed_by) == ("Van B\n\nVan A", "Uren", "Bart")
    assert set(kept.partnerships.values_list("programme__slug", "starts_on")) == {
        ("zorgalliantie", date(2024, 5, 1)),
        ("tweede", date(2025, 1, 1)),
    }
    assert (kept.website, kept.expertise, kept.in_housing, kept.in_care) == ("https://a.nl", "Buurt", True, True)


def test_merge_with_itself_is_refused(boss, organisation):
    with pytest.raises(Refused):
        merge_organisations(organisation, into=organisation, by=boss)


def test_merge_shows_what_moves_before_it_does(boss, organisation, twin, coordinator, as_user):
    browser, url = as_user(boss), f"{organisation.get_absolute_url()}samenvoegen/"

    assert "Welzijn De Lingen" in browser.get(url).content.decode()
    shown = browser.get(url, {"into": "welzijn de lingen"})
    assert '<form method="post">' in shown.content.decode()
    assert Organisation.objects.filter(pk=organisation.pk).exists()
    assert browser.post(url, {"into": "Welzijn De Lingen"})["Location"] == twin.get_absolute_url()
    assert not Organisation.objects.filter(pk=organisation.pk).exists()


@pytest.mark.parametrize("into", ["", "Bestaat niet", "Stichting Welzijn De Linge"])
def test_merge_explains_when_the_other_is_unknown(boss, organisation, as_user, into):
    for method in ("get", "post"):
        response = getattr(as_user(boss), method)(f"{organisation.get_absolute_url()}samenvoegen/", {"into": into})
        assert response.status_code == 200
        assert "field-error" in response.content.decode()


def test_merge_and_delete_pages_are_for_coordinators_of_programmes(broker, coordinator, organisation, as_user):
    for page in ("samenvoegen", "verwijderen"):
        url = f"{organisation.get_absolute_url()}{page}/"
        assert [as_user(user).get(url).status_code for user in (broker, coordinator)] == [404, 404]
