"""Answers that calendars send by mail (iTIP REPLY)."""

from datetime import datetime, timedelta
from email.message import Message

from django.db import transaction
from django.utils import timezone

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.actions import notify

from ..calendar_tokens import read_reply_token
from ..itip import Reply, is_automatic, read_reply
from ..ledger import about
from ..models import Attendance, CalendarReply, Meeting
from .attendance import answer_meeting
from .meeting import lock_meeting

Outcome = CalendarReply.Outcome
# What calendars count may differ from ours: a clock that is a little fast must not make later answers older.
LARGEST_SEQUENCE = 2**31 - 1
LONGEST_AGO = timedelta(days=3660)
# Nobody changes their mind more often; a calendar that goes on sending fills no table.
MOST_REPLIES = 100


def receive_reply(token: str, mail: Message) -> str:
    """Take over the answer in a mail to the signed address of one person for one meeting; return what became of it.

    The address says who answers for what; from whom the mail claims to be changes nothing. Twice the same mail is one
    answer, and an older one than we have changes nothing. Whoever can't be understood or comes too late is told so,
    at the address of their account and not at that of the mail.
    """
    pks = read_reply_token(token)
    person = User.objects.filter(pk=pks[1], is_active=True).first() if pks else None
    meeting = Meeting.objects.select_related("cycle__community").filter(pk=pks[0]).first() if pks else None
    if not person or not meeting:
        return "for nobody"
    if not has_permission(person, "meetings.view_meeting", meeting):
        # Who left hears nothing more of the circle, not by this road either.
        return "for nobody"
    reply = read_reply(mail, email=person.email)
    if reply is None or not _is_about(reply, meeting):
        if is_automatic(mail):
            return "automatic"
        _tell(person, meeting, "unclear")
        return "unclear"
    return _take_over(meeting, person, reply)


def _is_about(reply: Reply, meeting: Meeting) -> bool:
    """Return whether the answer speaks of this meeting, with figures that can be true."""
    is_plausible = reply.sequence is None or 0 <= reply.sequence <= LARGEST_SEQUENCE
    is_recent = reply.written_at > timezone.now() - LONGEST_AGO
    return reply.uid == f"{meeting.uid}@leerkring" and is_plausible and is_recent


def _take_over(meeting: Meeting, person: User, reply: Reply) -> str:
    """Keep what became of the answer; the lock on the meeting puts two at once in order."""
    with transaction.atomic():
        row, now = lock_meeting(meeting), timezone.now()
        sequence = row.sequence if reply.sequence is None else reply.sequence
        known = CalendarReply.objects.filter(meeting=row, user=person)
        if known.filter(written_at=reply.written_at, sequence=sequence).exists():
            return "known"
        if known.count() >= MOST_REPLIES:
            return "too many"
        outcome = _answer(row, person, reply, sequence, now)
        facts = {"sequence": sequence, "written_at": reply.written_at, "answer": reply.answer}
        CalendarReply.objects.create(meeting=row, user=person, outcome=outcome, **facts)
    return str(outcome)


def _answer(row: Meeting, person: User, reply: Reply, sequence: int, now: datetime) -> Outcome:
    if _is_older(row, person, reply, sequence, now):
        return Outcome.OLDER
    if sequence < row.sequence:
        # It says yes to a day or a place that is not the meeting's any more.
        _tell(person, row, "moved")
        return Outcome.OLDER
    try:
        with transaction.atomic():
            answer_meeting(row, by=person, answer=reply.answer, channel=Attendance.Channel.CALENDAR)
    except Refused:
        _tell(person, row, "closed")
        return Outcome.REFUSED
    return Outcome.TAKEN


def _is_older(row: Meeting, person: User, reply: Reply, sequence: int, now: datetime) -> bool:
    """Return whether a later answer is known, from a calendar or given otherwise. What lies ahead counts as now."""
    written = min(reply.written_at, now)
    taken = CalendarReply.objects.filter(meeting=row, user=person, outcome=Outcome.TAKEN)
    for other in taken:
        if (other.sequence, min(other.written_at, other.received_at)) > (sequence, written):
            return True
    answered = Attendance.objects.filter(meeting=row, user=person).exclude(channel=Attendance.Channel.CALENDAR)
    # Calendars count in whole seconds.
    return answered.filter(answered_at__gte=written + timedelta(seconds=1)).exists()


def _tell(person: User, meeting: Meeting, reason: str) -> None:
    """Tell the member that their answer was not taken over; of one version of a meeting once for each reason."""
    key = f"meetings.reply:{meeting.pk}:{meeting.sequence}:{reason}"
    context = {"meeting": meeting.pk, "reason": reason}
    notify(person, "meetings.reply", key=key, context=context, about=about(meeting))
