"""What owners of action items are told, and when they are reminded."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from communities.models import Community
from conftest import CLOSED
from leerkring.notifications.models import Message
from meetings.actions.action_item import add_action_item, change_action_item, close_action_item, reopen_action_item
from meetings.actions.action_reminder import BATCH, remind_of_actions
from meetings.models import ActionItem

pytestmark = pytest.mark.django_db

MONDAY = datetime(2027, 3, 1, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
DUE = MONDAY.date() + timedelta(days=10)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def add(clock, community, coordinator, member):
    def write(what="Kanarie", **fields):
        given = {"by": coordinator, "what": what, "owner": member, "due_on": DUE} | fields
        return add_action_item(community, **given)

    return write


def go(clock, day, hour=9, zone="Europe/Amsterdam"):
    clock.move_to(datetime.combine(day, time(hour), tzinfo=ZoneInfo(zone)))


@pytest.fixture
def remind(clock, deliver):
    """Return a function that lets the tick look on a day, and gives the subjects of what was sent by address."""

    def look(day, hour=9, zone="Europe/Amsterdam"):
        go(clock, day, hour, zone)
        remind_of_actions(timezone.now())
        remind_of_actions(timezone.now())
        clock.shift(timedelta(minutes=3))
        return {address: mail.subject for address, mail in deliver().items()}

    return look


# --- Assigned ---------------------------------------------------------------------------------------------------


def test_items_of_two_minutes_are_one_mail_without_a_word_of_them(add, clock, deliver, reasons, member):
    for number in range(3):
        add(f"Kanarie {number}")
        clock.shift(timedelta(seconds=90))
    assert deliver() == {}
    clock.shift(timedelta(minutes=2))
    mail = deliver()[member.email]
    assert mail.subject == "3 actiepunten voor jou in Lingewaard"
    assert "/bijeenkomsten/leerkring/lingewaard/actiepunten/?van=mij" in mail.body and "11 maart" in mail.body
    assert "anarie" not in mail.subject + mail.body + str(mail.alternatives)
    assert reasons("meetings.action") == ["in one mail with a later one"] * 2


def test_items_further_apart_and_of_another_circle_are_mails_of_their_own(
    add, clock, deliver, make, programme, community, coordinator, member
):
    other = Community.objects.create(
        programme=programme, slug="b", name="B", question="?", kind="regional", status="active", area=community.area,
        started_at=timezone.now(),
    )  # fmt: skip
    for person in (coordinator, member):
        make.join(person, other, "professional")
    add(), add_action_item(other, by=coordinator, what="W", owner=member)
    clock.shift(timedelta(minutes=3))
    deliver()
    assert Message.objects.filter(state=Message.State.SENT).count() == 2
    add("Later")
    clock.shift(timedelta(minutes=3))
    assert deliver()[member.email].subject == "Een actiepunt voor jou in Lingewaard"


def test_item_that_is_done_or_given_to_another_meanwhile_is_not_told(add, clock, deliver, reasons, member, host):
    done, moved = add("Een"), add("Twee")
    close_action_item(done, by=member, status="done")
    change_action_item(moved, by=member, version=1, what="Twee", owner=host, due_on=DUE)
    clock.shift(timedelta(minutes=3))
    assert list(deliver()) == [host.email]
    assert len(reasons("meetings.action")) == 2


def test_last_of_a_chain_still_speaks_for_the_others_when_it_is_gone(add, clock, deliver, member):
    add("Blijft")
    close_action_item(add("Gedaan"), by=member, status="done")
    clock.shift(timedelta(minutes=3))
    assert deliver()[member.email].subject == "Een actiepunt voor jou in Lingewaard"


@pytest.mark.parametrize("state", ["left", "closed"])
def test_who_left_or_whose_circle_is_closed_is_told_nothing(add, clock, deliver, reasons, community, member, state):
    add()
    if state == "left":
        community.memberships.filter(user=member).update(left_at=timezone.now())
    else:
        Community.objects.filter(pk=community.pk).update(**CLOSED)
    clock.shift(timedelta(minutes=3))
    assert deliver() == {} and len(reasons("meetings.action")) == 1


# --- Reminded ---------------------------------------------------------------------------------------------------


@pytest.fixture
def told(add, clock, deliver):
    """An item of which its owner was told."""
    item = add()
    clock.shift(timedelta(minutes=3))
    deliver()
    return item


def test_reminder_goes_three_days_before_and_a_week_after_and_never_twice(told, remind, member):
    assert remind(DUE - timedelta(days=4)) == {}
    assert remind(DUE - timedelta(days=3)) == {member.email: "Je actiepunt in Lingewaard staat nog open"}
    assert remind(DUE) == {}
    assert remind(DUE + timedelta(days=6)) == {}
    assert list(remind(DUE + timedelta(days=7))) == [member.email]
    assert remind(DUE + timedelta(days=30)) == {}
    told.refresh_from_db()
    assert told.next_reminder_on is None


def test_reminder_comes_again_for_another_date_and_not_for_the_same(told, remind, member):
    remind(DUE - timedelta(days=3))
    facts = {"by": member, "what": "Kanarie", "owner": member}
    later = DUE + timedelta(days=20)
    change_action_item(told, version=1, due_on=later, **facts)
    change_action_item(told, version=2, due_on=DUE, **facts)
    assert remind(DUE - timedelta(days=2)) == {}
    change_action_item(told, version=3, due_on=later, **facts)
    assert list(remind(later - timedelta(days=3))) == [member.email]


def test_after_an_outage_only_the_latest_comes(told, remind, member, reasons):
    assert list(remind(DUE + timedelta(days=8))) == [member.email]
    assert Message.objects.filter(kind="meetings.action_reminder").count() == 1


def test_what_comes_is_not_said_once_its_day_has_passed(told, remind):
    assert remind(DUE + timedelta(days=1)) == {}
    told.refresh_from_db()
    assert told.next_reminder_on == DUE + timedelta(days=7)


def test_several_of_one_morning_are_one_mail(told, add, clock, deliver, remind, member):
    add("Nog een"), add("Met een andere dag", due_on=DUE + timedelta(days=1))
    clock.shift(timedelta(minutes=3))
    deliver()
    assert remind(DUE - timedelta(days=3)) == {member.email: "2 van je actiepunten in Lingewaard staan nog open"}


def test_reminder_follows_the_clock_of_its_owner(told, remind, member):
    member.time_zone = "Pacific/Auckland"
    member.save()
    day = DUE - timedelta(days=3)
    assert remind(day, 7, "Pacific/Auckland") == {}
    assert remind(day, 8, "Pacific/Auckland") and remind(day, 9, "Europe/Amsterdam") == {}
    assert timezone.now().astimezone(UTC).date() == day


def test_nobody_is_reminded_at_night(told, remind, member):
    assert remind(DUE - timedelta(days=3), 7) == {}
    assert list(remind(DUE - timedelta(days=3), 8)) == [member.email]


@pytest.mark.parametrize("state", ["done", "left", "closed", "inactive", "unassigned"])
def test_reminder_is_not_made_when_there_is_nobody_or_nothing_to_remind(told, remind, community, member, state):
    _happen(state, told, community, member)
    assert remind(DUE - timedelta(days=3)) == {}


@pytest.mark.parametrize("state", ["done", "left", "closed", "moved"])
def test_reminder_that_waits_is_looked_at_again_before_it_goes(told, clock, deliver, community, member, state):
    go(clock, DUE - timedelta(days=3))
    assert remind_of_actions(timezone.now()) == 1
    _happen(state, told, community, member)
    clock.shift(timedelta(minutes=3))
    assert deliver() == {}


def _happen(state, item, community, member):
    facts = {"by": member, "version": 1, "what": item.what}
    if state == "done":
        close_action_item(item, by=member, status="done")
    elif state == "left":
        community.memberships.filter(user=member).update(left_at=timezone.now())
    elif state == "closed":
        Community.objects.filter(pk=community.pk).update(**CLOSED)
    elif state == "moved":
        change_action_item(item, owner=member, due_on=DUE + timedelta(days=9), **facts)
    elif state == "inactive":
        type(member).objects.filter(pk=member.pk).update(is_active=False)
    else:
        change_action_item(item, owner=None, owner_name="Els", due_on=DUE, **facts)


def test_opened_again_it_reminds_of_what_is_still_to_come(told, remind, member):
    remind(DUE - timedelta(days=3))
    close_action_item(told, by=member, status="done")
    reopen_action_item(told, by=member)
    assert list(remind(DUE + timedelta(days=7))) == [member.email]


def test_more_than_a_batch_at_once_reminds_everybody_once(told, community, clock, make):
    people = [make.user(f"P{number}") for number in range(3)]
    for person in people:
        make.join(person, community, "student")
    day = DUE - timedelta(days=3)
    rows = [
        ActionItem(community=community, what="W", owner=people[number % 3], due_on=DUE, next_reminder_on=day)
        for number in range(BATCH + 5)
    ]
    ActionItem.objects.bulk_create(rows)
    go(clock, day)
    assert remind_of_actions(timezone.now()) == BATCH + 6
    assert remind_of_actions(timezone.now()) == 0


@pytest.mark.parametrize("number", [1, 3])
def test_tick_and_delivery_ask_as_much_for_three_as_for_one(
    told, add, clock, deliver, number, django_assert_num_queries
):
    for extra in range(number - 1):
        add(f"W{extra}")
    clock.shift(timedelta(minutes=3))
    deliver()
    go(clock, DUE - timedelta(days=3))
    with django_assert_num_queries(7):
        remind_of_actions(timezone.now())
