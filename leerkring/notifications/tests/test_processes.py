"""What a killed worker loses and doubles: nothing. Real processes, a real queue, a real mail server.

On SQLite the queue is a folder; with ``REDIS_URL`` it is Redis.
"""

from collections import Counter
from itertools import count

import pytest

from leerkring.notifications.actions import Intent, notify_all
from leerkring.notifications.models import Message

from .mail_server import Recorder, running
from .postcards import KIND
from .processes import wait_until, workers

MESSAGES = 150
LEASE = 8


def states():
    return Counter(Message.objects.values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.processes
def test_killed_workers_lose_and_double_nothing(postcard, tmp_path):
    notify_all(KIND, [Intent(f"lezer{number}@example.nl", f"card:{number}") for number in range(MESSAGES)])

    with running(Recorder(delay=0.02)) as server, workers(tmp_path, smtp_port=server.port, lease=LEASE) as portal:

        def wait_for(is_so):
            """Wait while the beat goes on: two ticks at once, as when somebody started a second beat."""
            turns = count()

            def look():
                if next(turns) % 50 == 0:
                    portal.tick()
                    portal.tick()
                return is_so()

            wait_until(look, seconds=300, else_say=lambda: f"{len(server.mails)} mails, {states()}\n{portal.log}")

        first, second = portal.start(), portal.start()
        wait_for(lambda: len(server.mails) >= 20)
        portal.kill(first)
        portal.start()
        wait_for(lambda: len(server.mails) >= 70)
        portal.kill(second)
        wait_for(lambda: states() == {"sent": MESSAGES})

    arrivals = Counter(server.ids)
    assert set(arrivals) == set(Message.objects.values_list("message_id", flat=True))
    assert len(arrivals) == MESSAGES
    # Whoever is killed between the end of a mail and its mark leaves one that comes again, under the same id.
    assert sum(arrivals.values()) - MESSAGES <= 2
