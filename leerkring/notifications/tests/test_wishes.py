"""What the wishes of readers do with their mail: how, when and whether it comes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.kinds import Mail
from leerkring.notifications.models import Message, Mute, Notice, Preference

# In Amsterdam it is eleven in the evening.
NIGHT = datetime(2027, 1, 11, 22, 0, tzinfo=UTC)
MORNING = datetime(2027, 1, 12, 6, 0, tzinfo=UTC)


@pytest.fixture
def bulk(add_kind):
    add_kind("tests.news", bulk=True)


@pytest.fixture
def at_night(time_machine, member):
    """It is night, and the member sleeps."""
    time_machine.move_to(NIGHT, tick=False)
    Preference.objects.create(user=member, quiet_from=22, quiet_until=7)


def outcome(message):
    message.refresh_from_db()
    return message.state, message.reason


@pytest.mark.parametrize(
    ("channel", "expected", "for_digest"),
    [
        ("mail", ("sent", ""), [False]),
        ("digest", ("skipped", "comes in the digest"), [True]),
        ("portal", ("skipped", "only in the portal"), [False]),
        ("off", ("skipped", "switched off"), []),
    ],
)
def test_kind_comes_as_its_reader_chose(write, bulk, member, mail_server, channel, expected, for_digest):
    Preference.objects.create(user=member, channels={"tests.news": channel})
    message = write(member, kind="tests.news")
    deliver_due()
    assert outcome(message) == expected
    assert list(Notice.objects.values_list("for_digest", flat=True)) == for_digest


def test_necessary_kind_is_not_stopped_by_a_choice_or_a_silent_circle(write, member, mail_server):
    Preference.objects.create(user=member, channels={"tests.postcard": "off"}, paused_until=date(2072, 1, 1))
    Mute.objects.create(user=member, scope=7)
    message = write(member)
    Message.objects.update(scope=7)
    deliver_due()
    assert outcome(message) == ("sent", "")


def test_silent_circle_is_silent_for_that_person_alone(write, bulk, member, host, mail_server):
    Mute.objects.create(user=member, scope=7)
    rows = {name: write(person, kind="tests.news") for name, person in {"mute": member, "host": host}.items()}
    rows["other"] = write(member, kind="tests.news")
    Message.objects.filter(pk__in=[rows["mute"].pk, rows["host"].pk]).update(scope=7)
    Message.objects.filter(pk=rows["other"].pk).update(scope=8)
    deliver_due()
    assert outcome(rows["mute"]) == ("skipped", "circle muted")
    assert [outcome(rows[name])[0] for name in ("host", "other")] == ["sent", "sent"]
    assert str(Mute.objects.get()) == f"{member.pk} mutes 7"


def test_mail_waits_for_the_morning_and_is_looked_at_again(write, member, mail_server, at_night, time_machine):
    first, second = write(member), write(member)
    assert deliver_due()["held"] == 2
    assert outcome(first) == ("due", "")
    # The bell does not ring; it may say so at once.
    assert Notice.objects.count() == 2
    time_machine.move_to(MORNING - timedelta(seconds=1), tick=False)
    assert not deliver_due()

    Message.objects.filter(pk=second.pk).update(context={"skip": "moved"})
    time_machine.move_to(MORNING, tick=False)
    deliver_due()
    assert (outcome(first)[0], outcome(second)) == ("sent", ("skipped", "moved"))
    assert Message.objects.get(pk=first.pk).attempts == 1


def test_urgent_mail_comes_at_night(write, add_kind, member, mail_server, at_night):
    def prepare(messages):
        return {message.pk: Mail("postcard", {"text": "x"}, urgent=True) for message in messages}

    add_kind("tests.urgent", prepare=prepare)
    message = write(member, kind="tests.urgent")
    deliver_due()
    assert outcome(message)[0] == "sent"


def test_pause_holds_what_can_be_missed_until_its_end(write, bulk, member, mail_server, time_machine):
    time_machine.move_to(NIGHT, tick=False)
    Preference.objects.create(user=member, paused_until=date(2027, 1, 14))
    reminder, needed = write(member, kind="tests.news"), write(member)
    deliver_due()
    assert (outcome(reminder)[0], outcome(needed)[0]) == ("due", "sent")
    assert Message.objects.get(pk=reminder.pk).try_after == datetime(2027, 1, 13, 23, tzinfo=UTC)


def test_somebody_in_another_zone_sleeps_at_other_hours(write, member, mail_server, at_night):
    type(member).objects.update(time_zone="America/Paramaribo")
    message = write(member)
    deliver_due()
    assert outcome(message)[0] == "sent"


@pytest.mark.parametrize("count", [1, 3])
def test_wishes_take_the_same_queries_for_one_and_for_many(
    write, bulk, make, mail_server, count, django_assert_num_queries
):
    people = [make.user(f"Lezer {number}") for number in range(count)]
    for person in people:
        Preference.objects.create(user=person, channels={"tests.news": "portal"})
        Mute.objects.create(user=person, scope=8)
        write(person, kind="tests.news")
    Message.objects.update(scope=7)
    # look, BEGIN, choose 2, claim, COMMIT, read, mutes, bell 4 between BEGIN and COMMIT, mark, and look again.
    # PostgreSQL is told, per batch that it marks, not to wait for its disk.
    told = {"postgresql": 2}.get(connection.vendor, 0)
    with django_assert_num_queries(16 + told):
        deliver_due()
