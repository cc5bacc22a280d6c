"""Outcomes: written, published, published again."""

import re

import pytest
from django.urls import reverse

from casework.actions import outcome as actions
from casework.actions.outcome import Author
from casework.actions.sheet import Conflict
from casework.citations import Person
from casework.models import Outcome, OutcomeRevision, OutcomeVersion
from leerkring.core.errors import Refused

from .conftest import OUTCOME

TERMS = {"access": "open", "licence": "cc-by", "next_step": "Proberen in Gendt."}
TERMS |= dict.fromkeys(("has_consent", "is_unrecognisable", "need_not_wait"), "on")


def url(name, outcome, **more):
    return reverse(f"casework:{name}", kwargs={"slug": outcome.slug, **more})


def plain(page):
    """The page without the marks of words that only one of two texts has."""
    return re.sub("</?ins>", "", page.text)


# --- What happens -----------------------------------------------------------------------------------------------


def test_create_outcome_makes_its_maker_author_when_nobody_is_named(community, member):
    outcome = actions.create_outcome(community, OUTCOME, [], by=member)

    assert outcome.slug == "groen-licht-voor-de-linge"
    assert [author.user for author in outcome.authors.all()] == [member]


def test_create_outcome_finds_an_address_of_its_own(community, member, outcome):
    second = actions.create_outcome(community, OUTCOME | {"body": "Anders."}, [], by=member)
    named_like_a_path = actions.create_outcome(community, OUTCOME | {"title": "Leerkring"}, [], by=member)

    assert second.slug == "groen-licht-voor-de-linge-2"
    assert named_like_a_path.slug == "leerkring-2"


def test_create_outcome_pressed_twice_is_one_draft(community, member, host):
    first, again = (actions.create_outcome(community, OUTCOME, [], by=member) for _press in range(2))
    of_another = actions.create_outcome(community, OUTCOME, [], by=host)

    assert first == again != of_another
    assert first.authors.count() == 1


def test_authors_keep_their_order_and_count_once(outcome, member, coordinator, organisation):
    sanne, again = (Author(Person.parse(name)) for name in ("Sanne de Wit", "sanne de wit"))
    authors = [sanne, Author.of(coordinator), Author.of(coordinator), again]

    actions.save_outcome(outcome, OUTCOME, authors, by=member, version=outcome.version)

    saved = outcome.authors.values_list("position", "name", "user", "organisation")
    assert list(saved) == [(1, "Sanne de Wit", None, None), (2, "Marit Hoekstra", coordinator.pk, organisation.pk)]


def test_save_outcome_conflicts_when_somebody_else_was_first(outcome, member, coordinator):
    actions.save_outcome(outcome, OUTCOME, [], by=coordinator, version=outcome.version)

    with pytest.raises(Conflict):
        actions.save_outcome(outcome, OUTCOME, [], by=member, version=outcome.version)


def test_publish_outcome_freezes_version_one_and_asks_for_its_pdf(
    outcome, member, woken, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        version = actions.publish_outcome(outcome, by=member, version=outcome.version)

    outcome.refresh_from_db()
    assert (version.number, version.body, version.frozen_by) == ("1.0", OUTCOME["body"], member)
    assert (version.author_line, version.people) == ("Daan Willems", [{"family": "Willems", "given": "Daan"}])
    assert outcome.is_published
    assert outcome.published_at is not None
    tasks = ("make_version_pdf", "make_version_files")
    assert woken == [(f"casework.tasks.{task}", version.pk) for task in tasks]


@pytest.mark.parametrize("text", Outcome.TEXTS)
def test_publish_outcome_is_refused_when_something_lacks(outcome, member, text):
    Outcome.objects.update(**{text: " "})

    with pytest.raises(Refused):
        actions.publish_outcome(outcome, by=member, version=outcome.version)

    assert not OutcomeVersion.objects.exists()


def test_publish_outcome_a_second_time_without_new_words_is_refused(published, member):
    with pytest.raises(Refused):
        actions.publish_outcome(published, by=member, version=published.version)

    assert OutcomeVersion.objects.count() == 1


def test_publish_outcome_is_refused_when_the_text_changed_behind_the_page(outcome, member):
    with pytest.raises(Conflict):
        actions.publish_outcome(outcome, by=member, version=outcome.version - 1)


def test_edits_after_publication_wait_in_a_next_version(published, member):
    actions.save_outcome(published, OUTCOME | {"body": "Nieuw"}, [], by=member, version=published.version)

    published.refresh_from_db()
    assert published.body == OUTCOME["body"]
    assert published.working.body == "Nieuw"
    assert published.is_published

    version = actions.publish_outcome(published, by=member, version=published.version, change_note="Alles anders.")

    published = Outcome.objects.get()
    assert (version.number, version.body, version.change_note) == ("1.1", "Nieuw", "Alles anders.")
    assert published.working.body == "Nieuw"
    assert not OutcomeRevision.objects.exists()
    assert OutcomeVersion.objects.get(number="1.0").body == OUTCOME["body"]


def test_delete_outcome_takes_a_draft_and_leaves_what_is_published(outcome, member):
    actions.publish_outcome(outcome, by=member, version=outcome.version)
    with pytest.raises(Refused):
        actions.delete_outcome(outcome, by=member)

    draft = actions.create_outcome(outcome.community, OUTCOME, [], by=member)
    actions.delete_outcome(draft, by=member)

    assert Outcome.objects.get() == outcome


def test_save_outcome_after_deleting_is_refused(outcome, member):
    actions.delete_outcome(outcome, by=member)

    with pytest.raises(Refused):
        actions.save_outcome(outcome, OUTCOME, [], by=member, version=1)


# --- Pages ------------------------------------------------------------------------------------------------------


def make_published(community, member, number):
    for count in range(number):
        outcome = actions.create_outcome(community, OUTCOME | {"title": f"Paper {count}"}, [], by=member)
        actions.publish_outcome(outcome, by=member, version=outcome.version)


@pytest.mark.parametrize("number", [1, 3])
def test_public_list_asks_the_same_number_of_questions(visitor, community, member, django_assert_num_queries, number):
    make_published(community, member, number)

    with django_assert_num_queries(4):
        page = visitor.get(reverse("casework:outcome_list"))

    assert len(page.context["page"].object_list) == number


def test_public_list_shows_no_draft_and_filters_by_kind(visitor, published, community, member):
    actions.create_outcome(community, OUTCOME | {"title": "Nog geheim"}, [], by=member)

    assert "Nog geheim" not in visitor.get(reverse("casework:outcome_list")).text
    assert published.title in visitor.get(reverse("casework:outcome_list"), {"soort": "paper"}).text
    assert published.title not in visitor.get(reverse("casework:outcome_list"), {"soort": "story"}).text
    assert published.title in visitor.get(reverse("casework:outcome_list"), {"soort": "onzin", "page": "x"}).text


def test_public_list_shows_the_published_title_while_the_next_is_written(visitor, published, member):
    actions.save_outcome(published, OUTCOME | {"title": "Nog geheim"}, [], by=member, version=published.version)

    assert "Nog geheim" not in visitor.get(reverse("casework:outcome_list")).text
    assert "Nog geheim" not in visitor.get(published.get_absolute_url()).text


@pytest.mark.parametrize("name", ["community_outcomes", "community_latest"])
@pytest.mark.parametrize(("who", "sees"), [("member", True), ("outsider", False), ("staff", False)])
def test_drafts_of_a_circle_are_for_its_members(request, as_user, community, outcome, name, who, sees):
    address = reverse(f"casework:{name}", kwargs={"slug": community.slug})

    page = as_user(request.getfixturevalue(who)).get(address, headers={"HX-Request": "true"})

    assert (outcome.title in page.text) is sees


def test_latest_is_a_card_for_htmx_and_a_way_on_for_others(visitor, published, community):
    address = reverse("casework:community_latest", kwargs={"slug": community.slug})

    assert published.title in visitor.get(address, headers={"HX-Request": "true"}).text
    assert visitor.get(address).url == reverse("casework:community_outcomes", kwargs={"slug": community.slug})


@pytest.mark.parametrize("number", [1, 3])
def test_circle_list_asks_the_same_number_of_questions(as_user, community, member, django_assert_num_queries, number):
    make_published(community, member, number)
    client = as_user(member)

    with django_assert_num_queries(6):
        client.get(reverse("casework:community_outcomes", kwargs={"slug": community.slug}))


def test_writing_a_draft_with_authors_in_order(as_user, community, member, coordinator, outcome_data):
    rows = {"authors-TOTAL_FORMS": "3"}
    rows |= {"authors-0-person": member.pk, "authors-0-place": "2"}
    rows |= {"authors-1-person": coordinator.pk, "authors-1-place": "1"}
    rows |= {"authors-2-given_name": "Sanne", "authors-2-tussenvoegsel": "de", "authors-2-family_name": " Wit "}
    address = reverse("casework:outcome_create", kwargs={"slug": community.slug})
    assert as_user(member).get(address).status_code == 200

    as_user(member).post(address, outcome_data() | rows)

    names = [author.name for author in Outcome.objects.get().authors.all()]
    assert names == [coordinator.full_name, member.full_name, "Sanne de Wit"]


def test_author_row_with_both_a_member_and_a_name_is_asked_again(as_user, community, member, outcome_data):
    rows = {"authors-TOTAL_FORMS": "1", "authors-0-person": member.pk, "authors-0-family_name": "Ander"}
    address = reverse("casework:outcome_create", kwargs={"slug": community.slug})

    page = as_user(member).post(address, outcome_data(body="Blijf staan") | rows)

    assert "Blijf staan" in page.text
    assert not Outcome.objects.exists()


def test_author_from_outside_has_a_home_an_orcid_and_a_part(as_user, community, member, outcome_data):
    row = {"given_name": "Femke", "family_name": "Baltussen", "affiliation": "Hogeschool Rijn & Waal"}
    row |= {"orcid": "https://orcid.org/0000-0002-1825-0097", "role": "contributor"}
    rows = {"authors-TOTAL_FORMS": "2", "authors-0-person": member.pk}
    rows |= {f"authors-1-{name}": text for name, text in row.items()}
    client = as_user(member)

    client.post(reverse("casework:outcome_create", kwargs={"slug": community.slug}), outcome_data() | rows)

    outcome = Outcome.objects.get()
    assert outcome.authors.get(position=2).person == Person(
        "Baltussen", "Femke", organisation="Hogeschool Rijn & Waal", orcid="0000-0002-1825-0097"
    )
    page = client.get(outcome.get_absolute_url())
    assert page.context["author_line"] == "Daan Willems"
    assert page.context["contributor_line"] == "Femke Baltussen (Hogeschool Rijn & Waal)"


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"orcid": "0000-0002-1825-0098", "family_name": "X"}, "orcid"), ({"given_name": "A"}, "family_name")],
)
def test_author_row_that_is_not_right_keeps_what_was_typed(as_user, community, member, outcome_data, typed, field):
    rows = {"authors-TOTAL_FORMS": "1"} | {f"authors-0-{name}": text for name, text in typed.items()}

    page = as_user(member).post(
        reverse("casework:outcome_create", kwargs={"slug": community.slug}), outcome_data() | rows
    )

    assert set(page.context["authors"].forms[0].errors) == {field}
    assert all(text in page.text for text in typed.values())
    assert not Outcome.objects.exists()


def test_outsider_is_no_author(as_user, community, member, outsider, outcome_data):
    rows = {"authors-TOTAL_FORMS": "1", "authors-0-person": outsider.pk}

    as_user(member).post(reverse("casework:outcome_create", kwargs={"slug": community.slug}), outcome_data() | rows)

    assert not Outcome.objects.exists()


def test_preview_shows_the_text_and_saves_nothing(as_user, outcome, member, outcome_data):
    data = outcome_data(outcome, body="## Nieuwe kop", preview="1")

    page = as_user(member).post(url("outcome_change", outcome), data)

    assert "Nieuwe kop</h2>" in page.text
    assert Outcome.objects.get().body == OUTCOME["body"]


@pytest.mark.promise(12)
def test_conflict_shows_both_texts_and_a_second_save_counts(as_user, outcome, member, coordinator, outcome_data):
    as_user(coordinator).post(url("outcome_change", outcome), outcome_data(outcome, body="Van de ander"))
    data = outcome_data(outcome, body="Van mij")

    page = as_user(member).post(url("outcome_change", outcome), data)

    assert page.status_code == 409
    assert "Van de ander" in plain(page)
    assert "Van mij" in plain(page)

    as_user(member).post(url("outcome_change", outcome), data | {"version": page.context["form"]["version"].value()})
    assert Outcome.objects.get().body == "Van mij"


def test_citizen_service_number_is_refused(as_user, outcome, member, outcome_data):
    page = as_user(member).post(url("outcome_change", outcome), outcome_data(outcome, body="Nummer 111222333"))

    assert set(page.context["form"].errors) == {"body"}


@pytest.mark.parametrize("who", ["host", "outsider", "staff", "former_member"])
@pytest.mark.parametrize("name", ["outcome_change", "outcome_publish", "outcome_delete", "outcome_working"])
def test_writing_pages_do_not_exist_for_others(request, as_user, published, who, name):
    assert as_user(request.getfixturevalue(who)).get(url(name, published)).status_code == 404


@pytest.mark.parametrize("name", ["outcome_change", "outcome_publish", "outcome_delete", "outcome_working"])
def test_visitors_are_asked_to_sign_in(visitor, published, name):
    assert visitor.get(url(name, published)).status_code == 302


def test_publishing_on_the_page(as_user, outcome, member):
    client = as_user(member)
    page = client.get(url("outcome_publish", outcome))
    assert page.context["number"] == "1.0"

    answer = client.post(url("outcome_publish", outcome), TERMS | {"version": outcome.version})

    assert answer.url == outcome.get_absolute_url()
    assert OutcomeVersion.objects.get().number == "1.0"


def test_publishing_again_asks_what_changed(as_user, published, member):
    actions.save_outcome(published, OUTCOME | {"body": "Nieuw"}, [], by=member, version=published.version)
    version = Outcome.objects.get().version
    client = as_user(member)

    page = client.post(url("outcome_publish", published), TERMS | {"version": version})
    assert set(page.context["form"].errors) == {"change_note"}

    client.post(
        url("outcome_publish", published), TERMS | {"version": version, "change_note": "Cijfers van dit jaar."}
    )
    assert OutcomeVersion.objects.get(number="1.1").change_note == "Cijfers van dit jaar."


@pytest.mark.parametrize(("changes", "version"), [({"abstract": ""}, 1), ({}, 99)])
def test_publishing_that_can_not_be_says_why(as_user, outcome, member, changes, version):
    Outcome.objects.update(**changes)

    page = as_user(member).post(url("outcome_publish", outcome), TERMS | {"version": version})

    assert page.context["form"].non_field_errors()
    assert not OutcomeVersion.objects.exists()


def test_deleting_a_draft_asks_and_then_does(as_user, outcome, member):
    client = as_user(member)
    assert client.get(url("outcome_delete", outcome)).status_code == 200

    client.post(url("outcome_delete", outcome))

    assert not Outcome.objects.exists()


def test_page_after_the_first_save_names_the_page_that_was_saved(as_user, community, member, outcome_data):
    client, mark = as_user(member), "0b2ccae2-1111-4222-8333-444455556666"
    answer = client.post(
        reverse("casework:outcome_create", args=[community.slug]), outcome_data(page=mark), follow=True
    )

    assert f'data-draft-saved="{mark}"' in answer.text
