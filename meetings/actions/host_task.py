"""Ticking the checklist of a host."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..hosting import lines_of
from ..models import HostTask, Meeting
from .meeting import lock_meeting


@transaction.atomic
def tick_task(meeting: Meeting, *, by: User, task: str, is_done: bool) -> None:
    """Tick a line, or take the tick away. Who ticked first stays named; twice is harmless."""
    row = lock_meeting(meeting)
    if not row.is_planned or row.is_over or row.cycle.community.status != Community.Status.ACTIVE:
        raise Refused(_("This meeting is over or does not go on. The checklist can't be changed any more."))
    if task not in {line.name for line in lines_of(row)}:
        raise Refused(_("This line does not stand on the checklist."))
    if is_done:
        HostTask.objects.get_or_create(meeting=row, task=task, defaults={"done_by": by, "done_at": timezone.now()})
    else:
        HostTask.objects.filter(meeting=row, task=task).delete()
