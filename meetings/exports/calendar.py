"""Files and feeds for calendars (RFC 5545, 5546 and 7986), of whatever has a moment: meetings, events.

Whatever is to stand in a calendar becomes an ``Entry`` (``meeting_entry`` beside this file shows how). From entries
``write_calendar`` makes a file or a feed, and ``calendar_links`` the links with which a calendar on the web opens.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress, vDuration, vUri

from .time_zone import written_zone

# How long before it begins a calendar says so.
ALARMS = [timedelta(days=1), timedelta(hours=2)]
# How often a calendar need ask for a feed again.
REFRESH = timedelta(hours=6)
# The colour of the portal, as those spell it who show colours.
COLOUR, COLOUR_NAME = "#0B6A6A", "teal"


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar. ``start`` and ``end`` are clock times of the place, without zone, in ``time_zone``.

    ``sequence`` goes up with each change of time, place or state (rule 13); ``uid`` holds no host name, so that it
    survives a move of the portal.
    """

    uid: str
    sequence: int
    title: str
    start: datetime
    end: datetime
    time_zone: str
    location: str = ""
    url: str = ""
    # Shown below the title; the address of the page comes after it.
    about: str = ""
    online_url: str = ""
    categories: Sequence[str] = ()
    is_cancelled: bool = False
    # The reader may come: shown as such where a calendar can.
    is_tentative: bool = False
    # The reader does not come: it stands there, but keeps no time taken.
    is_free: bool = False
    organiser: str = ""

    @property
    def starts_at(self) -> datetime:
        """The moment it begins, with its zone."""
        return _moment(self.start, self.time_zone)

    @property
    def ends_at(self) -> datetime:
        """The moment it ends, with its zone."""
        return _moment(self.end, self.time_zone)

    @property
    def text(self) -> str:
        """What stands below the title."""
        online = _("Online: %(url)s") % {"url": self.online_url} if self.online_url else ""
        return "\n".join(filter(None, [self.about, online, self.url]))


@dataclass(frozen=True)
class Invitee:
    """To whom a file is sent, and where their calendar sends the answer; without ``reply_to`` it need not answer."""

    email: str
    name: str
    participation: str = "NEEDS-ACTION"
    reply_to: str = ""


@dataclass(frozen=True)
class Link:
    """A way into one sort of calendar."""

    title: str
    url: str


def write_calendar(entries: Iterable[Entry], *, method: str = "PUBLISH", invitee: Invitee | None = None) -> bytes:
    """Return a file with these entries: to download (PUBLISH), or in a mail to ``invitee`` (REQUEST or CANCEL)."""
    calendar = _calendar(method)
    rows = list(entries)
    _fill(calendar, rows, invitee, alarms=[] if method == "CANCEL" else ALARMS)
    return calendar.to_ical()


def write_feed(entries: Iterable[Entry], *, title: str) -> bytes:
    """Return what a calendar gets that asks again and again; it sets alarms as its owner likes, not we."""
    calendar = _calendar("PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, title)
    calendar.add("color", COLOUR_NAME)
    calendar.add("x-apple-calendar-color", COLOUR)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    _fill(calendar, list(entries), None, alarms=[])
    return calendar.to_ical()


def calendar_links(entry: Entry) -> list[Link]:
    """Return the pages of Google's and Microsoft's calendars that show the entry, ready to be kept.

    Whoever follows one gives these facts to that company: title, time, place and the address of our page, behind
    which one logs in. What is said beside that stays here.
    """
    start, end = entry.starts_at.astimezone(UTC), entry.ends_at.astimezone(UTC)
    compact, iso = "%Y%m%dT%H%M%SZ", "%Y-%m-%dT%H:%M:%SZ"
    google = {
        "action": "TEMPLATE",
        "text": entry.title,
        "dates": f"{start:{compact}}/{end:{compact}}",
        "details": entry.url,
        "location": entry.location,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": entry.title,
        "startdt": f"{start:{iso}}",
        "enddt": f"{end:{iso}}",
        "body": entry.url,
        "location": entry.location,
    }
    return [
        Link(_("Google Calendar"), _address("https://calendar.google.com/calendar/render", google)),
        Link("Outlook.com", _address("https://outlook.live.com/calendar/0/deeplink/compose", outlook)),
        Link("Microsoft 365", _address("https://outlook.office.com/calendar/0/deeplink/compose", outlook)),
    ]


def _moment(clock: datetime, zone: str) -> datetime:
    """Return the moment of a clock time, with its zone; in UTC where that clock time comes twice or not at all.

    Of the hour that comes twice we mean the first (``utc_moment``), ical.js and what is built on it the second.
    """
    moment = clock.replace(tzinfo=ZoneInfo(zone))
    is_clear = moment.utcoffset() == moment.replace(fold=1).utcoffset()
    return moment if is_clear else moment.astimezone(UTC)


def _address(page: str, facts: dict[str, str]) -> str:
    """Return the address with spaces as %20: Outlook shows a plus as a plus."""
    return f"{page}?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in facts.items() if value)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Leerkring//Leerkring//NL")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _fill(calendar: Calendar, entries: Sequence[Entry], invitee: Invitee | None, *, alarms: list[timedelta]) -> None:
    """Put the zones and the entries in; a year to either side, so that every calendar knows what went before."""
    for name in sorted({entry.time_zone for entry in entries}):
        years = [moment.year for entry in entries if entry.time_zone == name for moment in (entry.start, entry.end)]
        calendar.add_component(written_zone(name, min(years) - 1, max(years) + 1))
    now = timezone.now()
    for entry in entries:
        event = _event(entry, now)
        _add_people(event, entry, invitee)
        for before in [] if entry.is_cancelled or entry.is_free else alarms:
            event.add_component(_alarm(entry, before))
        calendar.add_component(event)


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.is_cancelled else "TENTATIVE" if entry.is_tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_free or entry.is_cancelled else "OPAQUE")
    # Phones make a link of a place that is an address on the web.
    if place := entry.location or entry.online_url:
        event.add("location", place)
    if entry.url:
        event.add("url", entry.url)
    if entry.text:
        event.add("description", entry.text)
    if entry.categories:
        event.add("categories", list(entry.categories))
    if entry.online_url:
        about = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": _("Take part online")}
        event.add("conference", vUri(entry.online_url), parameters=about)
    return event


def _alarm(entry: Entry, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", -before)
    return alarm


def _add_people(event: Event, entry: Entry, invitee: Invitee | None) -> None:
    """Name who organises, which is where an answer goes, and who is asked."""
    reply_to = invitee.reply_to if invitee else ""
    organizer = vCalAddress(f"mailto:{reply_to or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = entry.organiser or settings.SITE_NAME
    event.add("organizer", organizer)
    if invitee is None:
        return
    attendee = vCalAddress(f"mailto:{invitee.email}")
    attendee.params["CN"] = invitee.name
    attendee.params["PARTSTAT"] = invitee.participation
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    # Where nobody reads what a calendar sends back, answers come by the links in the mail.
    attendee.params["RSVP"] = "TRUE" if reply_to else "FALSE"
    event.add("attendee", attendee)
