"""*What do I take along?*: by members, and by people without account who have the code of the day."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import Meeting, ValueMoment
from ..tokens import read_value_token
from .harvest import lock_harvest, refuse_when_done
from .meeting import lock_meeting


def find_by_code(token: str) -> Meeting | None:
    """Return the meeting whose code this is, whether one can write or not; None for what is no code."""
    pk = read_value_token(token)
    rows = Meeting.objects.select_related("cycle__community__programme").planned()
    return rows.filter(pk=pk).first() if pk is not None else None


def is_open_to_all(meeting: Meeting) -> bool:
    """Whether people with the code may write now; needs its circle loaded."""
    now = timezone.now()
    runs = meeting.is_planned and meeting.cycle.community.status == Community.Status.ACTIVE
    return runs and meeting.starts_at <= now < meeting.ends_at + ValueMoment.LASTS


@transaction.atomic
def take_along(meeting: Meeting, *, by: User, page: UUID, text: str) -> ValueMoment:
    """Keep what a member takes along; written again, the last words count."""
    row = _lock(meeting)
    known = row.value_moments.filter(user=by).first()
    if known:
        known.text = text
        known.save(update_fields=["text"])
        return known
    return _keep(row, user=by, page=page, text=text)


@transaction.atomic
def take_along_by_code(meeting: Meeting, *, page: UUID, text: str, name: str = "") -> ValueMoment:
    """Keep what somebody without account takes along; sent twice from one page, it is one."""
    return _keep(_lock(meeting), page=page, text=text, name=name)


def _lock(meeting: Meeting) -> Meeting:
    row = lock_meeting(meeting)
    refuse_when_done(row)
    if not is_open_to_all(row):
        raise Refused(_("You can write this from the start of the meeting until two weeks after it."))
    return row


def _keep(meeting: Meeting, *, page: UUID, **facts: Any) -> ValueMoment:
    if known := meeting.value_moments.filter(page=page).first():
        return known
    if ValueMoment.objects.filter(page=page).exists():
        raise Refused(_("This page was used for another meeting. Open the code once more."))
    if meeting.value_moments.count() >= ValueMoment.MOST:
        raise Refused(_("So many people wrote something that there is no room for more."))
    return meeting.value_moments.create(page=page, **facts)


@transaction.atomic
def remove_value_moment(moment: ValueMoment, *, by: User) -> None:
    """Take it away, until the report holds it for good. Gone already is fine."""
    meeting = lock_harvest(moment.meeting)
    meeting.value_moments.filter(pk=moment.pk).delete()
