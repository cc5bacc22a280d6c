"""Answering."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import notify

from ..models import Attendance, Meeting
from ..tokens import read_token
from .capacity import give_places, must_wait
from .meeting import lock_meeting

logger = logging.getLogger(__name__)


def answer_meeting(
    meeting: Meeting,
    *,
    by: User,
    answer: str,
    remark: str | None = None,
    channel: str = Attendance.Channel.SITE,
    person: User | None = None,
) -> Attendance:
    """Keep the answer of ``by`` and confirm it by mail; the same answer again sends nothing.

    ``remark`` None leaves the remark as it is. The answer may change until the meeting is over. With ``person`` the
    answer is theirs, and it is kept that ``by`` gave it: a coordinator who heard it on the phone. A yes when all
    places are taken waits; whoever gives up a place hands it to the first who waits.
    """
    who, answered_by = (person, by) if person and person != by else (by, None)
    with transaction.atomic():
        row, now = lock_meeting(meeting), timezone.now()
        _refuse_when_closed(row)
        if not row.cycle.community.memberships.active().filter(user=who).exists():
            raise Refused(_("Only who takes part in this circle answers for its meetings."))
        known = Attendance.objects.filter(meeting=row, user=who).first()
        attendance = known or Attendance(meeting=row, user=who, revision=0)
        if remark is not None:
            attendance.remark = remark
        if attendance.answer != answer:
            attendance.answer, attendance.channel, attendance.answered_at = answer, channel, now
            attendance.revision, attendance.answered_by = attendance.revision + 1, answered_by
            attendance.is_waiting = answer == Attendance.Answer.YES and must_wait(row, who)
            notify(
                who,
                "meetings.answer",
                key=f"meetings.answer:{row.pk}:{attendance.revision}",
                context={"meeting": row.pk, "revision": attendance.revision},
            )
        attendance.save()
        if any(given.pk == attendance.pk for given in give_places(row, now)):
            attendance.refresh_from_db()
    if answered_by:
        logger.info("meeting %s answered for %s by %s: %s", row.pk, who.pk, answered_by.pk, answer)
    return attendance


def invited_by(token: str) -> tuple[Meeting, User] | None:
    """Return the meeting and the person of a link in a mail; None when it is not ours, or no member's any more."""
    pks = read_token(token)
    person = User.objects.filter(pk=pks[1], is_active=True).first() if pks else None
    if not pks or not person:
        return None
    mine = Meeting.objects.permitted(person, "meetings.view_meeting").select_related(
        "cycle__community__programme", "host"
    )
    meeting = mine.filter(pk=pks[0]).first()
    return (meeting, person) if meeting else None


def _refuse_when_closed(meeting: Meeting) -> None:
    if meeting.status == Meeting.Status.CANCELLED:
        raise Refused(_("This meeting is cancelled. You need not answer any more."))
    is_running = meeting.cycle.community.status == Community.Status.ACTIVE
    if not is_running or not meeting.is_planned or meeting.is_over:
        raise Refused(_("You can't answer for this meeting any more."))
