"""What a Prometheus gets to see, and what an error report holds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leerkring import watching
from leerkring.core import metrics
from leerkring.notifications.claims import KEEP_CONTEXT
from leerkring.notifications.health import note_tick
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
TOKEN = "t" * 32


def test_metrics_count_answers_by_address_and_tell_of_the_outbox(client, member, django_assert_num_queries):
    now = timezone.now()
    note_tick(now)
    facts = {"recipient": member, "kind": "tests.x", "send_after": now - timedelta(minutes=5)}
    Message.objects.create(key="due", try_after=facts["send_after"], **facts)
    Message.objects.create(key="sent", state="sent", erase_after=now + KEEP_CONTEXT, **facts)
    client.get("/robots.txt")
    client.get("/bestaat-niet/daan.willems/")

    with django_assert_num_queries(3):
        text = client.get("/metrics/").content.decode()

    assert 'leerkring_requests_total{method="GET",status="200",view="robots"}' in text
    assert 'status="404",view="none"' in text and "daan.willems" not in text
    assert "leerkring_outbox_waiting 1.0" in text and "leerkring_outbox_late 1.0" in text
    assert 'leerkring_mail_last_day{result="sent"} 1.0' in text
    assert 300 <= float(text.partition("\nleerkring_outbox_oldest_seconds ")[2].split()[0]) < 400
    assert "leerkring_mail_held 0.0" in text


@pytest.mark.parametrize(
    ("token", "headers", "address", "status"),
    [
        ("", {}, "127.0.0.1", 200),
        ("", {"X-Forwarded-For": "10.0.0.1"}, "127.0.0.1", 404),
        ("", {}, "10.0.0.1", 404),
        (TOKEN, {}, "127.0.0.1", 404),
        (TOKEN, {"Authorization": f"Bearer {TOKEN}"}, "10.0.0.1", 200),
        (TOKEN, {"Authorization": "Bearer "}, "10.0.0.1", 404),
    ],
)
def test_metrics_are_for_who_knows_the_token_or_is_on_this_machine(token, headers, address, status, client, settings):
    settings.METRICS_TOKEN = token

    assert client.get("/metrics/", headers=headers, REMOTE_ADDR=address).status_code == status


def test_slow_query_is_told_without_its_values(monkeypatch, caplog):
    monkeypatch.setattr(metrics, "SLOW_SECONDS", -1)
    metrics.watch_queries(connection)
    metrics.watch_queries(connection)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s", ["geheim"])
        assert connection.execute_wrappers.count(metrics._timed) == 1
    finally:
        connection.execute_wrappers.remove(metrics._timed)

    assert "A query took" in caplog.text and "SELECT %s" in caplog.text
    assert "geheim" not in caplog.text


def test_error_report_says_where_and_holds_nothing_of_what_people_wrote():
    frame = {"filename": "views.py", "lineno": 3, "vars": {"text": "geheim"}}
    error = {"type": "ValueError", "value": "geheim", "stacktrace": {"frames": [frame]}}
    request = {"method": "POST", "url": "https://x/geheim", "data": "geheim", "cookies": "geheim", "headers": "geheim"}
    event = {"level": "error", "exception": {"values": [error]}, "request": request, "user": "geheim"}
    event |= {"extra": "geheim", "breadcrumbs": "geheim", "logentry": {"message": "geheim"}, "message": "geheim"}

    told = watching.scrub(event, {})

    assert "geheim" not in str(told)
    assert told["exception"]["values"][0]["stacktrace"]["frames"] == [{"filename": "views.py", "lineno": 3}]
    assert told["request"] == {"method": "POST"}


def test_errors_are_reported_only_where_somebody_said_so(monkeypatch):
    import sentry_sdk

    asked = []
    monkeypatch.setattr(sentry_sdk, "init", lambda dsn, **options: asked.append((dsn, options["before_send"])))

    watching.report_errors("", release="", site="")
    watching.report_errors("https://key@sentry.example/1", release="r", site="s")

    assert asked == [("https://key@sentry.example/1", watching.scrub)]
