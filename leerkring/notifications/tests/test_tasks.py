"""What the beat does each minute, what the sweep forgets, and that nobody waits for a broker."""

from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from leerkring.notifications import health, kinds, schedule, sections, tasks
from leerkring.notifications.actions import notify
from leerkring.notifications.claims import KEEP_CONTEXT
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message, Preference, Pulse
from leerkring.notifications.schedule import register_eraser, register_finder


@pytest.fixture(autouse=True)
def no_finders(monkeypatch):
    monkeypatch.setattr(schedule, "_finders", {})
    monkeypatch.setattr(schedule, "_rests", {})
    monkeypatch.setattr(schedule, "_erasers", {})


@pytest.fixture
def wakes(monkeypatch):
    """How often a worker was woken."""
    calls = []
    monkeypatch.setattr("leerkring.notifications.tasks.deliver.apply_async", lambda **options: calls.append(options))
    return calls


def test_tick_asks_each_finder_and_delivers(write, member, mail_server):
    seen = []
    register_finder("one", lambda now: seen.append(now) or 0)
    register_finder("two", lambda now: seen.append(write(member)) or 1)

    tasks.tick()

    assert len(seen) == 2
    assert len(mail_server.mails) == 1


def test_tick_goes_on_when_a_finder_breaks(db, caplog):
    def broken(now):
        raise ValueError("A bad finder.")

    register_finder("broken", broken)
    register_finder("well", lambda now: 3)

    assert tasks.run_tick(timezone.now()) == {"well": 3}
    assert "broken broke" in caplog.text


def test_finders_that_rest_look_once_in_their_time_and_never_all_in_one_minute():
    register_finder("each minute", lambda now: 0)
    for place in range(5):
        register_finder(f"rests {place}", lambda now: 0, every=5)
    start = timezone.now()

    minutes = [list(schedule.finders_at(start + timedelta(minutes=minute))) for minute in range(10)]

    assert [len(names) for names in minutes] == [2] * 10
    assert sorted({name for names in minutes[:5] for name in names}) == sorted(schedule.all_finders())
    assert minutes[:5] == minutes[5:]


def test_finder_is_registered_once():
    register_finder("one", lambda now: 0)
    with pytest.raises(LookupError):
        register_finder("one", lambda now: 0)


def test_sweep_asks_each_eraser_and_goes_on_when_one_breaks(db, caplog):
    seen = []

    def broken(now):
        raise ValueError("A bad eraser.")

    register_eraser("broken", broken)
    register_eraser("well", lambda now: seen.append(now) or 1)
    with pytest.raises(LookupError):
        register_eraser("well", broken)

    tasks.sweep()
    assert len(seen) == 1
    assert "broken broke" in caplog.text


def test_kind_and_section_are_registered_once(postcard, monkeypatch):
    monkeypatch.setattr(sections, "_of_circles", {})
    monkeypatch.setattr(sections, "_personal", {})
    for register in (sections.register_circle_section, partial(sections.register_personal_section, title="News")):
        register("news", collect=lambda *asked: {})
        with pytest.raises(LookupError):
            register("news", collect=lambda *asked: {})
    with pytest.raises(LookupError):
        kinds.register_kind(kinds.get_kind("tests.postcard"))


def test_tick_command_does_one_pass_without_celery(write, member, mail_server):
    register_finder("cards", lambda now: 2)
    write(member)
    out = StringIO()

    call_command("tick", stdout=out)
    assert out.getvalue() == "Written: cards 2\nDelivery: sent 1\n"


@pytest.mark.promise(18)
def test_sweep_erases_what_a_message_was_about_after_a_week(write, member, mail_server, figure):
    figure(f"there a minute before {KEEP_CONTEXT.days} days are over, gone a minute after")
    message = write(member, text="Iets")
    write(member, send_after=timezone.now() + timedelta(days=30), text="later")
    deliver_due()

    assert tasks.erase_contexts(timezone.now() + KEEP_CONTEXT - timedelta(minutes=1)) == 0
    assert tasks.erase_contexts(timezone.now() + KEEP_CONTEXT + timedelta(minutes=1)) == 1

    message.refresh_from_db()
    assert (message.context, message.state) == ({}, "sent")
    assert Message.objects.exclude(pk=message.pk).get().context == {"text": "later"}
    notify(member, "tests.postcard", key=message.key)
    assert deliver_due() == {}


def test_workers_are_woken_once_per_transaction(write, member, wakes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            write(member)
        write(member, send_after=timezone.now() + timedelta(days=1))
    assert len(wakes) == 1


@pytest.mark.django_db(transaction=True)
def test_workers_are_not_woken_when_the_deed_is_undone(write, member, wakes):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(member)
        raise ZeroDivisionError
    assert wakes == []
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_deed_is_done_when_the_broker_is_away(write, member, monkeypatch):
    def away(**options):
        assert options == {"retry": False}
        raise OperationalError("No broker.")

    monkeypatch.setattr("leerkring.notifications.tasks.deliver.apply_async", away)
    with transaction.atomic():
        write(member)
    assert connection.in_atomic_block is False
    assert Message.objects.count() == 1


@pytest.mark.parametrize("task", [tasks.deliver, tasks.tick])
def test_delivery_asks_for_another_turn_when_time_is_up(write, member, wakes, monkeypatch, task):
    monkeypatch.setattr("leerkring.notifications.delivery.RUN", timedelta(0))
    write(member)
    wakes.clear()

    task()
    assert len(wakes) == 1


def test_delivery_rests_when_all_is_sent(write, member, wakes, mail_server):
    write(member)
    wakes.clear()

    tasks.deliver()
    tasks.sweep()
    assert wakes == []


def test_health_knows_the_last_tick(db):
    now = timezone.now()
    assert health.last_tick_age(now) is None
    tasks.run_tick(now - timedelta(seconds=30))
    tasks.run_tick(now - timedelta(seconds=10))
    assert health.last_tick_age(now) == timedelta(seconds=10)


def test_health_counts_what_is_late(write, member):
    now = timezone.now()
    write(member, send_after=now - timedelta(minutes=1))
    write(member, send_after=now + timedelta(minutes=1))
    assert health.backlog(now) == 0
    write(member, send_after=now - timedelta(minutes=3))
    assert health.backlog(now) == 1


def test_ledger_shows_no_context(write, member, staff, rf):
    from django.contrib import admin

    page = admin.site._registry[Message]
    request = rf.get("/")
    request.user = staff
    assert "context" not in page.get_fields(request)
    assert set(page.get_readonly_fields(request)) == set(page.get_fields(request))
    assert not page.has_change_permission(request)
    assert not page.has_add_permission(request)
    assert not page.has_delete_permission(request)


def test_rows_name_themselves_without_what_they_are_about(write, member):
    message = write(member, text="geheim")
    assert str(message) == "tests.postcard (due)"
    assert str(Preference(user=member)) == str(member.pk)
    assert str(Pulse(name="tick")) == "tick"
