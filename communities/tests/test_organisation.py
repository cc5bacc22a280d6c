"""Organisations by their name: found, made, completed."""

import pytest

from communities.actions import organisation as actions
from communities.actions.organisation import complete_all, ensure_organisation, ensure_organisations, nearest
from communities.models import Organisation

pytestmark = pytest.mark.django_db


def test_ensure_organisation_finds_it_whatever_capitals_accents_and_legal_form(organisation):
    for typed in ("stichting welzijn de linge", "Welzijn De Linge", " Welzijn  dé Linge (stichting) "):
        assert ensure_organisation(typed) == organisation
    assert Organisation.objects.count() == 1


def test_ensure_organisation_makes_a_new_one_with_an_address_and_what_it_is_found_by():
    made = ensure_organisation("Café Élan B.V.")

    assert (made.name, made.slug, made.plain_name) == ("Café Élan B.V.", "cafe-elan-bv", "cafe elan")
    assert made.search_text == "cafe elan bv"


def test_ensure_organisation_returns_none_for_no_name():
    assert ensure_organisation("  ") is None


def test_ensure_organisations_prefers_the_very_name(make):
    first, second = make.organisation("Stichting Linge"), make.organisation("Vereniging Linge")

    found = ensure_organisations(["stichting linge", "VERENIGING LINGE", "Linge"])

    assert found == {"stichting linge": first, "vereniging linge": second, "linge": first}


def test_ensure_organisations_makes_one_of_what_is_plainly_the_same_in_one_list():
    found = ensure_organisations(["Zorg Élan", "ZORG ELAN B.V.", "zorg élan"])

    assert len(set(found.values())) == 1


def test_ensure_organisations_gives_each_its_own_address(make):
    make.organisation("Nieuw")
    found = ensure_organisations(["Zorg/Linge", "Zorglinge", "Lijst", "北京"])

    slugs = {row.slug for row in found.values()}
    assert slugs == {"zorglinge", "zorglinge-2", "lijst-2", "organisatie"}
    assert Organisation.objects.get(name="Nieuw").slug == "nieuw-2"


@pytest.mark.parametrize("count", [1, 40])
def test_ensure_organisations_asks_the_same_however_many(count, django_assert_num_queries, monkeypatch):
    # What search keeps of them is written by the hundred, in its own way on each database.
    monkeypatch.setattr(actions, "index", lambda _name, _ids: None)
    names = [f"Zorghuis {number}" for number in range(count)]
    # Known, addresses, insert between two marks, which search has to know, known again.
    with django_assert_num_queries(7):
        ensure_organisations(names)
    with django_assert_num_queries(1):
        assert len(ensure_organisations(names)) == count


def test_ensure_organisations_takes_what_another_release_made_without_a_plain_name():
    old = Organisation.objects.create(name="Zorggroep Rijnoever")

    assert ensure_organisation("zorggroep rijnoever".title()) == old


def test_complete_all_heals_rows_without_an_address_and_leaves_the_rest(organisation):
    Organisation.objects.create(name="Zorg")
    Organisation.objects.create(name="!!!")

    assert complete_all() == 2
    assert complete_all() == 0
    assert set(Organisation.objects.values_list("slug", flat=True)) == {
        "zorg",
        "organisatie",
        "stichting-welzijn-de-linge",
    }


# --- The nearest names


def test_nearest_names_share_a_word_and_the_most_alike_come_first(make, django_assert_num_queries):
    for name in ("Gemeente Duiven", "Gemeente Buren", "Woningstichting Duiven", "Zorgketen"):
        make.organisation(name)

    with django_assert_num_queries(1):
        found = nearest("gemente duven")

    assert found == ["Gemeente Duiven", "Gemeente Buren"]
    assert nearest("gemente duven", most=1) == ["Gemeente Duiven"]
    assert nearest("Duivenhuis") == ["Gemeente Duiven", "Woningstichting Duiven"]


def test_nearest_names_are_found_behind_more_than_are_compared(make, monkeypatch):
    monkeypatch.setattr(actions, "MOST_COMPARED", 3)
    for name in ("Aalten", "Buren", "Doetinchem", "Ede", "Westerwold"):
        make.organisation(f"Gemeente {name}")

    assert nearest("Gemeente Westerwolde", most=1) == ["Gemeente Westerwold"]


def test_nearest_names_leave_out_the_organisation_itself_and_are_none_for_no_name(make):
    known = make.organisation("Gemeente Duiven")

    assert (nearest(known.name, but=known), nearest("  ")) == ([], [])
