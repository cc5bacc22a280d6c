"""What goes wrong around delivery: clocks, outages, people who disappear, workers that hang. Each costs no mail."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from leerkring.accounts.models import User
from leerkring.notifications import claims, delivery, notices
from leerkring.notifications.actions import notify
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.kinds import Mail
from leerkring.notifications.models import Message, Notice
from leerkring.notifications.smtp import Line
from leerkring.notifications.tasks import run_tick
from meetings.models import Attendance

pytestmark = pytest.mark.django_db
State = Message.State
NOON = datetime(2027, 1, 14, 12, tzinfo=UTC)


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


# Where delivery may be when somebody is erased by another process, and whether their mail is gone by then.
MOMENTS = {
    "claimed": (claims, "claim_batch", 0),
    "prepared": (delivery, "_ask_kind", 0),
    "looked at again": (delivery, "_still_there", 1),
    "noticed": (delivery, "write_notices", 1),
    "sent": (Line, "send", 1),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", MOMENTS)
def test_person_who_is_erased_while_mail_goes_out_leaves_nothing_and_stops_nobody(
    moment, write, member, host, mail_server, monkeypatch
):
    """Committed by another connection, as it is in life; what was on its way by then may still arrive, and no more."""
    for person in (member, host, member):
        write(person)
    place, name, most = MOMENTS[moment]
    work = getattr(place, name)

    def work_and_lose(*args, **kwargs):
        answer = work(*args, **kwargs)
        elsewhere(lambda: type(member).objects.filter(pk=member.pk).delete())
        return answer

    monkeypatch.setattr(place, name, work_and_lose)
    deliver_due()
    monkeypatch.undo()

    assert list(Message.objects.values_list("recipient", "state")) == [(host.pk, State.SENT)]
    assert set(Notice.objects.values_list("user", flat=True)) == {host.pk}
    assert deliver_due() == {}
    mails = [mail["To"].partition("<")[2].strip(">") for mail in mail_server.mails]
    assert mails.count(host.email) == 1
    assert mails.count(member.email) <= 2 * most


@pytest.mark.grown
@pytest.mark.django_db(transaction=True)
def test_erasure_waits_for_notices_that_are_being_written(write, member, monkeypatch):
    """Either the person goes first, and nothing is written about them, or what is written goes with them."""
    write(member)
    mails = dict.fromkeys(Message.objects.select_related("recipient"), Mail("postcard", {}))
    count, order = notices._count_unread, []
    erasing = Thread(target=erase, args=(member, order))

    def count_while_erasing(people):
        erasing.start()
        waits_for_us()
        count(people)
        order.append("written")

    monkeypatch.setattr(notices, "_count_unread", count_while_erasing)
    notices.write_notices(mails)
    erasing.join(20)

    assert order == ["written", "erased"]
    assert not Notice.objects.exists() and not Message.objects.exists()


def elsewhere(work):
    """Do it in another thread, with a connection of its own, closed after it: an open one hangs the clean-up."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


def erase(person, order):
    """Erase somebody as one should: first hold them, so that nobody writes anything about them any more."""
    try:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=person.pk).delete()
        order.append("erased")
    finally:
        connection.close()


def waits_for_us():
    """Return when another connection waits for a lock of this one."""
    with connection.cursor() as cursor:
        for _look in range(2000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("Nobody waits.")


def test_worker_that_hangs_past_its_lease_writes_nothing_over_its_successor(write, member, mail_server):
    write(member)
    with time_machine.travel(NOON, tick=False) as clock:
        Message.objects.update(send_after=NOON, try_after=NOON)
        [slow] = claims.claim_batch(timezone.now())
        clock.shift(claims.LEASE + timedelta(seconds=1))
        assert deliver_due()["sent"] == 1
        claims.mark_failed(slow, reason="woke up too late")
        assert states() == [State.SENT]
        clock.shift(timedelta(hours=1))
        assert deliver_due() == {}
    assert len(mail_server.mails) == 1


def test_batch_is_given_back_before_its_lease_ends_when_the_server_is_slow(write, member, mail_server, monkeypatch):
    """What a slow server leaves no time for is looked at afresh, by whoever comes next."""
    for _ in range(3):
        write(member)
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False) as clock:
        send = Line.send

        def slow(line, email):
            clock.shift(claims.WORK)
            send(line, email)

        monkeypatch.setattr(Line, "send", slow)
        while "left" in deliver_due():
            assert set(states()) <= {State.SENT, State.DUE}
    assert states() == [State.SENT] * 3
    assert len(mail_server.mails) == 3
    assert delivery.RUN < claims.LEASE and claims.WORK < claims.LEASE


@pytest.mark.parametrize("jump", [timedelta(hours=-2), timedelta(hours=2), timedelta(days=400), timedelta(days=-400)])
def test_clock_that_jumps_sends_nothing_twice_and_loses_nothing(jump, write, member, mail_server):
    with time_machine.travel(NOON, tick=False) as clock:
        for minutes in (-1, 30):
            write(member, send_after=NOON + timedelta(minutes=minutes))
        deliver_due()
        clock.shift(jump)
        deliver_due()
        clock.move_to(NOON + timedelta(hours=1))
        deliver_due()
        deliver_due()
    assert states() == [State.SENT, State.SENT]
    assert len(mail_server.mails) == 2


# --- With real reminders -----------------------------------------------------------------------------------------


def remind(until, *, every=timedelta(hours=1)):
    """Tick and deliver until that moment, as a portal that runs does."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        while timezone.now() < until:
            clock.shift(every)
            run_tick(timezone.now())
            deliver_due()


@pytest.fixture
def plan(coordinator, member, cycle, make):
    """Return a function that plans a meeting on a day, made on the first of October 2027."""

    def on(day):
        meeting = make.meeting(cycle)
        meeting.set_times(day.date(), day.time(), (day + timedelta(hours=2)).time())
        meeting.save()
        Attendance.objects.create(meeting=meeting, user=member, answer="yes", answered_at=timezone.now())
        return meeting

    return on


def reminders(member):
    return Message.objects.filter(kind="meetings.reminder", recipient=member, state=State.SENT)


@pytest.mark.parametrize(
    ("day", "zone"),
    [
        (datetime(2027, 10, 31, 9, 30), "Europe/Amsterdam"),
        (datetime(2027, 11, 1, 9, 30), "Pacific/Auckland"),
        (datetime(2028, 3, 26, 9, 30), "America/Paramaribo"),
        (datetime(2028, 3, 27, 9), "Europe/Amsterdam"),
    ],
    ids=[
        "the clock goes back",
        "the day after, from afar",
        "the clock goes forward, from afar",
        "the day after that",
    ],
)
def test_reminders_around_a_night_of_the_clock_name_the_time_of_the_place(day, zone, plan, member, mail_server):
    type(member).objects.filter(pk=member.pk).update(time_zone=zone)
    with time_machine.travel(datetime(day.year, day.month, 1, 9, tzinfo=UTC) - timedelta(days=10), tick=False):
        meeting = plan(day)
        remind(meeting.starts_at + timedelta(hours=1), every=timedelta(hours=12))

    mails = [mail for mail in mail_server.mails if member.email in mail["To"] and "calendar" not in mail.as_string()]
    assert reminders(member).count() >= 1
    for mail in mails:
        assert f"{day.hour}.{day.minute:02}" in mail.get_body(("plain",)).get_content()
    for message in reminders(member):
        assert message.sent_at < meeting.starts_at


def test_outage_of_three_hours_over_what_was_due_sends_it_once_and_nothing_of_the_past(plan, member, mail_server):
    with time_machine.travel(datetime(2027, 2, 1, 9, tzinfo=UTC), tick=False) as clock:
        meeting = plan(datetime(2027, 2, 16, 9, 30))
        remind(datetime(2027, 2, 14, 6, tzinfo=UTC), every=timedelta(hours=12))
        before = reminders(member).count()
        # From before the last reminder is due until after it: nobody ticks.
        clock.move_to(datetime(2027, 2, 14, 11, 30, tzinfo=UTC))
        for _ in range(3):
            run_tick(timezone.now())
            deliver_due()
        during = reminders(member).count()
        clock.move_to(meeting.starts_at + timedelta(minutes=1))
        for _ in range(2):
            run_tick(timezone.now())
            deliver_due()
    assert during - before <= 1
    assert reminders(member).count() == during
    keys = list(Message.objects.filter(recipient=member).values_list("key", flat=True))
    assert len(keys) == len(set(keys))


def test_title_with_a_newline_makes_one_line_of_the_subject(plan, member, mail_server):
    with time_machine.travel(datetime(2027, 2, 1, 9, tzinfo=UTC), tick=False):
        meeting = plan(datetime(2027, 2, 16, 9, 30))
        type(meeting).objects.update(theme="Eerste\r\nBcc: iedereen@example.nl")
        remind(meeting.starts_at, every=timedelta(hours=12))
    assert reminders(member).exists()
    for mail in mail_server.mails:
        assert "\n" not in mail["Subject"] and mail["Bcc"] is None


def test_the_same_message_to_the_same_person_is_one_row_however_many_beats_there_are(postcard, member, mail_server):
    for _ in range(4):
        notify(member, "tests.postcard", key="one")
    deliver_due()
    assert len(mail_server.mails) == 1
