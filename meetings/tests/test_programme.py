"""Making the programme of a day."""

from datetime import time

import pytest
from django.urls import reverse

from leerkring.core.errors import Refused
from meetings.actions.programme import MOST_ITEMS, add_item, change_item, move_item, remove_item, use_template_day
from meetings.models import ProgrammeItem
from meetings.shown.programme import ends_late, programme_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(meeting, coordinator):
    parts = [("Inloop", 30), ("Intervisie", 90), ("Lunch", 60)]
    return [
        add_item(meeting, by=coordinator, pillar="opening", title=title, minutes=minutes) for title, minutes in parts
    ]


def titles(meeting):
    return list(meeting.items.values_list("title", flat=True))


def test_programme_times_follow_from_the_minutes(meeting, items):
    rows = programme_rows(meeting, meeting.items.all())
    assert [(row.starts, row.ends) for row in rows] == [("9.30", "10.00"), ("10.00", "11.30"), ("11.30", "12.30")]


def test_programme_times_follow_when_an_item_is_changed_or_removed(meeting, items, coordinator):
    change_item(items[0], by=coordinator, pillar="opening", title="Ontvangst", minutes=15)
    remove_item(items[1], by=coordinator)
    remove_item(items[1], by=coordinator)
    assert [(row.item.title, row.starts) for row in programme_rows(meeting, meeting.items.all())] == [
        ("Ontvangst", "9.30"),
        ("Lunch", "9.45"),
    ]


def test_move_item_changes_places_and_stops_at_the_ends(meeting, items, coordinator):
    move_item(items[2], by=coordinator, up=True)
    assert titles(meeting) == ["Inloop", "Lunch", "Intervisie"]
    move_item(items[0], by=coordinator, up=True)
    move_item(items[1], by=coordinator, up=False)
    assert titles(meeting) == ["Inloop", "Lunch", "Intervisie"]


def test_move_item_that_is_gone_changes_nothing(meeting, items, coordinator):
    ProgrammeItem.objects.filter(pk=items[1].pk).delete()
    move_item(items[1], by=coordinator, up=True)
    assert titles(meeting) == ["Inloop", "Lunch"]


def test_change_item_that_is_gone_is_refused(items, coordinator):
    remove_item(items[0], by=coordinator)
    with pytest.raises(Refused):
        change_item(items[0], by=coordinator, pillar="closing", title="Borrel", minutes=45)


def test_page_says_that_the_item_was_taken_out_while_it_was_saved(items, client_and_urls, monkeypatch):
    client, url = client_and_urls

    def taken_out(item, **_fields):
        raise Refused("Weg")

    monkeypatch.setattr("meetings.views.programme.change_item", taken_out)
    response = client.post(url("item_change", items[0]), {"title": "Borrel", "pillar": "closing", "minutes": 45})
    assert response.status_code == 422 and "Borrel" in response.content.decode()
    assert response.context["form"].non_field_errors() == ["Weg"]


def test_use_template_day_fills_a_day_of_seven_hours(meeting, coordinator):
    use_template_day(meeting, by=coordinator)
    items = list(meeting.items.all())

    assert len(items) == 7 and programme_rows(meeting, items)[-1].ends == "16.30"
    assert not ends_late(meeting, items)
    meeting.set_times(meeting.date, time(9, 30), time(16, 0))
    assert ends_late(meeting, items)


def test_use_template_day_is_refused_where_there_is_a_programme(meeting, items, coordinator):
    with pytest.raises(Refused):
        use_template_day(meeting, by=coordinator)


def test_add_item_is_refused_when_the_day_is_full(meeting, coordinator):
    ProgrammeItem.objects.bulk_create(
        ProgrammeItem(meeting=meeting, position=number, pillar="break", title="Pauze", minutes=5)
        for number in range(MOST_ITEMS)
    )
    with pytest.raises(Refused):
        add_item(meeting, by=coordinator, pillar="break", title="Nog een", minutes=5)


# --- Pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def client_and_urls(meeting, coordinator, as_user):
    def url(name, item=None):
        kwargs = {"pk": meeting.pk} | ({"item_pk": item.pk} if item else {})
        return reverse(f"meetings:{name}", kwargs=kwargs)

    return as_user(coordinator), url


def test_pages_make_a_programme_from_nothing_to_done(meeting, client_and_urls):
    client, url = client_and_urls
    assert client.get(url("programme_change")).status_code == 200
    client.post(url("programme_template"))
    assert meeting.items.count() == 7
    client.post(url("programme_change"), {"title": "Borrel", "pillar": "closing", "minutes": 45})
    last = meeting.items.last()
    assert (last.title, last.position) == ("Borrel", 8)

    client.post(url("item_move", last), {"way": "up"})
    assert titles(meeting)[-2] == "Borrel"
    client.post(url("item_change", last), {"title": "Thee", "pillar": "closing", "minutes": 15})
    assert "Thee" in client.get(url("programme_change")).content.decode()
    client.post(url("item_remove", last))
    assert meeting.items.count() == 7


@pytest.mark.parametrize("wrong", [{"title": ""}, {"minutes": "0"}, {"minutes": "veel"}, {"pillar": "party"}])
def test_pages_keep_what_was_typed_when_something_is_wrong(wrong, meeting, items, client_and_urls):
    client, url = client_and_urls
    data = {"title": "Borrel", "pillar": "closing", "minutes": "45"} | wrong
    for address in [url("programme_change"), url("item_change", items[0])]:
        response = client.post(address, data)
        assert response.status_code == 422
        assert response.context["form"].data["pillar"] == data["pillar"]
    assert titles(meeting) == ["Inloop", "Intervisie", "Lunch"]


def test_page_warns_when_the_items_take_longer_than_the_meeting(meeting, items, client_and_urls):
    client, url = client_and_urls
    assert not client.get(url("programme_change")).context["ends_late"]
    client.post(url("programme_change"), {"title": "Verdieping", "pillar": "deepening", "minutes": 300})
    assert client.get(url("programme_change")).context["ends_late"]


@pytest.mark.parametrize("name", ["item_move", "item_remove"])
def test_reading_changes_nothing(name, meeting, items, client_and_urls):
    client, url = client_and_urls
    assert client.get(url(name, items[0])).status_code == 405
    assert len(titles(meeting)) == 3


@pytest.mark.parametrize("role", ["member", "outsider", "staff"])
@pytest.mark.parametrize("name", ["programme_change", "programme_template", "item_change", "item_move", "item_remove"])
def test_programme_is_the_coordinators(role, name, meeting, items, client_and_urls, as_user, request):
    _client, url = client_and_urls
    address = url(name, items[0] if name.startswith("item") else None)
    assert as_user(request.getfixturevalue(role)).post(address, {}).status_code == 404


def test_item_of_another_meeting_is_not_found(cycle, make, items, client_and_urls):
    client, _url = client_and_urls
    other = make.meeting(cycle, 2, days=20)
    address = reverse("meetings:item_remove", kwargs={"pk": other.pk, "item_pk": items[0].pk})
    assert client.post(address).status_code == 404


def test_page_query_count_does_not_grow(meeting, items, client_and_urls, queries):
    client, url = client_and_urls
    one = queries(lambda: client.get(url("programme_change")))
    for position in [91, 92]:
        meeting.items.create(position=position, pillar="break", title="Thee", minutes=5)
    assert one == queries(lambda: client.get(url("programme_change"))) == 4
