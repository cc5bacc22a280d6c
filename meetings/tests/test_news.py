"""News that members put forward for a meeting."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from communities.models import Community
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from meetings.actions import news as actions
from meetings.actions.meeting import cancel_meeting
from meetings.actions.news import add_news, change_news, move_news, remove_news
from meetings.models import Meeting, NewsItem

pytestmark = pytest.mark.django_db

LINK = "https://example.nl/bericht"


@pytest.fixture
def add(meeting, member):
    """Return a function that puts something forward as the member would."""

    def put(title="Nieuwe regels", **fields) -> NewsItem:
        return add_news(meeting, **{"by": member, "kind": "news", "title": title} | fields)

    return put


def titles() -> list[str]:
    return list(NewsItem.objects.values_list("title", flat=True))


# --- What happens -----------------------------------------------------------------------------------------------


def test_add_puts_it_at_the_end_and_twice_is_once(add, host):
    first, _second, third = add("Een"), add("Twee"), add("Een")
    other = add("Een", by=host)
    assert (first, titles()) == (third, ["Een", "Twee", "Een"]) and other != first


def test_add_is_refused_when_over_cancelled_closed_or_full(add, meeting, coordinator, community, monkeypatch):
    monkeypatch.setattr(actions, "MOST_NEWS", 1)
    add()
    with pytest.raises(Refused):
        add("Nog een")
    monkeypatch.undo()
    for state in (_over, _cancelled, _closed):
        state(meeting, coordinator)
        with pytest.raises(Refused):
            add("Te laat")
        _undo(meeting)
    assert len(titles()) == 1


def _over(meeting, by):
    Meeting.objects.update(starts_at=timezone.now() - timedelta(hours=8), ends_at=timezone.now())


def _cancelled(meeting, by):
    cancel_meeting(meeting, by=by, reason="R")


def _closed(meeting, by):
    Community.objects.update(**CLOSED)


def _undo(meeting):
    now = timezone.now()
    facts = {"starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=2), "status": "planned"}
    Meeting.objects.update(**facts)


def test_change_keeps_one_of_two_saves_and_refuses_what_was_removed(add, member):
    item = add()
    facts = {"kind": "experience", "title": "Anders", "url": LINK, "text": "T"}
    assert change_news(item, by=member, version=1, **facts).version == 2
    assert change_news(item, by=member, version=1, **facts).version == 2
    with pytest.raises(Overtaken):
        change_news(item, by=member, version=1, **facts | {"title": "Later"})
    remove_news(item, by=member)
    remove_news(item, by=member)
    with pytest.raises(Refused):
        change_news(item, by=member, version=2, **facts)


def test_move_changes_places_and_the_ends_stay(add, coordinator):
    rows = [add(title) for title in ("Een", "Twee", "Drie")]
    move_news(rows[2], by=coordinator, up=True)
    assert titles() == ["Een", "Drie", "Twee"]
    move_news(rows[0], by=coordinator, up=True)
    move_news(rows[1], by=coordinator, up=False)
    assert titles() == ["Een", "Drie", "Twee"]
    move_news(rows[0], by=coordinator, up=False)
    assert titles() == ["Drie", "Een", "Twee"]


def test_move_of_what_was_removed_changes_nothing(add, member, coordinator):
    rows = [add("Een"), add("Twee")]
    remove_news(rows[0], by=member)
    move_news(rows[0], by=coordinator, up=False)
    assert titles() == ["Twee"]


def test_move_works_where_positions_are_equal(add, coordinator):
    rows = [add("Een"), add("Twee")]
    NewsItem.objects.update(position=0)
    move_news(rows[1], by=coordinator, up=True)
    assert titles() == ["Twee", "Een"]


# --- Who may ----------------------------------------------------------------------------------------------------

STATES = ["planned", "over", "cancelled", "draft", "closed"]
INSIDE = {"coordinator", "facilitator", "author", "member"}
RULES = {
    "meetings.view_news_item": {state: INSIDE | {"alumnus"} for state in STATES} | {"draft": {"coordinator"}},
    "meetings.change_news_item": {"planned": {"author"}},
    "meetings.remove_news_item": {"planned": {"author", "coordinator", "facilitator"}},
}
OF_MEETINGS = {
    "meetings.add_news": {"planned": INSIDE},
    "meetings.order_news": {"planned": {"coordinator", "facilitator"}},
}
ROLES = sorted(INSIDE | {"alumnus", "former_member", "outsider", "staff", "visitor"})


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ROLES)
def test_rules_by_role_and_state(role, state, community, cycle, make, request):
    people = {"visitor": AnonymousUser()}
    for name, fields in {"facilitator": {}, "author": {}, "alumnus": {"alumnus_since": timezone.now()}}.items():
        people[name] = make.user(name.capitalize())
        make.join(people[name], community, "professional", **fields)
    status = state if state in ("cancelled", "draft") else "planned"
    facts = {"days": -7 if state == "over" else 7, "status": status, "facilitator": people["facilitator"]}
    meeting = make.meeting(cycle, **facts)
    item = NewsItem.objects.create(meeting=meeting, title="T", author=people["author"])
    user = people.get(role) or request.getfixturevalue(role)
    if state == "closed":
        Community.objects.filter(pk=community.pk).update(**CLOSED)

    for name, allowed in RULES.items():
        assert has_permission(user, name, item) == (role in allowed.get(state, set())), name
    for name, allowed in OF_MEETINGS.items():
        assert has_permission(user, name, meeting) == (role in allowed.get(state, set())), name


# --- Pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def url(meeting):
    def of(name="list", item=None):
        return reverse(f"meetings:news_{name}", kwargs={"pk": meeting.pk} | ({"news_pk": item.pk} if item else {}))

    return of


def data(**changes):
    return {"title": "Nieuwe regels", "kind": "publication", "url": "example.nl/a", "text": "Raakt ons."} | changes


def test_member_puts_forward_changes_and_takes_back(url, member, as_user):
    client = as_user(member)
    assert client.post(url(), data()).status_code == 302
    item = NewsItem.objects.get()
    assert (item.url, item.author) == ("https://example.nl/a", member)
    page = client.get(url()).content.decode()
    assert 'href="https://example.nl/a" rel="noopener noreferrer nofollow"' in page and "Raakt ons." in page
    assert client.post(url("change", item), data(title="Beter", version=1)).status_code == 302
    answer = client.post(url("change", item), data(title="Later", version=1))
    assert answer.status_code == 409 and all(word in answer.content.decode() for word in ("Beter", "Later"))
    assert client.get(url("remove", item)).status_code == 200 and NewsItem.objects.exists()
    assert client.post(url("remove", item)).status_code == 302 and not NewsItem.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "javascript:alert(1)"},
        {"url": "ftp://example.nl/a"},
        {"url": "data:text/html,x"},
        {"url": "geen adres"},
        {"title": ""},
        {"title": "a\nb"},
        {"kind": "x"},
    ],
)
def test_bad_input_is_refused_and_what_was_typed_is_kept(url, member, as_user, wrong):
    answer = as_user(member).post(url(), data(**wrong))
    assert answer.status_code == 422 and "Raakt ons." in answer.content.decode()
    assert not NewsItem.objects.exists()


def test_what_is_typed_is_text_and_no_html(url, member, as_user):
    client = as_user(member)
    client.post(url(), data(title="<b>x</b>", text="<script>y</script>"))
    page = client.get(url()).content.decode()
    assert "<b>x</b>" not in page and "<script>y" not in page


def test_who_leads_orders_and_removes_and_a_member_does_not(url, add, coordinator, host, as_user):
    first, second = add("Een"), add("Twee")
    assert as_user(host).post(url("move", second), {"way": "up"}).status_code == 404
    assert as_user(host).post(url("remove", first)).status_code == 404
    assert as_user(coordinator).get(url("change", first)).status_code == 404
    assert as_user(coordinator).post(url("move", second), {"way": "up"}).status_code == 302
    assert titles() == ["Twee", "Een"]
    assert as_user(coordinator).post(url("remove", first)).status_code == 302
    assert "Omlaag" not in as_user(host).get(url()).content.decode()


def test_after_the_meeting_the_list_is_there_to_read(url, add, meeting, member, as_user):
    add()
    _over(meeting, member)
    page = as_user(member).get(url()).content.decode()
    assert "Nieuwe regels" in page and "add-title" not in page and "verwijderen/" not in page
    as_user(member).post(url(), data(title="Te laat"))
    assert titles() == ["Nieuwe regels"]


def test_list_asks_as_many_queries_for_three_as_for_one(url, add, host, coordinator, as_user, queries):
    add("Een")
    client = as_user(coordinator)
    counts = [queries(lambda: client.get(url()))]
    add("Twee", by=host), add("Drie", by=coordinator)
    counts.append(queries(lambda: client.get(url())))
    assert counts == [3, 3]
