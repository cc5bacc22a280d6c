"""What a machine that watches the portal gets to see."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone

from leerkring.notifications.claims import KEEP_CONTEXT
from leerkring.notifications.health import note_tick
from leerkring.notifications.models import Message
from leerkring.website.views import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ticking():
    with time_machine.travel("2027-01-14 09:30:00+01:00", tick=False):
        note_tick(timezone.now())
        yield


@pytest.fixture
def look(client):
    def get():
        return client.get("/health/")

    return get


def broken(*args, **kwargs):
    raise OSError("redis://user:secret@host is away")


def test_health_is_ok_when_everything_works(look):
    response = look()

    assert response.status_code == 200
    assert response.json() == {
        "ok": True,
        "parts": {
            "database": {"ok": True},
            "cache": {"ok": True},
            "broker": {"ok": True},
            "beat": {"ok": True, "seconds_since_tick": 0},
            "outbox": {"ok": True, "late": 0, "given_up": 0, "held": False},
        },
    }
    assert "no-store" in response["Cache-Control"]


def test_health_takes_five_queries_and_no_session(look, django_assert_num_queries):
    with django_assert_num_queries(5):
        response = look()

    assert response.cookies == {}


def test_health_changes_nothing_when_somebody_posts(client):
    assert client.post("/health/").status_code == 405


@pytest.mark.parametrize("part", ["database", "cache", "broker", "beat", "outbox"])
def test_health_is_503_and_keeps_the_reason_to_itself_when_a_part_breaks(part, look, monkeypatch, caplog):
    monkeypatch.setitem(health.CHECKS, part, broken)

    response = look()

    assert response.status_code == 503
    assert response.json()["parts"][part] == {"ok": False}
    assert sum(not entry["ok"] for entry in response.json()["parts"].values()) == 1
    assert "secret" not in response.text
    assert f"{part} is broken" in caplog.text


def test_health_says_database_when_it_is_away(look, monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", away)

    parts = look().json()["parts"]

    assert {name for name, entry in parts.items() if not entry["ok"]} == {"database", "beat", "outbox"}


def test_health_says_cache_when_it_cannot_be_read(look, monkeypatch):
    monkeypatch.setattr(cache._connections[cache._alias], "get", broken)

    assert look().json()["parts"]["cache"] == {"ok": False}


def test_health_says_broker_when_its_folder_is_gone(look, settings, tmp_path):
    settings.REDIS_URL = ""
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path / "gone")}

    response = look()

    assert response.status_code == 503
    assert response.json()["parts"]["broker"] == {"ok": False}


def test_health_says_broker_when_redis_does_not_answer(look, settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    connect = health.current_app.connection_for_write
    monkeypatch.setattr(
        health.current_app, "connection_for_write", lambda **options: connect("redis://127.0.0.1:1/0", **options)
    )

    assert look().json()["parts"]["broker"] == {"ok": False}


@pytest.mark.parametrize(("minutes", "status"), [(2, 200), (4, 503)])
def test_health_says_beat_when_the_last_tick_is_too_old(minutes, status, look):
    note_tick(timezone.now() - timedelta(minutes=minutes))

    response = look()

    assert response.status_code == status
    assert response.json()["parts"]["beat"] == {"ok": status == 200, "seconds_since_tick": minutes * 60}


@pytest.mark.parametrize(("late", "status"), [(health.MOST_LATE, 200), (health.MOST_LATE + 1, 503)])
def test_health_says_outbox_when_too_much_mail_waits(late, status, look, member):
    due = timezone.now() - timedelta(minutes=10)
    Message.objects.bulk_create(
        Message(recipient=member, kind="test", key=f"test:{number}", send_after=due, try_after=due)
        for number in range(late)
    )

    response = look()

    assert response.status_code == status
    assert response.json()["parts"]["outbox"] == {"ok": status == 200, "late": late, "given_up": 0, "held": False}


@pytest.mark.parametrize(
    ("count", "days", "status"),
    [(health.MOST_GIVEN_UP, 0, 200), (health.MOST_GIVEN_UP + 1, 0, 503), (health.MOST_GIVEN_UP + 1, 2, 200)],
)
def test_health_says_outbox_when_much_mail_was_given_up_in_a_day(count, days, status, look, member):
    now = timezone.now()
    erase = now + KEEP_CONTEXT - timedelta(days=days)
    rows = {"recipient": member, "kind": "test", "state": "dead", "send_after": now, "erase_after": erase}
    Message.objects.bulk_create(Message(key=f"test:{number}", **rows) for number in range(count))

    assert look().status_code == status
