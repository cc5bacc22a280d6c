"""What a calendar says in a mail about a meeting (RFC 5546), read from whatever somebody sends us.

Only a few known words are taken over: which meeting, which version of it, when, and one of three answers. No text of
the mail goes any further.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any

from icalendar import Calendar, Component

from .models import Attendance

ANSWERS = {
    "ACCEPTED": Attendance.Answer.YES,
    "TENTATIVE": Attendance.Answer.MAYBE,
    "DECLINED": Attendance.Answer.NO,
}
# One answer takes a kilobyte or three; a zone written out some more.
MOST_CHARACTERS = 64 * 1024
# Parts of a mail that are looked at.
MOST_PARTS = 50
KINDS = ("text/calendar", "application/ics")


@dataclass(frozen=True)
class Reply:
    """An answer. ``sequence`` None: the calendar did not say which version of the meeting it has."""

    uid: str
    answer: Attendance.Answer
    sequence: int | None
    written_at: datetime


def is_automatic(mail: Message) -> bool:
    """Return whether a machine sent it of itself, such as a notice of absence: nobody waits for an answer."""
    said = str(mail.get("Auto-Submitted", "no")).strip().lower()
    return not said.startswith("no") or "X-Autoreply" in mail or str(mail.get("Precedence", "")).lower() == "bulk"


def read_reply(mail: Message, *, email: str) -> Reply | None:
    """Return the answer in a mail; None when there is none, or when it isn't clear which.

    ``email`` is the address we invited: of several people in one answer theirs counts. Whoever sent the mail does
    not matter.
    """
    for text in _calendars(mail):
        try:
            return _reply(text, _moment(mail), email)
        except Exception:
            # Somebody else's text in somebody else's parser: whatever goes wrong, this is no answer.
            continue
    return None


def _calendars(mail: Message) -> Iterator[str]:
    """Yield the calendars in a mail, the part that is meant to be read by calendars first."""
    parts = [part for part, _count in zip(_walk(mail), range(MOST_PARTS), strict=False)]
    for kind in KINDS:
        for part in parts:
            if part.get_content_type() == kind and (text := _text(part)):
                yield text


def _walk(mail: Message) -> Iterator[Message]:
    """Yield the mail and its parts; like ``Message.walk``, which calls itself for each level."""
    waiting = [mail]
    while waiting:
        part = waiting.pop(0)
        yield part
        if part.is_multipart():
            waiting += [inner for inner in part.get_payload() if isinstance(inner, Message)]


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or len(content) > MOST_CHARACTERS:
        return ""
    return content.decode("utf-8", errors="replace").replace("\x00", "")


def _reply(text: str, sent: datetime | None, email: str) -> Reply | None:
    calendar = Calendar.from_ical(text)
    if str(calendar.get("METHOD", "")).upper() != "REPLY":
        return None
    events = [part for part in calendar.subcomponents if part.name == "VEVENT"]
    # One meeting, not a day of a series: whatever else a calendar wants to say, we don't understand.
    if len(events) != 1 or "RECURRENCE-ID" in events[0]:
        return None
    event, attendee = events[0], _attendee(events[0], email)
    answer = ANSWERS.get(str(attendee.params.get("PARTSTAT", "")).upper()) if attendee is not None else None
    written_at = _stamp(event) or sent
    if answer is None or written_at is None:
        return None
    sequence = int(str(event["SEQUENCE"])) if "SEQUENCE" in event else None
    return Reply(str(event["UID"]).strip(), answer, sequence, written_at)


def _attendee(event: Component, email: str) -> Any:
    """Return who answers: the only one there, else the one with the address we invited."""
    found = event.get("ATTENDEE", [])
    people = found if isinstance(found, list) else [found]
    if len(people) > 1:
        people = [one for one in people if str(one).lower() == f"mailto:{email.lower()}"]
    return people[0] if len(people) == 1 else None


def _stamp(event: Component) -> datetime | None:
    """Return when the answer was written, in UTC."""
    if "DTSTAMP" not in event:
        return None
    moment = event.decoded("DTSTAMP")
    return _in_utc(moment) if isinstance(moment, datetime) else None


def _moment(mail: Message) -> datetime | None:
    """Return when the mail says that it was sent."""
    try:
        return _in_utc(parsedate_to_datetime(str(mail.get("Date", ""))))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
