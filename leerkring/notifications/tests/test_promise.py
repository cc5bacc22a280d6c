"""The first promise: what is due goes out once, whatever dies.

Real PostgreSQL, Redis, workers, two beats and a mail server. ``PROMISE_ROWS`` chooses how many mails: 10,000 is the
promise itself, and takes minutes.
"""

import os
import random
from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from leerkring.notifications.actions import Intent, notify_all
from leerkring.notifications.health import TICK
from leerkring.notifications.models import Message, Pulse

from .mail_server import Recorder, running
from .postcards import KIND
from .processes import wait_until, workers

ROWS = int(os.environ.get("PROMISE_ROWS", "1000"))
WORKERS = 2 if ROWS <= 1000 else 4
# What happens while the mail goes out: a worker or a beat is killed and another one started, or the broker forgets.
MISHAPS = ["worker"] * 2 * WORKERS + ["beat"] * 2 + ["broker"] * 2
# Everything is due within this many seconds, a part of it at once.
SPREAD = ROWS / 100
PATIENCE = 120 + ROWS / 10
LEASE = 8


def own_redis():
    """Return a database in Redis that only this test uses, as it empties it; portals count down from 15."""
    return urlunsplit(urlsplit(settings.REDIS_URL)._replace(path="/9"))


def write_due():
    now = timezone.now()
    for part in range(20):
        due = now + timedelta(seconds=max(part - 4, 0) / 16 * SPREAD)
        intents = [Intent(f"lezer{n}@example.nl", f"card:{n}") for n in range(part, ROWS, 20)]
        notify_all(KIND, intents, send_after=due)


def lateness():
    """Return how late mail left the outbox, in seconds, by rank."""
    rows = Message.objects.values_list("sent_at", "send_after")
    return sorted((sent - due).total_seconds() for sent, due in rows)


@pytest.mark.promise(1)
@pytest.mark.grown
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not settings.REDIS_URL, reason="needs REDIS_URL")
def test_due_mail_goes_out_once_whatever_is_killed(postcard, tmp_path, figure):
    assert connection.vendor == "postgresql"
    chance = random.Random(2027)
    mishaps = chance.sample(MISHAPS, len(MISHAPS))

    with (
        running(Recorder()) as server,
        workers(tmp_path, smtp_port=server.port, lease=LEASE, tick=2, redis_url=own_redis()) as portal,
    ):

        def wait_for(is_so):
            say = lambda: f"{len(server.mails)} mails, {Counter(Message.objects.values_list('state', flat=True))}"  # noqa: E731
            wait_until(is_so, seconds=PATIENCE, else_say=lambda: f"{say()}\n{portal.log[-4000:]}")

        portal.empty_broker()
        for _ in range(WORKERS):
            portal.start()
        for _ in range(2):
            portal.start_beat()
        wait_for(lambda: Pulse.objects.filter(name=TICK).exists())
        write_due()
        for number, mishap in enumerate(mishaps, 1):
            wait_for(lambda number=number: len(server.mails) >= ROWS * number // (len(mishaps) + 1))
            if mishap == "broker":
                portal.empty_broker()
            elif mishap == "beat":
                portal.kill(chance.choice(portal.beats))
                portal.start_beat()
            else:
                portal.kill(chance.choice(portal.running))
                portal.start()
        wait_for(lambda: not Message.objects.exclude(state=Message.State.SENT).exists())

    arrivals = Counter(server.ids)
    doubled = sum(arrivals.values()) - len(arrivals)
    late = lateness()
    figure(
        f"{ROWS} due, {WORKERS} workers, 2 beats, mishaps {dict(Counter(mishaps))}: "
        f"lost {ROWS - len(arrivals)}, doubled {doubled}; "
        f"late by p50 {late[ROWS // 2]:.1f} s, p95 {late[ROWS * 95 // 100]:.1f} s, most {late[-1]:.1f} s"
    )
    assert set(arrivals) == set(Message.objects.values_list("message_id", flat=True))
    assert len(arrivals) == ROWS
    # Only whoever is killed between the end of a mail and its mark leaves one that comes again, under the same id.
    assert doubled <= mishaps.count("worker")
    assert max(arrivals.values()) <= 2
