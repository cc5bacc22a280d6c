"""What it takes to look in a library of 100,000 texts, and to harvest it: by one process, as a web worker does it.

Everything happens in a transaction that is taken back, so that a second run measures the same.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import psutil

NUMBER = 100_000
CHUNK = 5_000
# The system counts in steps of 10 ms.
TURNS = 20
PAGES = 10
# A word in each text, one in a hundredth of them, and one in five; each a search with its own name.
SEARCHES = {
    "a word in each text": "q=eenzaamheid",
    "a rare word": "q=bijzonder",
    "three words, two choices": "q=eenzame+oudere+wijk&soort=story&toegang=open",
    "a common word, the oldest": "q=eenzaamheid&volgorde=oudste&soort=paper",
    "no words": "volgorde=nieuwste",
    "no words, page 80": "volgorde=nieuwste&page=80",
}


def measure(number: int = NUMBER) -> dict[str, Any]:
    """Return per search the milliseconds of the processor and the questions; and what a page of a harvest takes."""
    from django.db import transaction

    _tidy()
    with transaction.atomic():
        begin = time.perf_counter()
        _fill(number)
        found: dict[str, Any] = {"texts": number, "filled": time.perf_counter() - begin}
        found["searches"] = {name: _search(query) for name, query in SEARCHES.items()}
        found["harvest"] = _harvest()
        transaction.set_rollback(True)
    return found


def _tidy() -> None:
    """Take out what earlier runs left behind: it was taken back, and PostgreSQL still walks past it."""
    from django.db import connection

    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM FULL search_entry, casework_outcome, casework_outcomeversion")


def _fill(number: int) -> None:
    """Publish so many texts in the circles that are there, and index them."""
    from django.utils import timezone

    from casework.actions.library import LIBRARY
    from casework.models import Outcome, OutcomeVersion
    from communities.models import Community
    from leerkring.search.sources import reindex

    circles, now = list(Community.objects.values_list("pk", flat=True)[:2_000]), timezone.now()
    for start in range(0, number, CHUNK):
        rows = [_outcome(at, circles, now) for at in range(start, min(start + CHUNK, number))]
        Outcome.objects.bulk_create(rows, batch_size=500)
        versions = [_version(row) for row in rows]
        OutcomeVersion.objects.bulk_create(versions, batch_size=500)
    _analyse()
    for _done, _total in reindex(LIBRARY):
        pass
    _analyse()


def _analyse() -> None:
    """Let the database know how much there is, as it would find out by itself in a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _outcome(at: int, circles: list[int], now: Any) -> Any:
    from datetime import timedelta

    from casework.models import Outcome

    kinds, moment = Outcome.Kind.values, now - timedelta(hours=at)
    rare = "bijzonder" if at % 997 == 0 else "gewoon"
    body = f"In straat {at} wonen eenzame ouderen. {rare} werk van woord{at % 5_000} en woord{at % 311}. " * 8
    return Outcome(
        community_id=circles[at % len(circles)],
        slug=f"bench-{at}",
        kind=kinds[at % len(kinds)],
        title=f"Eenzaamheid in wijk {at}" if at % 5 == 0 else f"Wat straat {at} leerde",
        abstract=f"Een half jaar kijken naar eenzaamheid, in straat {at % 1_000}.",
        body=body,
        status=Outcome.Status.PUBLISHED,
        published_at=moment,
        stamped_at=moment,
    )


def _version(row: Any) -> Any:
    from casework.models import OutcomeVersion

    facts = {"title": row.title, "body": "Tekst.", "frozen_at": row.published_at, "pdf_attempts": 99}
    people = [{"family": "Persoon", "given": "Proef"}]
    return OutcomeVersion(outcome=row, number="1.0", author_line="Proef Persoon", people=people, **facts)


def _search(query: str) -> dict[str, float]:
    """Ask for a page as somebody with a session does, so that none is kept for the next."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _page(query)
    with CaptureQueriesContext(connection) as queries:
        _page(query)
    return {"queries": len(queries), "milliseconds": milliseconds(partial(_page, query))}


def _page(query: str) -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.test import RequestFactory

    from casework.views.library import library

    request = RequestFactory().get(f"/opbrengsten/?{query}")
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    response: Any = library(request)
    if response.status_code != 200 or not response.context_data["cards"]:
        raise LookupError(f"{query} finds nothing.")


def _harvest() -> dict[str, float]:
    """Return the milliseconds of a page at the beginning of a harvest and of one at its end, and what both ask."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from casework.exports.oai import Selection, answer
    from casework.models import Outcome

    rows = Outcome.objects.published().filter(stamped_at__isnull=False).order_by("stamped_at", "pk")
    count, found = rows.count(), {}
    for name, place in (("first", 100), ("last", count - PAGES * 100)):
        last = rows[place]
        token = Selection("oai_dc", size=count).token(last, place)
        arguments = {"verb": ["ListRecords"], "resumptionToken": [token]}
        with CaptureQueriesContext(connection) as queries:
            answer(arguments)
        found[name] = milliseconds(partial(answer, arguments))
        found["queries"] = len(queries)
    return found


def milliseconds(work: Callable[[], Any]) -> float:
    """Return the processor time of one turn, here and in the database: the clock also counts what others do."""
    processes = [psutil.Process(), *_backend()]
    before = sum(_spent(process) for process in processes)
    for _turn in range(TURNS):
        work()
    return (sum(_spent(process) for process in processes) - before) / TURNS * 1000


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _backend() -> list[psutil.Process]:
    """Return the process of PostgreSQL that answers us, where it runs on this machine."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    return [process for process in psutil.process_iter() if process.pid == pid and process.name() == "postgres"]


def main() -> None:
    """Measure, and print one line of JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leerkring.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(measure()))


if __name__ == "__main__":
    main()
