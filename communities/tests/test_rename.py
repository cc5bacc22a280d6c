"""Another name for a circle, and the old one that keeps leading to it."""

import pytest
from django.db import IntegrityError

from communities.actions import rename
from communities.actions.community import change_community, create_draft
from communities.actions.rename import rename_community
from communities.models import Community
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused


def former(community):
    return sorted((row.name, row.slug or "") for row in community.former_names.all())


def name_it(community, by, name, *, new_address=True):
    community.refresh_from_db()
    return rename_community(community, by=by, name=name, version=community.version, new_address=new_address)


def test_new_name_keeps_the_address_unless_wanted(community, coordinator):
    renamed = name_it(community, coordinator, "Huissen en Gendt", new_address=False)
    assert (renamed.name, renamed.slug, former(community)) == ("Huissen en Gendt", "lingewaard", [("Lingewaard", "")])


def test_new_address_keeps_the_old_one(community, coordinator):
    renamed = name_it(community, coordinator, "Huissen en Gendt")
    assert (renamed.slug, former(community)) == ("huissen-en-gendt", [("Lingewaard", "lingewaard")])


def test_address_may_follow_later(community, coordinator):
    name_it(community, coordinator, "Huissen", new_address=False)
    renamed = name_it(community, coordinator, "Huissen")
    assert (renamed.slug, former(community)) == ("huissen", [("Huissen", "lingewaard"), ("Lingewaard", "")])


def test_going_back_frees_the_old_name_and_keeps_the_one_in_between(community, coordinator):
    name_it(community, coordinator, "Huissen")
    back = name_it(community, coordinator, "Lingewaard")
    assert (back.slug, former(community)) == ("lingewaard", [("Huissen", "huissen")])


def test_going_back_by_another_way_keeps_every_name(community, coordinator):
    for name, new_address in [("Huissen", False), ("Gendt", True), ("Lingewaard", True)]:
        last = name_it(community, coordinator, name, new_address=new_address)
    assert (last.name, last.slug) == ("Lingewaard", "lingewaard")
    assert former(community) == [("Gendt", "gendt"), ("Huissen", "")]


def test_same_name_again_changes_nothing(community, coordinator):
    renamed = name_it(community, coordinator, "Huissen")
    again = rename_community(community, by=coordinator, name="Huissen", version=1, new_address=True)
    assert (again.version, former(community)) == (renamed.version, [("Lingewaard", "lingewaard")])


def test_rename_after_somebody_else_saved_is_overtaken(community, coordinator):
    with pytest.raises(Overtaken):
        rename_community(community, by=coordinator, name="Huissen", version=community.version - 1)
    assert former(community) == []


def test_closed_circle_keeps_its_name(community, coordinator):
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        rename_community(community, by=coordinator, name="Huissen", version=community.version)


def test_draft_was_known_by_nobody(community, coordinator):
    Community.objects.filter(pk=community.pk).update(status="draft", started_at=None)
    name_it(community, coordinator, "Huissen")
    assert former(community) == []


def draft(programme, by, name):
    return create_draft(by=by, programme=programme, name=name, kind="regional", sector="practice")


def test_later_circle_takes_no_former_address(community, coordinator, programme, outsider):
    name_it(community, coordinator, "Huissen")
    assert draft(programme, outsider, "Lingewaard").slug == "lingewaard-2"


def test_renamed_circle_takes_no_address_of_another(community, coordinator, programme, outsider):
    other = draft(programme, outsider, "Huissen")
    Community.objects.filter(pk=other.pk).update(slug="huissen-en-gendt")
    assert name_it(community, coordinator, "Huissen en Gendt").slug == "huissen-en-gendt-2"


@pytest.mark.parametrize(("name", "slug"), [("Nieuw", "nieuw-2"), ("Meedoen", "meedoen-2"), ("???", "leerkring")])
def test_address_is_never_that_of_a_page(name, slug, community, coordinator):
    assert name_it(community, coordinator, name).slug == slug


def test_address_taken_at_the_same_moment_gives_the_next(community, coordinator, programme, outsider, monkeypatch):
    draft(programme, outsider, "Huissen")
    free, answers = rename.free_address, ["huissen"]
    # What somebody sees who looks before the other has saved.
    monkeypatch.setattr(rename, "free_address", lambda name, of: answers.pop() if answers else free(name, of=of))
    assert name_it(community, coordinator, "Huissen").slug == "huissen-2"


def test_address_that_stays_taken_is_an_error(community, coordinator, programme, outsider, monkeypatch):
    draft(programme, outsider, "Huissen")
    monkeypatch.setattr(rename, "free_address", lambda name, of: "huissen")
    with pytest.raises(IntegrityError):
        name_it(community, coordinator, "Huissen")


def test_changing_the_name_with_the_rest_keeps_the_old_one_too(community, coordinator):
    change_community(community, by=coordinator, version=community.version, name="Huissen", question="Wat nu?")
    assert former(community) == [("Lingewaard", "")]


def test_changing_anything_else_keeps_no_name(community, coordinator):
    change_community(community, by=coordinator, version=community.version, question="Wat nu?")
    assert former(community) == []
