"""Meetings for calendars (RFC 5545, RFC 5546)."""

from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress

from leerkring.accounts.models import User
from leerkring.core.links import absolute_url

from .models import Attendance, Guest, Meeting

PARTICIPATION = {
    Attendance.Answer.YES: "ACCEPTED",
    Attendance.Answer.MAYBE: "TENTATIVE",
    Attendance.Answer.NO: "DECLINED",
}


def calendar_file(meeting: Meeting, *, method: str, person: User | Guest | None = None, answer: str = "") -> bytes:
    """Return a calendar with one meeting.

    ``method`` is PUBLISH for a download, REQUEST or CANCEL in a mail to ``person``. Times are the clock of the place
    with its zone written out, so that a calendar anywhere shows the right moment. For a guest it holds no address of
    the portal: theirs is a key, and calendars are shown to colleagues.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Leerkring//Leerkring//NL")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(meeting, person, answer))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(meeting: Meeting, person: User | Guest | None, answer: str) -> Event:
    zone = ZoneInfo(meeting.time_zone)
    url = "" if isinstance(person, Guest) else absolute_url(meeting.get_absolute_url())
    event = Event()
    # The host name is no part of it, so that it survives a move of the portal.
    event.add("uid", f"{meeting.uid}@leerkring")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", meeting.local_start.replace(tzinfo=zone))
    event.add("dtend", meeting.local_end.replace(tzinfo=zone))
    event.add("summary", f"{meeting.cycle.community.name}: {meeting}")
    event.add("status", "CANCELLED" if meeting.status == Meeting.Status.CANCELLED else "CONFIRMED")
    if meeting.whereabouts:
        event.add("location", meeting.whereabouts)
    if url:
        event.add("url", url)
    if about := "\n".join(filter(None, [meeting.travel, url])):
        event.add("description", about)
    _add_people(event, meeting, person, answer)
    return event


def _add_people(event: Event, meeting: Meeting, person: User | Guest | None, answer: str) -> None:
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = meeting.cycle.community.name
    event.add("organizer", organizer)
    if person is None:
        return
    attendee = vCalAddress(f"mailto:{person.email}")
    attendee.params["CN"] = person.full_name
    attendee.params["PARTSTAT"] = PARTICIPATION.get(Attendance.Answer(answer), "") if answer else "NEEDS-ACTION"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    # Answers come by the links in the mail; nobody reads what a calendar sends back.
    attendee.params["RSVP"] = "FALSE"
    event.add("attendee", attendee)
