"""Contact persons: who they are, in which order, and who sees them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from communities.actions.contact_person import (
    MOST,
    add_contact_person,
    change_contact_person,
    move_contact_person,
    remove_contact_person,
)
from communities.models import Community, ContactPerson, Membership
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused

pytestmark = pytest.mark.django_db
ELS = {"name": "Els Vonk", "email": "Els@Example.nl"}


@pytest.fixture
def contact(community, coordinator) -> ContactPerson:
    return add_contact_person(community, by=coordinator, **ELS, function="adviseur")


def path(name, community, **parts):
    return reverse(f"communities:contact_person_{name}", kwargs={"slug": community.slug} | parts)


def seen(user=None) -> list[str]:
    rows = ContactPerson.objects.permitted(user or AnonymousUser(), "communities.view_contact_person")
    return [row.full_name for row in rows]


# --- Adding, changing, ordering ---------------------------------------------------------------------------------


def test_add_contact_person_from_outside_keeps_the_address_in_small_letters(contact):
    assert (contact.full_name, contact.address, contact.position) == ("Els Vonk", "els@example.nl", 1)


def test_add_contact_person_of_the_circle_uses_the_address_of_the_account(community, coordinator, member):
    contact = add_contact_person(community, by=coordinator, user=member)

    assert (contact.full_name, contact.address) == ("Daan Willems", member.email)


def test_add_contact_person_twice_is_one_with_the_newest_words(community, coordinator, contact):
    again = add_contact_person(community, by=coordinator, **ELS, function="directeur")

    assert again.pk == contact.pk
    assert ContactPerson.objects.get().function == "directeur"


@pytest.mark.parametrize("who", ["outsider", "former_member"])
def test_add_contact_person_is_refused_for_who_is_not_in_the_circle(community, coordinator, request, who):
    with pytest.raises(Refused):
        add_contact_person(community, by=coordinator, user=request.getfixturevalue(who))


def test_add_contact_person_is_refused_for_nobody(community, coordinator):
    with pytest.raises(Refused):
        add_contact_person(community, by=coordinator, name="Els")


def test_add_contact_person_is_refused_above_ten(community, coordinator):
    for number in range(MOST):
        add_contact_person(community, by=coordinator, name=f"N{number}", email=f"n{number}@example.nl")

    with pytest.raises(Refused):
        add_contact_person(community, by=coordinator, **ELS)


def test_contact_persons_of_a_closed_circle_stay_as_they_are(community, coordinator, contact):
    Community.objects.update(**CLOSED)

    for deed in (
        lambda: add_contact_person(community, by=coordinator, **ELS),
        lambda: change_contact_person(contact, by=coordinator, version=1, **ELS),
        lambda: move_contact_person(contact, by=coordinator, up=True),
        lambda: remove_contact_person(contact, by=coordinator),
    ):
        with pytest.raises(Refused):
            deed()


def test_change_contact_person_from_member_to_outside_leaves_no_trace_of_the_account(community, coordinator, member):
    contact = add_contact_person(community, by=coordinator, user=member)

    changed = change_contact_person(contact, by=coordinator, version=1, **ELS)

    assert (changed.user, changed.address, changed.version) == (None, "els@example.nl", 2)


def test_change_contact_person_is_overtaken_by_an_earlier_save(coordinator, contact):
    change_contact_person(contact, by=coordinator, version=1, **ELS, about="van alles")

    with pytest.raises(Overtaken):
        change_contact_person(contact, by=coordinator, version=1, **ELS, about="niets")
    assert ContactPerson.objects.get().about == "van alles"


def test_change_contact_person_into_one_who_is_there_is_refused(community, coordinator, member, contact):
    add_contact_person(community, by=coordinator, user=member)

    with pytest.raises(Refused):
        change_contact_person(contact, by=coordinator, version=1, user=member)


def test_change_contact_person_that_was_removed_is_refused(coordinator, contact):
    remove_contact_person(contact, by=coordinator)

    with pytest.raises(Refused):
        change_contact_person(contact, by=coordinator, version=1, **ELS)


def test_move_contact_person_changes_places_and_stops_at_the_edge(community, coordinator, member, contact):
    second = add_contact_person(community, by=coordinator, user=member)

    for _time in range(2):
        move_contact_person(second, by=coordinator, up=True)
    assert seen() == ["Daan Willems", "Els Vonk"]
    move_contact_person(second, by=coordinator, up=False)
    assert seen() == ["Els Vonk", "Daan Willems"]


def test_remove_contact_person_twice_is_harmless(coordinator, contact):
    for _time in range(2):
        remove_contact_person(contact, by=coordinator)

    assert not ContactPerson.objects.exists()


# --- Who sees them ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"status": "draft", "started_at": None}, []),
        ({}, ["Els Vonk"]),
        (CLOSED, []),
        (CLOSED | {"status": "archived"}, []),
    ],
)
def test_contact_persons_are_public_while_the_circle_runs(community, contact, state, expected):
    if state:
        Community.objects.update(**state)

    assert seen() == expected


@pytest.mark.parametrize("change", ["left_at", "alumnus_since"])
def test_contact_person_who_takes_part_no_more_is_shown_no_more(community, coordinator, member, change):
    add_contact_person(community, by=coordinator, user=member)
    Membership.objects.filter(user=member).update(**{change: timezone.now()})

    assert seen() == []


@pytest.mark.parametrize("who", ["coordinator", "member", "outsider", None])
def test_address_of_a_contact_person_stands_on_no_public_page(
    community, coordinator, contact, member, as_user, visitor, request, who
):
    add_contact_person(community, by=coordinator, user=member)
    client = as_user(request.getfixturevalue(who)) if who else visitor

    page = client.get(community.get_absolute_url()).text
    form = client.get(reverse("communities:contact_message_create", kwargs={"slug": community.slug})).text

    for text in (page, form):
        assert "Els Vonk" in text
        assert "els@example.nl" not in text
    assert who == "member" or member.email not in page + form


# --- The desk ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_desk_of_contact_persons_takes_four_questions(
    community, coordinator, as_user, django_assert_num_queries, number
):
    for count in range(number):
        add_contact_person(community, by=coordinator, name="N", email=f"n{count}@example.nl")
    client = as_user(coordinator)

    # Session, account, the circle with its tabs, the contact persons.
    with django_assert_num_queries(5):
        page = client.get(path("list", community))
    assert len(page.context["contacts"]) == number


def test_desk_adds_a_member_and_says_so(community, coordinator, member, as_user):
    client = as_user(coordinator)

    page = client.post(path("create", community), {"who": "member", "member": member.pk}, follow=True)

    assert page.redirect_chain == [(path("list", community), 302)]
    assert ContactPerson.objects.get().user == member


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"who": "member"}, {"member"}),
        ({"who": "outside"}, {"name", "email"}),
        ({"who": "outside", "name": "Els\r\nBcc: x@x.nl", "email": "els@example.nl"}, {"name"}),
        ({"who": "outside", "name": "Els", "email": "els@"}, {"email"}),
        ({"who": "member", "member": "999999"}, {"member"}),
        ({"who": ""}, {"who"}),
    ],
)
def test_desk_says_what_is_wrong(community, coordinator, as_user, data, wrong):
    page = as_user(coordinator).post(path("create", community), data)

    assert set(page.context["form"].errors) == wrong
    assert not ContactPerson.objects.exists()


def test_desk_shows_both_texts_when_somebody_came_in_between(community, coordinator, contact, as_user):
    client, data = as_user(coordinator), {"who": "outside", "name": "Els", "email": "els@example.nl"}
    change_contact_person(contact, by=coordinator, version=1, **ELS, about="van de ander")

    page = client.post(path("change", community, pk=contact.pk), data | {"about": "van mij", "version": "1"})

    assert page.status_code == 409
    assert "van de ander" in page.text and "van mij" in page.text
    data |= {"about": "van mij", "version": page.context["form"].data["version"]}
    client.post(path("change", community, pk=contact.pk), data)
    assert ContactPerson.objects.get().about == "van mij"


def test_desk_asks_before_it_removes(community, coordinator, contact, as_user):
    client = as_user(coordinator)
    remove = path("remove", community, pk=contact.pk)

    assert "Els Vonk" in client.get(remove).text
    assert ContactPerson.objects.exists()
    client.post(remove)
    assert not ContactPerson.objects.exists()


def test_desk_moves_by_a_button_and_never_by_a_link(community, coordinator, member, contact, as_user):
    second = add_contact_person(community, by=coordinator, user=member)
    client = as_user(coordinator)

    assert client.get(path("move", community, pk=second.pk)).status_code == 405
    client.post(path("move", community, pk=second.pk), {"up": "1"})
    assert seen() == ["Daan Willems", "Els Vonk"]


def test_desk_of_one_circle_opens_no_other(community, coordinator, contact, as_user, make):
    other = Community.objects.create(
        programme=community.programme, slug="ander", name="Ander", kind="regional", area=community.area,
        question="?", status="active", started_at=timezone.now(),
    )  # fmt: skip
    make.join(coordinator, other, Membership.Role.COORDINATOR)

    assert as_user(coordinator).get(path("change", other, pk=contact.pk)).status_code == 404
