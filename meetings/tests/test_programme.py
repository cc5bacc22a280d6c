"""Making the programme of a day."""

from datetime import time, timedelta

import pytest
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

from .programme_rows import titles, version_of

pytestmark = pytest.mark.django_db


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
