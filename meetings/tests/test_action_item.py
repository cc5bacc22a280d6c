"""Action items: adding, changing, closing, and who may."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from communities.models import Community
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.models import Message
from meetings.actions import action_item as actions
from meetings.actions.action_item import (
    add_action_item,
    change_action_item,
    close_action_item,
    reopen_action_item,
)
from meetings.models import ActionItem

pytestmark = pytest.mark.django_db


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def add(community, coordinator):
    """Return a function that writes down an action item as the coordinator would."""

    def write(what="Bel de huisarts", **fields) -> ActionItem:
        return add_action_item(community, **{"by": coordinator, "what": what, "owner_name": "De Linge"} | fields)

    return write


@pytest.fixture
def facts(community, member):
    """Return a function that gives what a page posts."""

    def data(**changes):
        given = {"what": "Bel de huisarts", "owner": member.pk, "owner_name": "", "due_on": in_days(9).isoformat()}
        return given | changes

    return data


# --- Adding -----------------------------------------------------------------------------------------------------


def test_add_keeps_who_what_and_when_and_plans_a_reminder(add, meeting, member, coordinator):
    item = add(owner=member, owner_name="", due_on=in_days(10), meeting=meeting)
    assert (item.owner, item.meeting, item.created_by, item.is_open) == (member, meeting, coordinator, True)
    assert item.next_reminder_on == in_days(7)


@pytest.mark.parametrize(
    ("fields", "reminder"),
    [
        ({"owner_name": "Els", "due_on": 10}, None),
        ({"due_on": None}, None),
        ({"due_on": 2}, 9),
        ({"due_on": 3}, 10),
        ({"due_on": 4}, 1),
    ],
)
def test_add_plans_the_first_reminder_that_is_still_to_come(add, member, fields, reminder):
    owner = {} if "owner_name" in fields else {"owner": member, "owner_name": ""}
    due_on = in_days(fields["due_on"]) if fields["due_on"] else None
    item = add(**owner | {"due_on": due_on})
    assert item.next_reminder_on == (in_days(reminder) if reminder else None)


def test_add_twice_makes_one_and_tells_once(add, member):
    first, second = (add(owner=member, owner_name="") for _ in range(2))
    assert (first, Message.objects.count()) == (second, 1)
    assert add(what="Iets anders") != first


def test_add_tells_the_owner_but_not_who_wrote_it_down(add, member, coordinator):
    add(owner=coordinator, owner_name="")
    assert not Message.objects.exists()
    add(owner=member, owner_name="")
    assert Message.objects.get().recipient == member


def test_add_is_refused_in_a_closed_circle_for_a_stranger_and_when_there_are_too_many(
    add, community, outsider, former_member, monkeypatch
):
    for person in (outsider, former_member):
        with pytest.raises(Refused):
            add(owner=person, owner_name="")
    monkeypatch.setattr(actions, "MOST_OPEN", 1)
    add()
    with pytest.raises(Refused):
        add(what="Nog een")
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        add(what="Te laat")
    assert ActionItem.objects.count() == 1 and not Message.objects.exists()


# --- Changing ---------------------------------------------------------------------------------------------------


def change(item, by, **fields):
    known = {"what": item.what, "owner": item.owner, "owner_name": item.owner_name, "due_on": item.due_on}
    return change_action_item(item, by=by, **{"version": item.version} | known | fields)


def test_change_tells_another_owner_and_moves_the_reminder(add, member, host, coordinator):
    item = add(owner=member, owner_name="", due_on=in_days(10))
    row = change(item, coordinator, owner=host, due_on=in_days(20))
    assert (row.owner, row.version, row.next_reminder_on) == (host, 2, in_days(17))
    assert [message.recipient for message in Message.objects.order_by("pk")] == [member, host]


def test_change_to_the_same_or_of_the_words_only_tells_nobody(add, member, coordinator):
    item = add(owner=member, owner_name="", due_on=in_days(10))
    assert change(item, coordinator).version == 1
    assert change(item, coordinator, what="Bel de praktijk").version == 2
    assert Message.objects.count() == 1


def test_change_is_refused_when_overtaken_closed_or_given_to_a_stranger(add, member, coordinator, outsider):
    item = add()
    change(item, coordinator, what="Eerder")
    assert change(item, coordinator, what="Eerder").version == 2
    with pytest.raises(Overtaken):
        change(item, coordinator, what="Later")
    with pytest.raises(Refused):
        change(item, coordinator, version=2, owner=outsider)
    close_action_item(item, by=coordinator, status="done")
    with pytest.raises(Refused):
        change(item, coordinator, version=3, what="Te laat")
    assert ActionItem.objects.get().what == "Eerder"


def test_change_keeps_an_owner_who_left(add, member, community, coordinator):
    item = add(owner=member, owner_name="")
    community.memberships.filter(user=member).update(left_at=timezone.now())
    assert change(item, coordinator, what="Iemand anders vragen").owner == member


# --- Closing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["done", "dropped"])
def test_close_keeps_what_came_of_it_and_stops_reminding(add, member, status):
    item = add(owner=member, owner_name="", due_on=in_days(10))
    row = close_action_item(item, by=member, status=status, result="Zij doet mee.")
    again = close_action_item(item, by=member, status=status, result="Iets anders")
    assert (row.status, row.result, row.next_reminder_on) == (status, "Zij doet mee.", None)
    assert (again.result, again.version) == ("Zij doet mee.", 2) and row.closed_at


def test_close_the_other_way_or_as_open_is_refused(add, member):
    item = add(owner=member, owner_name="")
    with pytest.raises(Refused):
        close_action_item(item, by=member, status="open", result="")
    close_action_item(item, by=member, status="done")
    with pytest.raises(Refused):
        close_action_item(item, by=member, status="dropped")
    assert ActionItem.objects.get().status == "done"


def test_reopen_reminds_again_and_twice_is_harmless(add, member):
    item = add(owner=member, owner_name="", due_on=in_days(10))
    close_action_item(item, by=member, status="done", result="R")
    row = reopen_action_item(item, by=member)
    again = reopen_action_item(item, by=member)
    assert (row.is_open, row.closed_at, row.next_reminder_on, row.result) == (True, None, in_days(7), "R")
    assert again.version == row.version == 3


def test_nothing_changes_in_a_closed_circle(add, community, coordinator):
    item = add()
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    for deed in (
        lambda: change(item, coordinator, what="X"),
        lambda: close_action_item(item, by=coordinator, status="done"),
        lambda: reopen_action_item(item, by=coordinator),
    ):
        with pytest.raises(Refused):
            deed()
    assert ActionItem.objects.get().version == 1


# --- Who may ----------------------------------------------------------------------------------------------------

READERS = {"coordinator", "member", "host", "owner", "author", "facilitator", "alumnus"}
CHANGERS = {"coordinator", "owner", "author", "facilitator"}
STRANGERS = {"former_member", "outsider", "staff", "visitor", "former_owner"}
ROLES = sorted(READERS | STRANGERS)


@pytest.fixture
def cast(community, meeting, make, request):
    def person(name, **membership):
        user = make.user(name)
        make.join(user, community, "professional", **membership)
        return user

    people = {
        "owner": person("Eigenaar"),
        "author": person("Schrijver"),
        "facilitator": person("Leider"),
        "alumnus": person("Alumnus", alumnus_since=timezone.now()),
        "former_owner": person("Weg", left_at=timezone.now()),
        "visitor": AnonymousUser(),
    }
    meeting.facilitator = people["facilitator"]
    meeting.save()
    names = ["coordinator", "member", "host", "former_member", "outsider", "staff"]
    return people | {name: request.getfixturevalue(name) for name in names}


@pytest.mark.parametrize("state", ["running", "closed"])
@pytest.mark.parametrize("role", ROLES)
def test_rules_by_role_and_state(role, state, cast, community, meeting):
    owner = cast["former_owner" if role == "former_owner" else "owner"]
    item = ActionItem.objects.create(
        community=community, meeting=meeting, what="W", owner=owner, created_by=cast["author"]
    )
    if state == "closed":
        Community.objects.filter(pk=community.pk).update(**CLOSED)

    user, running = cast[role], state == "running"
    assert has_permission(user, "meetings.view_action_item", item) == (role in READERS)
    assert has_permission(user, "meetings.change_action_item", item) == (role in CHANGERS and running)
    may_add = role in READERS - {"alumnus"} and running
    assert has_permission(user, "meetings.add_action_item", community) == may_add


def test_item_of_nobody_is_not_everybodys(community, member, meeting):
    item = ActionItem.objects.create(community=community, what="W", owner_name="De Linge")
    assert not has_permission(member, "meetings.change_action_item", item)
    assert not has_permission(AnonymousUser(), "meetings.change_action_item", item)


# --- Pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def list_url(community):
    return reverse("meetings:action_item_list", kwargs={"slug": community.slug})


@pytest.fixture
def meeting_url(meeting):
    return reverse("meetings:meeting_actions", kwargs={"pk": meeting.pk})


def url(name, item):
    return reverse(f"meetings:action_item_{name}", kwargs={"pk": item.pk})


def test_member_adds_one_to_the_circle_and_one_to_a_meeting(list_url, meeting_url, facts, meeting, member, as_user):
    client = as_user(member)
    assert client.post(list_url, facts()).status_code == 302
    assert client.post(meeting_url, facts(what="Nodig de wijkraad uit")).status_code == 302
    assert [item.meeting for item in ActionItem.objects.order_by("pk")] == [None, meeting]
    page = client.get(meeting_url).content.decode()
    assert "Nodig de wijkraad uit" in page and "Bel de huisarts" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"due_on": "2027-02-30"}, "is geen datum die bestaat"),
        ({"due_on": "2020-01-01"}, "Deze dag is voorbij"),
        ({"owner": ""}, "Kies wie het doet"),
        ({"owner_name": "Els"}, "Je koos ook een lid"),
        ({"what": ""}, "Vul dit in."),
    ],
)
def test_bad_input_is_said_beside_the_field_and_what_was_typed_is_kept(
    list_url, meeting_url, facts, member, as_user, changes, words
):
    for page in (list_url, meeting_url):
        answer = as_user(member).post(page, facts(**changes))
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert all(str(value) in answer.content.decode() for value in changes.values())
    assert not ActionItem.objects.exists()


def test_list_puts_open_ones_first_says_what_is_late_and_filters_mine(list_url, add, community, member, host, as_user):
    late = add("Laat", owner=member, owner_name="")
    ActionItem.objects.filter(pk=late.pk).update(due_on=in_days(-1))
    add("Zonder dag"), add("Straks", owner=host, owner_name="", due_on=in_days(3))
    close_action_item(add("Gedaan"), by=member, status="done", result="Gelukt met hulp")
    page = as_user(member).get(list_url)
    assert [row.item.what for row in page.context["open"]] == ["Laat", "Straks", "Zonder dag"]
    assert [row.item.what for row in page.context["closed"]] == ["Gedaan"]
    assert "te laat" in page.content.decode() and "Gelukt met hulp" in page.content.decode()
    mine = as_user(member).get(list_url, {"van": "mij"})
    assert [row.item.what for row in mine.context["open"]] == ["Laat"]


def test_tick_in_a_list_closes_and_leads_back(add, meeting, member, as_user):
    item = add(owner=member, owner_name="")
    back = {"": "leerkring/lingewaard/actiepunten/", f"bijeenkomst-{meeting.pk}": f"/{meeting.pk}/"}
    for place, target in back.items():
        client = as_user(member)
        answer = client.post(url("close", item) + f"?terug={place}", {"status": "done"})
        assert answer["Location"].endswith(target)
        client.post(url("reopen", item))
    assert ActionItem.objects.get().is_open


def test_close_page_asks_what_came_of_it(add, member, as_user):
    item = add(owner=member, owner_name="")
    client = as_user(member)
    assert client.get(url("close", item)).status_code == 200
    assert client.post(url("close", item), {"status": "open"}).status_code == 422
    assert client.post(url("close", item), {"status": "dropped", "result": "Niet nodig"}).status_code == 302
    assert ActionItem.objects.get().result == "Niet nodig"
    again = client.post(url("close", item), {"status": "done", "result": "Toch wel gedaan"})
    assert again.status_code == 422 and "Toch wel gedaan" in again.content.decode()


def test_change_page_saves_and_shows_both_texts_when_overtaken(add, member, coordinator, facts, as_user):
    item = add("Bel", owner=member, owner_name="")
    client = as_user(member)
    assert client.post(url("change", item), facts(what="Bel nu", version=1)).status_code == 302
    answer = client.post(url("change", item), facts(what="Bel later", version=1))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Bel nu" in page and "Bel later" in page
    assert client.post(url("change", item), facts(what="Bel later", version=2)).status_code == 302


def test_change_page_accepts_a_date_that_stood_there_and_has_passed(add, member, facts, as_user):
    item = add(owner=member, owner_name="")
    ActionItem.objects.filter(pk=item.pk).update(due_on=in_days(-5))
    data = facts(what="Anders", due_on=in_days(-5).isoformat(), version=1)
    assert as_user(member).post(url("change", item), data).status_code == 302


def test_member_without_a_part_in_it_gets_no_buttons_and_no_page(add, list_url, host, as_user):
    item = add()
    assert "afsluiten/" not in as_user(host).get(list_url).content.decode()
    for name in ("change", "close"):
        assert as_user(host).post(url(name, item), {"status": "done"}).status_code == 404
    assert as_user(host).post(url("reopen", item)).status_code == 404


def test_closed_circle_keeps_everything_readable_and_changes_nothing(
    add, list_url, meeting_url, meeting, community, facts, coordinator, as_user
):
    add("Blijft", meeting=meeting)
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    client = as_user(coordinator)
    for page in (list_url, meeting_url):
        assert "Blijft" in client.get(page).content.decode()
        client.post(page, facts(what="Nieuw"))
    assert ActionItem.objects.count() == 1
    assert '<h2 id="add-title"' not in client.get(list_url).content.decode()


def test_pages_ask_as_many_queries_for_three_as_for_one(add, list_url, meeting_url, meeting, member, as_user, queries):
    client, counts = as_user(member), []
    for _round in range(2):
        for number in range(1 + 2 * _round):
            add(f"W{_round}{number}", owner=member, owner_name="", due_on=in_days(number), meeting=meeting)
            close_action_item(add(f"D{_round}{number}", meeting=meeting), by=member, status="done")
        counts.append([queries(lambda page=page: client.get(page)) for page in (list_url, meeting_url)])
    assert counts[0] == counts[1] == [6, 4], counts


def test_list_has_pages(list_url, community, member, as_user):
    ActionItem.objects.bulk_create(ActionItem(community=community, what=f"W{number}") for number in range(30))
    page = as_user(member).get(list_url, {"page": "2"})
    assert len(page.context["open"]) == 5 and "page=1" in page.content.decode()
