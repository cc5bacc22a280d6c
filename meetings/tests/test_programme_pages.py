"""The pages on which the programme of a day is made."""

import pytest
from django.urls import reverse

from meetings.actions.programme import add_item, change_item, remove_item
from meetings.models import ProgrammeItem

from .programme_rows import titles, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_and_urls(meeting, coordinator, as_user):
    def url(name, item=None):
        kwargs = {"pk": meeting.pk} | ({"item_pk": item.pk} if item else {})
        return reverse(f"meetings:{name}", kwargs=kwargs)

    return as_user(coordinator), url


def test_pages_make_a_programme_from_nothing_to_published(meeting, client_and_urls):
    client, url = client_and_urls
    assert client.get(url("programme_change")).status_code == 200
    client.post(url("programme_template"))
    assert meeting.items.count() == 7
    client.post(url("programme_change"), {"title": "Borrel", "pillar": "closing", "minutes": 45, "party": "host"})
    last = meeting.items.last()
    assert (last.title, last.position, last.responsible) == ("Borrel", 8, "host")
    data = {"title": "Thee", "pillar": "closing", "minutes": 15, "version": 1, "materials": "Kopjes"}
    client.post(url("item_change", last), data)
    assert "Kopjes" in client.get(url("programme_change")).content.decode()
    assert "Thee" in client.get(url("item_remove", last)).content.decode()
    client.post(url("item_remove", last))
    assert meeting.items.count() == 7
    assert client.get(url("programme_publish")).status_code == 200
    client.post(url("programme_publish"))
    meeting.refresh_from_db()
    assert meeting.programme_published_at


def order_data(meeting, order, **more):
    return {"version": version_of(meeting), "order": [item.pk for item in order]} | more


def test_page_moves_one_step_and_says_where_it_is_now(meeting, items, client_and_urls):
    client, url = client_and_urls
    response = client.post(url("programme_order"), order_data(meeting, items, step=f"{items[2].pk}:up"), follow=True)
    assert titles(meeting) == ["Inloop", "Lunch", "Intervisie"]
    assert response.redirect_chain[-1][0].endswith(f"#item-{items[2].pk}")
    assert [str(message) for message in response.context["messages"]] == [
        "‘Lunch’ is nu onderdeel 2 van 3, 10.00–11.00 uur."
    ]


@pytest.mark.parametrize(("place", "way"), [(0, "up"), (2, "down")])
def test_page_stops_at_the_ends(place, way, meeting, items, client_and_urls):
    client, url = client_and_urls
    client.post(url("programme_order"), order_data(meeting, items, step=f"{items[place].pk}:{way}"))
    assert titles(meeting) == ["Inloop", "Intervisie", "Lunch"]


def test_page_takes_the_order_of_dragging_and_answers_with_the_list_alone(meeting, items, client_and_urls):
    client, url = client_and_urls
    data = order_data(meeting, items[::-1], moved=items[2].pk)
    response = client.post(url("programme_order"), data, headers={"HX-Request": "true"})
    assert titles(meeting) == ["Lunch", "Intervisie", "Inloop"]
    page = response.content.decode()
    assert page.index("Lunch") < page.index("Inloop") and "<html" not in page
    assert "onderdeel 1 van 3" in page and f'name="version" value="{version_of(meeting)}"' in page


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_page_shows_both_orders_when_somebody_was_first(headers, meeting, items, client_and_urls, coordinator):
    client, url = client_and_urls
    data = order_data(meeting, items[::-1])
    new = add_item(meeting, by=coordinator, pillar="break", title="Thee", minutes=15)

    response = client.post(url("programme_order"), data, headers=headers)

    assert response.status_code == 409 and response.context["wanted"] == ["Lunch", "Intervisie", "Inloop"]
    assert [row.item for row in response.context["programme"]] == [*items, new]
    assert titles(meeting) == ["Inloop", "Intervisie", "Lunch", "Thee"]


@pytest.mark.parametrize("wrong", [{"order": ["x"]}, {"order": ["9" * 30]}, {"version": "nu"}, {"step": "1:sideways"}])
def test_page_says_so_when_an_order_makes_no_sense(wrong, meeting, items, client_and_urls):
    client, url = client_and_urls
    response = client.post(url("programme_order"), order_data(meeting, items[::-1]) | wrong)
    assert response.status_code == 422
    assert titles(meeting) == ["Inloop", "Intervisie", "Lunch"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"minutes": "0"}, {"minutes": "481"}, {"minutes": "veel"}, {"pillar": "party"},
        {"party": "member:0"}, {"tables": "21"}, {"materials": "x" * 1001},
    ],
)  # fmt: skip
def test_pages_keep_what_was_typed_when_something_is_wrong(wrong, meeting, items, client_and_urls):
    client, url = client_and_urls
    data = {"title": "Borrel", "pillar": "consultation", "minutes": "45", "version": "1"} | wrong
    for address in [url("programme_change"), url("item_change", items[0])]:
        response = client.post(address, data)
        assert response.status_code == 422
        assert response.context["form"].data["pillar"] == data["pillar"]
    assert titles(meeting) == ["Inloop", "Intervisie", "Lunch"]


def test_page_shows_both_texts_when_two_people_change_one_item(items, client_and_urls, coordinator):
    client, url = client_and_urls
    change_item(items[0], by=coordinator, version=1, title="Ontvangst")
    data = {"title": "Koffie", "pillar": "opening", "minutes": "30", "version": "1"}

    response = client.post(url("item_change", items[0]), data)

    assert response.status_code == 409
    (difference,) = response.context["differences"]
    assert (difference["before"], difference["after"]) == ("Ontvangst", "Koffie")
    again = client.post(url("item_change", items[0]), data | {"version": "2"})
    assert again.status_code == 302 and ProgrammeItem.objects.get(pk=items[0].pk).title == "Koffie"


def test_page_gives_back_what_was_typed_when_the_item_was_taken_out(items, client_and_urls, coordinator):
    client, url = client_and_urls
    remove_item(items[0], by=coordinator)
    data = {"title": "Koffie en thee", "pillar": "opening", "minutes": "30", "version": "1"}
    response = client.post(url("item_change", items[0]), data)
    assert response.status_code in (403, 404) and "Koffie en thee" in response.content.decode()


def test_party_is_a_guest_a_member_or_a_party(meeting, items, client_and_urls, member, outsider, invite):
    client, url = client_and_urls
    expert, other = invite(), invite("Ilse Bos", email="i.bos@example.nl", kind="co_organiser")
    expected = {
        f"member:{member.pk}": ("member", member.pk, None),
        f"guest:{expert.pk}": ("guest", None, expert.pk),
        f"guest:{other.pk}": ("co_organiser", None, other.pk),
        "programme": ("programme", None, None),
        "": ("", None, None),
    }
    data = {"title": "Inloop", "pillar": "opening", "minutes": "30"}
    for number, (party, columns) in enumerate(expected.items(), start=1):
        response = client.post(url("item_change", items[0]), data | {"party": party, "version": number})
        item = ProgrammeItem.objects.get(pk=items[0].pk)
        assert response.status_code == 302 and (item.responsible, item.member_id, item.guest_id) == columns
    strange = client.post(url("item_change", items[0]), data | {"party": f"member:{outsider.pk}", "version": 9})
    assert strange.status_code == 422


def test_party_that_left_stays_until_somebody_else_is_chosen(meeting, items, client_and_urls, former_member):
    client, url = client_and_urls
    ProgrammeItem.objects.filter(pk=items[0].pk).update(responsible="member", member=former_member)
    data = {"title": "Inloop", "pillar": "opening", "minutes": "20", "version": "1"}
    client.post(url("item_change", items[0]), data | {"party": f"member:{former_member.pk}"})
    item = ProgrammeItem.objects.get(pk=items[0].pk)
    assert (item.minutes, item.member) == (20, former_member)


def test_number_of_groups_is_for_peer_consultation_only(items, client_and_urls):
    client, url = client_and_urls
    data = {"title": "Inloop", "minutes": "30", "tables": "3"}
    for version, (pillar, tables) in enumerate([("consultation", 3), ("opening", None)], start=1):
        client.post(url("item_change", items[0]), data | {"pillar": pillar, "version": version})
        assert ProgrammeItem.objects.get(pk=items[0].pk).tables == tables


def test_page_warns_when_the_items_take_longer_than_the_meeting(meeting, items, client_and_urls):
    client, url = client_and_urls
    client.post(url("programme_change"), {"title": "Verdieping", "pillar": "deepening", "minutes": 300})
    assert "60 minuten langer" in client.get(url("programme_change")).content.decode()


@pytest.mark.parametrize("name", ["programme_order", "programme_template"])
def test_reading_changes_nothing(name, meeting, items, client_and_urls):
    client, url = client_and_urls
    assert client.get(url(name)).status_code == 405
    for page in ["programme_change", "programme_publish"]:
        client.get(url(page)), client.head(url(page))
    client.get(url("item_remove", items[0])), client.head(url("item_change", items[0]))
    meeting.refresh_from_db()
    assert len(titles(meeting)) == 3 and meeting.programme_published_at is None


@pytest.mark.parametrize("role", ["member", "host", "outsider", "staff"])
@pytest.mark.parametrize(
    "name",
    ["programme_change", "programme_template", "programme_order", "programme_publish", "item_change", "item_remove"],
)
def test_programme_is_the_coordinators(role, name, meeting, items, client_and_urls, as_user, request):
    _client, url = client_and_urls
    address = url(name, items[0] if name.startswith("item") else None)
    assert as_user(request.getfixturevalue(role)).post(address, {}).status_code == 404


def test_item_of_another_meeting_is_not_found(cycle, make, items, client_and_urls):
    client, _url = client_and_urls
    other = make.meeting(cycle, 2, days=20)
    for name in ["item_remove", "item_change"]:
        address = reverse(f"meetings:{name}", kwargs={"pk": other.pk, "item_pk": items[0].pk})
        assert client.post(address).status_code == 404


def test_page_query_count_does_not_grow(meeting, items, client_and_urls, queries):
    client, url = client_and_urls
    one = queries(lambda: client.get(url("programme_change")))
    for position in [91, 92]:
        meeting.items.create(position=position, pillar="break", title="Thee", minutes=5)
    assert one == queries(lambda: client.get(url("programme_change"))) == 5
