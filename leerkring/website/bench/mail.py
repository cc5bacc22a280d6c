"""What mail costs: measured inside the benchmark's own database, by a process that its server starts.

Everything happens in a transaction that is taken back, so that a second run measures the same.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

TURNS = 5
ENOUGH = 10_000
# Where a transaction begins or ends is no question.
BOUNDS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
DAY = timedelta(days=1)
# Then newcomers are looked for, and little else can have become due.
HOUR = timedelta(hours=1, minutes=1)
# Digests are measured by themselves: some hours later, those of everybody may be due.
REMINDERS = "meetings."


def measure() -> dict[str, float]:
    """Return what a tick costs that finds nothing, and how long it takes to queue a day of reminders."""
    from django.db import transaction
    from django.utils import timezone

    with transaction.atomic():
        now = timezone.now()
        _settle(now)
        found = _idle_tick(now) | _reminders(now)
        transaction.set_rollback(True)
    return found


def _settle(now: datetime) -> None:
    """Let everything that is due be written; who has a digest to come waits another week."""
    from leerkring.notifications.models import Preference
    from leerkring.notifications.tasks import run_tick

    Preference.objects.filter(next_digest_at__lte=now).update(next_digest_at=now + 7 * DAY)
    run_tick(now)


def _idle_tick(now: datetime) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from leerkring.notifications.tasks import run_tick

    written = sum(run_tick(now).values())
    with CaptureQueriesContext(connection) as queries:
        run_tick(now)
    spans = [_seconds(run_tick, now) for _turn in range(TURNS)]
    asked = [query for query in queries if not query["sql"].startswith(BOUNDS)]
    hourly = _seconds(run_tick, now + HOUR)
    return {"written": written, "queries": len(asked), "milliseconds": min(spans) * 1000, "hourly": hourly * 1000}


def _reminders(now: datetime) -> dict[str, float]:
    """Queue what comes due in the hours to come, until it is enough."""
    from leerkring.notifications.schedule import all_finders

    finders = [finder for name, finder in all_finders().items() if name.startswith(REMINDERS)]
    count, spent, cpu, end = 0, 0.0, 0.0, now + 15 * DAY
    while count < ENOUGH and now < end:
        now += timedelta(hours=6)
        begin, begin_cpu = time.perf_counter(), time.process_time()
        count += sum(finder(now) for finder in finders)
        spent, cpu = spent + time.perf_counter() - begin, cpu + time.process_time() - begin_cpu
    return {"reminders": count, "seconds": spent, "cpu": cpu}


def _seconds(work: Callable[[datetime], Any], now: datetime) -> float:
    begin = time.perf_counter()
    work(now)
    return time.perf_counter() - begin


def main() -> None:
    """Measure, and print one line of JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leerkring.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(measure()))


if __name__ == "__main__":
    main()
