"""Making the programme of a day."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.tests.test_races import at_once
from leerkring.core.errors import Refused
from meetings.actions.cycle import copy_cycle
from meetings.actions.programme import (
    MOST_ITEMS,
    ItemOvertaken,
    OrderOvertaken,
    add_item,
    change_item,
    order_items,
    remove_item,
    use_template_day,
)
from meetings.actions.programme_change import publish_programme
from meetings.models import Meeting, ProgrammeItem
from meetings.shown.programme import nobody_yet, programme_rows, warnings

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(meeting, coordinator):
    parts = [("Inloop", 30), ("Intervisie", 90), ("Lunch", 60)]
    return [
        add_item(meeting, by=coordinator, pillar="opening", title=title, minutes=minutes) for title, minutes in parts
    ]


def titles(meeting):
    return list(meeting.items.values_list("title", flat=True))


def version_of(meeting):
    meeting.refresh_from_db()
    return meeting.programme_version


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


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        ({"responsible": "host"}, "gemeente Lingewaard (gastorganisatie)"),
        ({"responsible": "programme"}, "programma"),
        ({}, ""),
    ],
)
def test_programme_says_who_takes_care_of_an_item(facts, who, meeting, coordinator):
    add_item(meeting, by=coordinator, pillar="visit", title="Bezoek", minutes=30, working_form="visit", **facts)
    row = programme_rows(meeting, meeting.items.all())[0]
    assert (row.kind, row.who) == ("projectbezoek · bezoek", who)


def test_programme_names_people_for_members_and_not_for_guests(meeting, coordinator, member, invite):
    guest = invite()
    add_item(meeting, by=coordinator, pillar="current", title="N", minutes=9, responsible="member", member=member)
    add_item(meeting, by=coordinator, pillar="deepening", title="L", minutes=9, responsible="guest", guest=guest)
    rows = list(meeting.items.all())

    assert [row.who for row in programme_rows(meeting, rows)] == [
        "Daan Willems",
        "Ronald Vos · Universiteit Rijn & Waal",
    ]
    assert [row.who for row in programme_rows(meeting, rows, guest)] == ["lid", "gastexpert"]


# --- Order --------------------------------------------------------------------------------------------------------


def test_order_items_puts_all_in_one_order(meeting, items, coordinator):
    order = [items[2].pk, items[0].pk, items[1].pk]
    assert order_items(meeting, by=coordinator, version=version_of(meeting), order=order) == order
    assert titles(meeting) == ["Lunch", "Inloop", "Intervisie"]
    # The same again, by who saw the order before it: it is as they want.
    assert order_items(meeting, by=coordinator, version=1, order=order) == order


def test_order_items_of_two_people_at_once_keeps_the_first(meeting, items, coordinator):
    seen = version_of(meeting)
    one, two, three = (item.pk for item in items)
    order_items(meeting, by=coordinator, version=seen, order=[three, one, two])

    with pytest.raises(OrderOvertaken):
        order_items(meeting, by=coordinator, version=seen, order=[two, one, three])
    assert titles(meeting) == ["Lunch", "Inloop", "Intervisie"]


@pytest.mark.parametrize("wrong", ["missing", "twice", "strange", "removed"])
def test_order_items_is_refused_for_other_items_than_there_are(wrong, meeting, items, coordinator):
    pks = [item.pk for item in items]
    order = {"missing": pks[1:], "twice": [pks[1], pks[0], pks[0]], "strange": [*pks[1:], 0], "removed": pks[::-1]}
    if wrong == "removed":
        remove_item(items[0], by=coordinator)
    left = titles(meeting)
    with pytest.raises(OrderOvertaken):
        order_items(meeting, by=coordinator, version=version_of(meeting), order=order[wrong])
    assert titles(meeting) == left


@pytest.mark.django_db(transaction=True)
def test_order_items_by_four_people_at_the_same_moment_keeps_one(meeting, items, coordinator):
    seen, pks = version_of(meeting), [item.pk for item in items]
    orders = [[pks[2], pks[0], pks[1]], pks[::-1], [pks[1], pks[0], pks[2]], [pks[1], pks[2], pks[0]]]
    wanted = list(orders)

    results = at_once(lambda: order_items(meeting, by=coordinator, version=seen, order=wanted.pop()), times=4)

    kept = [result for result in results if isinstance(result, list)]
    assert [isinstance(result, OrderOvertaken) for result in results].count(True) == 3 and len(kept) == 1
    assert list(meeting.items.values_list("pk", flat=True)) == kept[0] and version_of(meeting) == seen + 1


# --- Changing an item ---------------------------------------------------------------------------------------------


def test_change_item_that_is_gone_is_refused(items, coordinator):
    remove_item(items[0], by=coordinator)
    with pytest.raises(Refused):
        change_item(items[0], by=coordinator, pillar="closing", title="Borrel", minutes=45)


def test_change_item_of_two_people_at_once_keeps_the_first(items, coordinator, host):
    change_item(items[0], by=coordinator, version=1, title="Ontvangst")
    with pytest.raises(ItemOvertaken) as refused:
        change_item(items[0], by=host, version=1, title="Koffie")
    assert refused.value.current.title == "Ontvangst"
    # What both want is no conflict.
    assert change_item(items[0], by=host, version=1, title="Ontvangst").version == 2


def test_programme_of_a_meeting_that_is_over_or_cancelled_stays(meeting, items, coordinator):
    for state in [{"status": "cancelled"}, {"ends_at": timezone.now(), "starts_at": timezone.now() - timedelta(1)}]:
        Meeting.objects.filter(pk=meeting.pk).update(**{"status": "planned"} | state)
        deeds = [
            lambda: add_item(meeting, by=coordinator, pillar="break", title="Thee", minutes=5),
            lambda: change_item(items[0], by=coordinator, title="Thee"),
            lambda: remove_item(items[0], by=coordinator),
            lambda: order_items(meeting, by=coordinator, version=1, order=[]),
            lambda: use_template_day(meeting, by=coordinator),
        ]
        for deed in deeds:
            with pytest.raises(Refused):
                deed()
    assert titles(meeting) == ["Inloop", "Intervisie", "Lunch"]


def test_use_template_day_fills_a_day_of_seven_hours(meeting, coordinator):
    use_template_day(meeting, by=coordinator)
    items = list(meeting.items.all())

    assert len(items) == 7 and programme_rows(meeting, items)[-1].ends == "16.30"
    assert warnings(meeting, items) == [] and nobody_yet(items) == []
    assert [item.responsible for item in items].count("host") == 3 and items[2].tables == 3


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


def test_copied_programme_keeps_parties_and_starts_unpublished(meeting, coordinator, member):
    facts = {"working_form": "round", "responsible": "member", "materials": "Krijtjes", "tables": None}
    add_item(meeting, by=coordinator, pillar="current", title="Nieuws", minutes=45, member=member, **facts)
    publish_programme(meeting, by=coordinator)

    copy = copy_cycle(meeting.cycle, meeting.cycle.community, by=coordinator, today=timezone.localdate())

    item = ProgrammeItem.objects.get(meeting__cycle=copy)
    assert {name: getattr(item, name) for name in facts} == facts
    assert item.member is None and item.meeting.programme_published_at is None


# --- Warnings -----------------------------------------------------------------------------------------------------


def test_warnings_name_missing_pillars_and_minutes_over_or_left(meeting, coordinator):
    assert warnings(meeting, []) == []
    for pillar in ["current", "consultation", "deepening"]:
        add_item(meeting, by=coordinator, pillar=pillar, title=pillar, minutes=120)
    said = " ".join(warnings(meeting, list(meeting.items.all())))
    assert "projectbezoek" in said and "intervisie" not in said and "60 minuten" in said

    add_item(meeting, by=coordinator, pillar="visit", title="V", minutes=61)
    (said,) = warnings(meeting, list(meeting.items.all()))
    assert "1 minuut" in said and "16.30" in said
    meeting.set_times(meeting.date, time(9, 30), time(16, 31))
    assert warnings(meeting, list(meeting.items.all())) == []


def test_nobody_yet_names_items_without_party_and_leaves_breaks_alone(meeting, coordinator):
    add_item(meeting, by=coordinator, pillar="break", title="Lunch", minutes=60)
    add_item(meeting, by=coordinator, pillar="visit", title="Bezoek", minutes=60)
    add_item(meeting, by=coordinator, pillar="closing", title="Oogst", minutes=60, responsible="programme")
    assert nobody_yet(list(meeting.items.all())) == ["Bezoek"]


# --- Publishing ---------------------------------------------------------------------------------------------------


def test_publish_programme_once(meeting, items, coordinator):
    first = publish_programme(meeting, by=coordinator).programme_published_at
    assert first and publish_programme(meeting, by=coordinator).programme_published_at == first


def test_publish_programme_is_refused_when_empty_in_draft_cancelled_or_over(meeting, coordinator):
    with pytest.raises(Refused):
        publish_programme(meeting, by=coordinator)
    add_item(meeting, by=coordinator, pillar="break", title="Lunch", minutes=60)
    for state in [{"status": "draft"}, {"status": "cancelled"}, {"ends_at": timezone.now()}]:
        started = {"starts_at": timezone.now() - timedelta(1)}
        Meeting.objects.filter(pk=meeting.pk).update(**{"status": "planned"} | started | state)
        with pytest.raises(Refused):
            publish_programme(meeting, by=coordinator)
    meeting.refresh_from_db()
    assert meeting.programme_published_at is None


# --- Pages ------------------------------------------------------------------------------------------------------


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
