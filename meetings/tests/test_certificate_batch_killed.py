"""What a worker that is killed in the middle of a batch leaves behind: nothing undone, nothing twice."""

from collections import Counter
from datetime import timedelta
from itertools import count

import pytest
from django.db.models import F

from leerkring.notifications.models import Message
from leerkring.notifications.tests.mail_server import Recorder, running
from leerkring.notifications.tests.processes import wait_until, workers
from meetings.actions import certificate_batch as actions
from meetings.models import Certificate, CertificateBatch

from .conftest import be_there

PEOPLE = 90
# So many are kept at once: a worker that is killed has kept some, and is busy with the next.
CHUNK = actions.CHUNK


@pytest.mark.django_db(transaction=True)
@pytest.mark.processes
def test_the_sweep_finishes_a_batch_whose_worker_was_killed(
    signed, coordinator, community, make, monkeypatch, tmp_path
):
    for number in range(PEOPLE):
        person = make.user(f"Lid{number}", f"Vries{number}")
        make.join(person, community, "professional")
        be_there(signed, user=person)
    # Nobody is woken but by the sweep.
    monkeypatch.setattr(actions, "wake_batch", lambda batch: None)
    batch = actions.start_batch(signed, by=coordinator)

    with running(Recorder()) as server, workers(tmp_path, smtp_port=server.port, lease=30) as portal:

        def sweep_until(is_so):
            """Let it stand still for longer than a worker needs, and wait while the tick goes on."""
            CertificateBatch.objects.update(moved_at=F("moved_at") - actions.STALE - timedelta(seconds=1))
            turns = count()

            def look():
                if next(turns) % 250 == 0:
                    portal.tick()
                return is_so()

            wait_until(look, seconds=200, else_say=lambda: f"{batch.copies.count()} papers\n{portal.log}")

        first = portal.start()
        sweep_until(lambda: batch.copies.count() >= CHUNK)
        portal.kill(first)
        batch.refresh_from_db()
        assert batch.status == "working" and batch.copies.count() < batch.total
        portal.start()
        sweep_until(lambda: CertificateBatch.objects.filter(pk=batch.pk, status="done").exists())

    assert batch.copies.count() == Certificate.objects.count() == batch.total == PEOPLE + 2
    assert set(Counter(Certificate.objects.valid().values_list("presence", flat=True)).values()) == {1}
    told = Counter(Message.objects.filter(kind="meetings.certificate_ready").values_list("recipient", flat=True))
    assert len(told) == PEOPLE + 1 and set(told.values()) == {1}
