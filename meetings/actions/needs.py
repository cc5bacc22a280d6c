"""What somebody needs to take part: kept as long as it serves."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ..models import Attendance, Needs

BATCH = 500


@dataclass(frozen=True)
class Wishes:
    """Dietary and access needs, as somebody typed them; None leaves what was said before."""

    diet: str | None = None
    access: str | None = None


def keep_needs(attendance: Attendance, wishes: Wishes | None) -> None:
    """Keep what somebody needs beside their answer; None leaves it as it is, and a no erases it.

    Runs in the transaction of the answer. Nothing of it stands in a mail or a log.
    """
    if attendance.answer == Attendance.Answer.NO:
        wishes = Wishes("", "")
    if wishes is None:
        return
    row = Needs.objects.filter(attendance=attendance).first() or Needs(attendance=attendance)
    row.diet = row.diet if wishes.diet is None else wishes.diet
    row.access = row.access if wishes.access is None else wishes.access
    if row.diet or row.access:
        row.save()
    elif row.pk:
        row.delete()


@transaction.atomic
def erase_needs(now: datetime) -> int:
    """Erase needs that serve no more, in a batch; return how many. Twice is harmless."""
    due = list(Needs.objects.to_erase(now).order_by("pk").values_list("pk", flat=True)[:BATCH])
    Needs.objects.filter(pk__in=due).delete()
    return len(due)
