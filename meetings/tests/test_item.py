"""Who sees and changes which item of a programme: coordinators, the host, members and guests."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.core.permissions import has_permission
from meetings.actions.guest import withdraw_guest
from meetings.actions.guest_visit import answer_as_guest, word_part
from meetings.actions.programme import ItemOvertaken, add_item, change_item
from meetings.actions.programme_change import publish_programme
from meetings.models import Guest, Meeting, ProgrammeItem
from meetings.shown.programme import programme_for, programme_for_guest
from meetings.tokens import guest_token

pytestmark = pytest.mark.django_db

STATES = ["draft", "planned", "cancelled", "past", "closed_circle"]
SHOWN = {"planned", "cancelled", "past", "closed_circle"}
MADE = {"draft", "planned"}
# Per rule and kind of item the states in which a role may; a role that is not named may never. Not published yet.
ALLOWED = {
    ("meetings.view_item", "host"): {"coordinator": set(STATES), "host": SHOWN},
    ("meetings.view_item", "member"): {"coordinator": set(STATES), "member": SHOWN},
    ("meetings.view_item", "programme"): {"coordinator": set(STATES)},
    ("meetings.change_item", "host"): {"coordinator": MADE, "host": {"planned"}},
    ("meetings.change_item", "member"): {"coordinator": MADE, "member": {"planned"}},
    ("meetings.change_item", "programme"): {"coordinator": MADE},
    ("meetings.host_item", "host"): {"coordinator": MADE, "host": {"planned"}},
    ("meetings.host_item", "member"): {"coordinator": MADE},
    ("meetings.arrange_item", "host"): {"coordinator": MADE},
    ("meetings.arrange_item", "member"): {"coordinator": MADE},
}
READERS = {"coordinator", "member", "other_member", "host", "alumnus"}
ROLES = ["coordinator", "member", "other_member", "host", "former_member", "alumnus", "outsider", "staff", "visitor"]


@pytest.fixture
def alumnus(community, host_organisation, make):
    """Somebody of the host who only reads what the circle shared."""
    user = make.user("Loes", "Wennekes")
    make.join(user, community, "lecturer", alumnus_since=timezone.now(), organisation=host_organisation)
    return user


@pytest.fixture
def other_member(community, make):
    user = make.user("Teun", "Gerritsen")
    make.join(user, community, "professional")
    return user


@pytest.fixture
def in_state(cycle, make, host_organisation, member):
    """Return a function that makes a meeting in a state, with an item of the host, one of the member and one more."""

    def build(state: str) -> Meeting:
        status = state if state in Meeting.Status.values else Meeting.Status.PLANNED
        if state == "closed_circle":
            Community.objects.filter(pk=cycle.community_id).update(**CLOSED)
        meeting = make.meeting(cycle, 3, days=-7 if state == "past" else 7, status=status, host=host_organisation)
        for position, party in enumerate(["host", "member", "programme"]):
            facts = {"responsible": party, "member": member if party == "member" else None, "title": party}
            meeting.items.create(position=position, pillar="opening", minutes=30, **facts)
        return meeting

    return build


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ROLES)
def test_rules_of_items_by_role_and_state(role, state, in_state, request):
    user = AnonymousUser() if role == "visitor" else request.getfixturevalue(role)
    items = {item.responsible: item for item in in_state(state).items.all()}

    for (rule, party), allowed in ALLOWED.items():
        assert has_permission(user, rule, items[party]) == (state in allowed.get(role, set())), (rule, party)
    Meeting.objects.update(programme_published_at=timezone.now())
    sees = role in READERS and (state != "draft" or role == "coordinator")
    assert has_permission(user, "meetings.view_item", items["programme"]) == sees
    assert has_permission(user, "meetings.view_programme", items["programme"].meeting) == sees
    makes = role == "coordinator" and state in MADE
    assert has_permission(user, "meetings.change_programme", items["programme"].meeting) == makes


@pytest.mark.parametrize("role", ["host", "member"])
@pytest.mark.parametrize("how", ["left_at", "alumnus_since"])
def test_right_to_an_item_ends_with_the_membership(role, how, in_state, request):
    user = request.getfixturevalue(role)
    item = in_state("planned").items.get(responsible=role)
    assert has_permission(user, "meetings.change_item", item)

    Membership.objects.filter(user=user).update(**{how: timezone.now()})

    assert not has_permission(user, "meetings.change_item", item)
    assert not has_permission(user, "meetings.view_item", item)


def test_right_of_the_host_goes_with_the_organisation(in_state, host, make, organisation):
    meeting = in_state("planned")
    item = meeting.items.get(responsible="host")
    Membership.objects.filter(user=host).update(organisation=organisation)
    assert not has_permission(host, "meetings.change_item", item)
    Meeting.objects.filter(pk=meeting.pk).update(host=organisation)
    assert has_permission(host, "meetings.change_item", item)


def test_programme_of_a_draft_shows_own_items_at_their_times(in_state, member, other_member, coordinator):
    meeting = in_state("planned")
    assert [row.item.title for row in programme_for(meeting, coordinator)] == ["host", "member", "programme"]
    assert [(row.item.title, row.starts, row.may_edit) for row in programme_for(meeting, member)] == [
        ("member", "10.00", True)
    ]
    assert programme_for(meeting, other_member) == []


# --- Pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def page_of():
    return lambda item: reverse("meetings:item_change", kwargs={"pk": item.meeting_id, "item_pk": item.pk})


def test_host_changes_its_item_and_not_who_takes_care_of_it(in_state, host, as_user, page_of, make):
    item = in_state("planned").items.get(responsible="host")
    data = {"title": "Welkom", "minutes": 40, "working_form": "round", "materials": "Koffie", "version": 1}
    strange = {"party": "programme", "pillar": "closing", "tables": 9}

    response = as_user(host).post(page_of(item), data | strange)

    item.refresh_from_db()
    assert response.url == item.meeting.get_absolute_url()
    facts = {name: value for name, value in data.items() if name != "version"}
    assert {name: getattr(item, name) for name in facts} == facts
    assert (item.responsible, item.pillar, item.tables) == ("host", "opening", None)


def test_member_words_their_item_and_no_more(in_state, member, as_user, page_of):
    item = in_state("planned").items.get(responsible="member")
    page = as_user(member).get(page_of(item)).content.decode()
    assert 'name="title"' in page and 'name="minutes"' not in page and 'name="party"' not in page

    as_user(member).post(page_of(item), {"title": "Nieuws", "materials": "Krant", "minutes": 90, "version": 1})

    item.refresh_from_db()
    assert (item.title, item.materials, item.minutes, item.member) == ("Nieuws", "Krant", 30, member)


@pytest.mark.parametrize(("role", "party"), [("host", "member"), ("member", "host"), ("host", "programme")])
def test_items_of_others_are_not_found(role, party, in_state, as_user, page_of, request):
    item = in_state("planned").items.get(responsible=party)
    client = as_user(request.getfixturevalue(role))
    assert client.get(page_of(item)).status_code == 404
    remove = reverse("meetings:item_remove", kwargs={"pk": item.meeting_id, "item_pk": item.pk})
    own = item.meeting.items.get(responsible=role)
    assert client.post(remove).status_code == 404
    assert client.post(remove.replace(f"/{item.pk}/", f"/{own.pk}/")).status_code == 404


def test_meeting_page_shows_members_a_draft_as_following(in_state, other_member, host, as_user, coordinator):
    meeting = in_state("planned")
    ProgrammeItem.objects.filter(responsible="programme").update(title="Geheim onderdeel", materials="Geheim spul")

    assert "Het programma volgt nog." in as_user(other_member).get(meeting.get_absolute_url()).content.decode()
    page = as_user(host).get(meeting.get_absolute_url()).content.decode()
    assert "Dit verzorg jij." in page and "Geheim" not in page
    assert "Geheim onderdeel" in as_user(coordinator).get(meeting.get_absolute_url()).content.decode()

    publish_programme(meeting, by=coordinator)
    page = as_user(other_member).get(meeting.get_absolute_url()).content.decode()
    assert "Geheim onderdeel" in page and "Geheim spul" in page and ">concept<" not in page


def test_meeting_page_asks_no_more_for_more_items(in_state, member, as_user, queries, coordinator):
    meeting = in_state("planned")
    publish_programme(meeting, by=coordinator)
    client = as_user(member)
    one = queries(lambda: client.get(meeting.get_absolute_url()))
    for position in range(50, 60):
        meeting.items.create(
            position=position, pillar="break", title="T", minutes=5, responsible="member", member=member
        )
    assert queries(lambda: client.get(meeting.get_absolute_url())) == one <= 12


# --- Guests -------------------------------------------------------------------------------------------------------


@pytest.fixture
def guest(invite) -> Guest:
    return invite()


@pytest.fixture
def part(meeting, coordinator, guest):
    add_item(
        meeting, by=coordinator, pillar="opening", title="Inloop", minutes=30, responsible="host", materials="Kan"
    )
    facts = {"responsible": "guest", "guest": guest, "materials": "Scherm"}
    return add_item(meeting, by=coordinator, pillar="deepening", title="Lezing", minutes=60, **facts)


def fresh(guest) -> Guest:
    return Guest.objects.select_related("meeting__cycle__community").get(pk=guest.pk)


def test_guest_sees_of_a_draft_their_own_part_and_a_co_organiser_all(part, meeting, guest, invite, coordinator):
    other = invite("Ilse Bos", email="i.bos@example.nl", kind="co_organiser")
    assert [(row.item.title, row.starts) for row in programme_for_guest(fresh(guest))] == [("Lezing", "10.00")]
    assert [row.item.title for row in programme_for_guest(fresh(other))] == ["Inloop", "Lezing"]
    publish_programme(meeting, by=coordinator)
    assert [row.is_own for row in programme_for_guest(fresh(guest))] == [False, True]


def test_guest_page_shows_no_materials_of_others(part, meeting, guest, coordinator, client):
    publish_programme(meeting, by=coordinator)
    page = client.get(reverse("meetings:guest_visit", kwargs={"token": guest_token(guest)})).content.decode()
    assert "Inloop" in page and "Kan" not in page and "Scherm" in page


def test_guest_words_their_own_part(part, guest, client):
    url = reverse("meetings:guest_item", kwargs={"token": guest_token(guest), "item_pk": part.pk})
    assert "Lezing" in client.get(url).content.decode()
    assert client.post(url, {"title": "", "version": 1}).status_code == 422
    response = client.post(url, {"title": "Gesprek", "materials": "Stoelen", "minutes": 5, "version": 1})
    part.refresh_from_db()
    assert response.status_code == 302 and (part.title, part.materials, part.minutes) == ("Gesprek", "Stoelen", 60)
    late = client.post(url, {"title": "Praatje", "materials": "Stoelen", "version": 1})
    assert late.status_code == 409 and "Gesprek" in late.content.decode() and "Praatje" in late.content.decode()


def test_guest_finds_no_part_of_others_nor_of_a_meeting_that_is_over(part, meeting, guest, client):
    other = meeting.items.exclude(pk=part.pk).get()
    url = reverse("meetings:guest_item", kwargs={"token": guest_token(guest), "item_pk": other.pk})
    assert client.get(url).status_code == 404
    url = url.replace(f"/{other.pk}/", f"/{part.pk}/")
    assert client.get(url).status_code == 200
    answer_as_guest(guest, is_coming=False)
    assert client.get(url).status_code == 404
    answer_as_guest(fresh(guest), is_coming=True)
    now = timezone.now()
    Meeting.objects.update(starts_at=now - timedelta(hours=4), ends_at=now)
    assert client.post(url, {"title": "Gesprek", "version": 1}).status_code == 404


def test_guest_who_was_withdrawn_meanwhile_changes_nothing(part, guest, coordinator):
    withdraw_guest(guest, by=coordinator)
    with pytest.raises(Exception, match="link"):
        word_part(guest, part, version=1, title="Gesprek", materials="")
    part.refresh_from_db()
    assert part.title == "Lezing"


def test_item_added_by_a_button_pressed_twice_is_one(meeting, coordinator):
    facts = {"title": "Lunch", "pillar": "break", "minutes": 60}
    first = add_item(meeting, by=coordinator, **facts)
    assert add_item(meeting, by=coordinator, **facts) == first
    assert add_item(meeting, by=coordinator, **facts | {"minutes": 30}) != first
    assert add_item(meeting, by=coordinator, **facts) != first


def test_guest_who_was_taken_off_the_item_meanwhile_changes_nothing(part, guest, coordinator):
    change_item(part, by=coordinator, guest=None, responsible="programme")
    with pytest.raises(Exception, match="verzorgt dit niet meer"):
        word_part(guest, part, version=2, title="Gesprek", materials="")


def test_guest_and_coordinator_at_once_keep_the_first(part, guest, coordinator):
    change_item(part, by=coordinator, version=1, title="College")
    with pytest.raises(ItemOvertaken):
        word_part(guest, part, version=1, title="Gesprek", materials="")
