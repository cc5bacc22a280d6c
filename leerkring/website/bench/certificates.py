"""What it takes to issue a thousand certificates and make their papers: by one process, as a worker does it.

Everything happens in a transaction that is taken back, so that a second run measures the same.
"""

import json
import os
import sys
import time
from typing import Any

NUMBER = 1000


def measure(number: int = NUMBER) -> dict[str, float]:
    """Return how many papers were made, how large they are, and the seconds on the clock and of the processor."""
    from django.db import transaction
    from django.db.models import Sum
    from django.db.models.functions import Length

    from meetings.actions.certificate_batch import run_batch, start_batch

    with transaction.atomic():
        meeting, coordinator = _crowded_meeting(number)
        begin, cpu = time.perf_counter(), time.process_time()
        batch = start_batch(meeting, by=coordinator)
        run_batch(batch.pk)
        found = {"seconds": time.perf_counter() - begin, "cpu": time.process_time() - cpu}
        made = batch.copies.exclude(pdf=b"")
        size = made.aggregate(size=Sum(Length("pdf")))["size"] or 0
        found |= {"papers": made.count(), "megabytes": size / 1e6}
        transaction.set_rollback(True)
    return found


def _crowded_meeting(number: int) -> tuple[Any, Any]:
    """Sign a list with so many people, at a meeting with a full programme."""
    from django.utils import timezone

    from leerkring.accounts.models import User
    from meetings.models import Meeting, Presence, ProgrammeItem

    meeting = Meeting.objects.select_related("cycle__community").filter(cycle__community__slug="seed-0").first()
    assert meeting is not None
    coordinator = User.objects.get(email="proef-0000000@example.nl")
    Meeting.objects.filter(pk=meeting.pk).update(presence_signed_at=timezone.now(), presence_signed_by=coordinator)
    meeting.items.all().delete()
    parts = [("current", 45), ("consultation", 90), ("break", 60), ("deepening", 90), ("visit", 75)]
    ProgrammeItem.objects.bulk_create(
        ProgrammeItem(meeting=meeting, position=place, pillar=pillar, title=f"Onderdeel {place}", minutes=minutes)
        for place, (pillar, minutes) in enumerate(parts)
    )
    meeting.presences.all().delete()
    times = {"from_time": meeting.start_time, "until_time": meeting.end_time, "source": "list"}
    people = list(User.objects.order_by("pk")[:number])
    Presence.objects.bulk_create(Presence(meeting=meeting, user=person, **times) for person in people)
    return meeting, coordinator


def main() -> None:
    """Measure, and print one line of JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leerkring.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(measure()))


if __name__ == "__main__":
    main()
