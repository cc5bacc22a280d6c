"""Promise 13: eight writers at once, on SQLite too; none meets a locked database, and none waits long."""

from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import pytest
from django.db import connection

from leerkring.notifications.actions import notify
from leerkring.notifications.models import Message

WRITERS, DEEDS = 8, 60
pytestmark = pytest.mark.django_db(transaction=True)


def write_many(writer: int, person) -> list[float]:
    """Do a deed that reads and writes, again and again; return how long each took."""
    took = []
    try:
        for number in range(DEEDS):
            start = perf_counter()
            notify(person, "notifications.digest", key=f"{writer}:{number}", context={})
            took.append(perf_counter() - start)
    finally:
        connection.close()
    return took


@pytest.mark.promise(13)
def test_eight_writers_wait_for_each_other_and_never_long(member, figure):
    with ThreadPoolExecutor(WRITERS) as pool:
        rows = list(pool.map(lambda writer: write_many(writer, member), range(WRITERS)))

    took = sorted(seconds for row in rows for seconds in row)
    p99 = took[len(took) * 99 // 100]
    figure(f"{len(took)} deeds of {WRITERS} writers, p99 {p99 * 1000:.0f} ms")
    assert Message.objects.count() == WRITERS * DEEDS
    assert p99 <= 0.5
