"""A meeting for calendars."""

from leerkring.accounts.models import User
from leerkring.core.links import absolute_url

from ..calendar_tokens import reply_address
from ..models import Attendance, Guest, Meeting
from .calendar import Entry, Invitee, write_calendar

PARTICIPATION = {
    Attendance.Answer.YES: "ACCEPTED",
    Attendance.Answer.MAYBE: "TENTATIVE",
    Attendance.Answer.NO: "DECLINED",
}


def calendar_file(meeting: Meeting, *, method: str, person: User | Guest | None = None, answer: str = "") -> bytes:
    """Return a calendar with one meeting.

    ``method`` is PUBLISH for a download, REQUEST or CANCEL in a mail to ``person``. Times are the clock of the place
    with its zone written out, so that a calendar anywhere shows the right moment. For a guest it holds no address of
    the portal, nor the link to take part online: theirs is a key, and calendars are shown to colleagues.
    """
    entry = meeting_entry(meeting, with_page=not isinstance(person, Guest))
    return write_calendar([entry], method=method, invitee=_invitee(meeting, person, answer) if person else None)


def meeting_entry(meeting: Meeting, *, answer: str = "", with_page: bool = True) -> Entry:
    """Return what a calendar shows of a meeting to somebody who may see it, and gave this ``answer``."""
    circle = meeting.cycle.community.name
    online_url = meeting.online_url if with_page and meeting.format != Meeting.Format.LOCATION else ""
    return Entry(
        uid=f"{meeting.uid}@leerkring",
        sequence=meeting.sequence,
        title=f"{circle}: {meeting}",
        start=meeting.local_start,
        end=meeting.local_end,
        time_zone=meeting.time_zone,
        location="" if meeting.format == Meeting.Format.ONLINE and online_url else meeting.whereabouts,
        url=absolute_url(meeting.get_absolute_url()) if with_page else "",
        about=meeting.travel,
        online_url=online_url,
        categories=(circle,),
        is_cancelled=meeting.status == Meeting.Status.CANCELLED,
        is_tentative=answer == Attendance.Answer.MAYBE,
        is_free=answer == Attendance.Answer.NO,
        organiser=circle,
    )


def _invitee(meeting: Meeting, person: User | Guest, answer: str) -> Invitee:
    return Invitee(
        email=person.email,
        name=person.full_name,
        participation=PARTICIPATION[Attendance.Answer(answer)] if answer else "NEEDS-ACTION",
        # A guest answers by the link in the mail, which needs no account.
        reply_to=reply_address(meeting.pk, person.pk) if isinstance(person, User) else "",
    )
