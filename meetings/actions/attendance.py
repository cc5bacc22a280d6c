"""Answering."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import notify

from ..ledger import about
from ..models import Attendance, Meeting
from ..tokens import read_token
from .capacity import give_places, must_wait
from .meeting import lock_meeting
from .needs import Wishes, keep_needs

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Details:
    """What goes with a yes or a maybe; None leaves what was said before."""

    part: str | None = None
    way: str | None = None
    needs: Wishes | None = None


def answer_meeting(
    meeting: Meeting,
    *,
    by: User,
    answer: str,
    remark: str | None = None,
    details: Details | None = None,
    channel: str = Attendance.Channel.SITE,
    person: User | None = None,
) -> Attendance:
    """Keep the answer of ``by`` and confirm it by mail; the same answer again sends nothing.

    ``remark`` None leaves the remark as it is, ``details`` None what was said about coming: another part of
    the day is another answer. The answer may change until the meeting is over. With ``person`` the answer is theirs,
    and it is kept that ``by`` gave it: a coordinator who heard it on the phone. A yes when all places are taken waits;
    whoever gives up a place hands it to the first who waits.
    """
    who, answered_by = (person, by) if person and person != by else (by, None)
    with transaction.atomic():
        row, now = lock_meeting(meeting), timezone.now()
        _refuse_when_closed(row)
        if not row.cycle.community.memberships.active().filter(user=who).exists():
            raise Refused(_("Only who takes part in this circle answers for its meetings."))
        known = Attendance.objects.filter(meeting=row, user=who).first()
        attendance = known or Attendance(meeting=row, user=who, revision=0, part="", way="")
        if remark is not None:
            attendance.remark = remark
        before = (attendance.answer, attendance.part, attendance.way)
        _set(attendance, row, answer, details)
        if (attendance.answer, attendance.part, attendance.way) != before:
            attendance.channel, attendance.answered_by = channel, answered_by
            attendance.revision += 1
            _place(attendance, row, who, now, before)
            _confirm(attendance, who)
        attendance.save()
        keep_needs(attendance, details.needs if details else None)
        if any(given.pk == attendance.pk for given in give_places(row, now)):
            attendance.refresh_from_db()
    if answered_by:
        logger.info("meeting %s answered for %s by %s: %s", row.pk, who.pk, answered_by.pk, answer)
    return attendance


def _set(attendance: Attendance, meeting: Meeting, answer: str, details: Details | None) -> None:
    """Put the answer on the row; who does not come says nothing more, and only a hybrid meeting has two ways."""
    attendance.answer = answer
    if details is not None:
        attendance.part = details.part if details.part is not None else attendance.part
        attendance.way = details.way if details.way is not None else attendance.way
    if answer == Attendance.Answer.NO:
        attendance.part = Attendance.Part.WHOLE
    if answer == Attendance.Answer.NO or meeting.format != Meeting.Format.HYBRID:
        attendance.way = Attendance.Way.LOCATION


def _place(attendance: Attendance, meeting: Meeting, who: User, now: datetime, before: tuple[str, str, str]) -> None:
    """Give a place or a place in line. Another part of the day changes neither; going online frees the chair."""
    answer, _part, way = before
    if attendance.answer != answer:
        attendance.answered_at = now
    elif attendance.way == way:
        return
    comes_here = attendance.answer == Attendance.Answer.YES and attendance.way == Attendance.Way.LOCATION
    attendance.is_waiting = comes_here and must_wait(meeting, who)


def _confirm(attendance: Attendance, who: User) -> None:
    context = {"meeting": attendance.meeting_id, "revision": attendance.revision}
    key = f"meetings.answer:{attendance.meeting_id}:{attendance.revision}"
    notify(who, "meetings.answer", key=key, context=context, about=about(attendance.meeting))


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
