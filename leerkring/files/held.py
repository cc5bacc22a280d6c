"""Files that wait for the virus scanner: kept, shown to nobody, and asked about again."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from .models import File
from .scan import Verdict, scan

# What one tick asks; each answer may take seconds.
MOST = 10


def scan_held(now: datetime) -> int:
    """Ask the scanner about files that it gave no answer on; stop when it still gives none. Writes no mail."""
    for file in File.objects.filter(held_at__isnull=False).order_by("held_at")[:MOST]:
        verdict = _verdict_on(file)
        if verdict == Verdict.NO_ANSWER:
            break
        _settle(file, verdict)
    return 0


def _verdict_on(file: File) -> Verdict:
    try:
        with default_storage.open(str(file.blob.name)) as stored:
            content = stored.read()
    except FileNotFoundError:
        # Thrown away at this moment; nothing of it harms anybody.
        return Verdict.CLEAN
    return scan(content)


@transaction.atomic
def _settle(file: File, verdict: Verdict) -> None:
    """Let a clean file go; of an infected one the bytes go, and the row stays to say why."""
    is_infected = verdict == Verdict.INFECTED
    File.objects.filter(pk=file.pk).update(held_at=None, is_infected=is_infected)
    if is_infected:
        name = str(file.blob.name)
        transaction.on_commit(lambda: default_storage.delete(name))
