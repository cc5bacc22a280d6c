"""After a restore: who had been erased comes back with the backup, and is erased again.

``manage.py restore`` does it among what it settles, when the rows stand and before anybody can sign in.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from ..models import ErasureRequest, User
from . import ledger
from .erasure import erase_person


@dataclass(frozen=True)
class Replayed:
    """How many people the backup had brought back, and how many requests begin their seven days anew."""

    erased: int
    asked_again: int


def replay(now: datetime) -> Replayed:
    """Erase again who stands in the ledger; let requests of before the backup wait another seven days.

    Somebody may have thought better of it after the backup was made, so no restored request is carried out at once.
    Doing it twice is harmless.
    """
    gone = {line.person: line for line in ledger.lines()}
    erased = 0
    for person in User.objects.filter(pk__in=gone).order_by("pk"):
        line = gone[person.pk]
        if line.is_of(person):
            erased += erase_person(person, keeps_name=line.keeps_name, now=now)
    waiting = ErasureRequest.objects.filter(asked_at__lt=now)
    return Replayed(erased, waiting.update(asked_at=now, due_at=now + ErasureRequest.REGRET))


def erase_again(taken_at: datetime) -> int:
    """Erase who was erased since the backup (``register_settle``); return how many."""
    return replay(timezone.now()).erased
