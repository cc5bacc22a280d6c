"""What would go out at a moment: told as it would happen, and nothing changes."""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.models import Outcome, OutcomeAuthor
from leerkring.notifications.forecast import forecast
from leerkring.notifications.models import Message, Preference
from leerkring.notifications.tasks import run_tick
from meetings.models import Meeting

pytestmark = pytest.mark.django_db


def everything():
    """Every row of every table, as the database holds it."""
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in apps.get_models()}


@pytest.fixture
def far(cycle, make):
    return make.meeting(cycle, days=30)


def printed(*arguments):
    out = StringIO()
    call_command("due", *arguments, stdout=out)
    return out.getvalue()


def test_due_prints_who_gets_what_and_why(far, member, host):
    Preference.objects.create(user=host, channels={"meetings.rhythm_call": "off"})
    at = timezone.localtime(far.starts_at) - timedelta(days=14)
    Meeting.objects.update(next_reminder_at=at)

    text = printed("--at", f"{at:%Y-%m-%d %H:%M}")

    start = far.starts_at.isoformat()
    assert (
        f"sent\tDaan Willems <{member.email}>\tmeetings.rhythm_call\tmeetings.reminder:{far.pk}:call:{start}" in text
    )
    assert "Je krijgt deze mail omdat je lid bent van de leerkring Lingewaard." in text
    assert "not sent\tAnouk Thijssen" in text and "uitgezet" in text
    assert f"At {at:%Y-%m-%d %H:%M} ({at.tzname()}): 1 would go out." in text


def test_due_changes_nothing(far, member, coordinator, community):
    paper = Outcome.objects.create(
        community=community,
        slug="koffie",
        title="Koffie",
        status="published",
        published_at=timezone.now(),
        next_uptake_at=timezone.now(),
    )
    OutcomeAuthor.objects.create(outcome=paper, position=1, user=member, name="Daan")
    Preference.objects.create(user=member, next_digest_at=timezone.now())
    before = everything()
    for days in [10, 25, 29, 33, 91, 400]:
        printed("--at", f"{timezone.localtime() + timedelta(days=days):%Y-%m-%d %H:%M}")
    assert everything() == before


def test_due_tells_what_a_tick_then_does(far, member, host, coordinator):
    run_tick(timezone.now())
    at = timezone.localtime(far.starts_at) - timedelta(days=7)
    told = sorted((each.kind, each.key, each.to) for each in forecast(at))
    run_tick(at)
    rows = Message.objects.select_related("recipient")
    assert told == sorted((row.kind, row.key, f"{row.recipient.full_name} <{row.recipient.email}>") for row in rows)
    assert len([kind for kind, *_rest in told if kind == "meetings.rhythm_prepare"]) == 3


def test_due_says_of_a_mail_that_comes_too_late_why_it_is_not_sent(far, member):
    run_tick(timezone.now())
    run_tick(timezone.localtime(far.starts_at) - timedelta(days=2))
    [told] = [each for each in forecast(far.starts_at + timedelta(hours=1)) if each.kind == "meetings.reminder"]
    assert (told.is_sent, told.why) == (False, "de bijeenkomst is al begonnen")


@pytest.mark.parametrize("at", ["gisteren", "2027-13-40 08:00", "8 uur"])
def test_due_refuses_what_is_no_moment(at):
    with pytest.raises(CommandError, match="is no moment"):
        printed("--at", at)


def test_due_without_a_moment_is_now_and_a_day_begins_at_midnight(db):
    assert "0 would go out" in printed()
    assert "At 2027-01-10 00:00 (CET)" in printed("--at", "2027-01-10")


def test_due_prints_no_more_lines_than_asked_for_and_counts_all(far, member, host, coordinator):
    run_tick(timezone.now())
    at = timezone.localtime(far.starts_at) - timedelta(days=7)
    text = printed("--at", f"{at:%Y-%m-%d %H:%M}", "--most", "1")
    assert text.count("\nsent\t") + text.startswith("sent\t") == 1
    assert "\n3\tmeetings.rhythm_prepare\n" in text


@pytest.mark.parametrize("count", [1, 5])
def test_tick_with_nothing_due_asks_few_queries_at_any_size(count, cycle, make, member):
    for number in range(1, count + 1):
        make.meeting(cycle, number, days=30 * number)
    now = timezone.now()
    run_tick(now)
    # Somebody's digest may come within the hour; then something is due.
    Preference.objects.update(next_digest_at=now + timedelta(days=7))
    # Who rests takes turns, so no minute is like another.
    for minute in range(60):
        with CaptureQueriesContext(connection) as seen:
            run_tick(now + timedelta(minutes=minute))
        asked = [query["sql"] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]
        assert len(asked) <= 20, "\n".join(asked)
