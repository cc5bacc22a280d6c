"""Events for calendars, for feed readers (Atom) and for search engines (JSON-LD)."""

from collections.abc import Iterable
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leerkring.core.linked_data import SCHEMA, data_block
from leerkring.core.links import absolute_url
from leerkring.core.templatetags.ui import day, day_time

from ..models import Event, Registration
from .calendar import Entry, Invitee, write_calendar, write_feed


def event_entry(event: Event, *, comes: bool = False) -> Entry:
    """Return what a calendar shows of an event; the link to take part online only to who comes."""
    return Entry(
        uid=f"{event.uid}@leerkring",
        sequence=event.sequence,
        title=event.title,
        start=event.local_start,
        end=event.local_end,
        time_zone=event.time_zone,
        location=event.whereabouts,
        url=absolute_url(event.get_absolute_url()),
        about="\n".join(filter(None, [event.lead, event.travel])),
        online_url=event.online_url if comes else "",
        categories=(str(event.get_kind_display()),),
        is_cancelled=event.status == Event.Status.CANCELLED,
        organiser=event.organiser.name,
    )


def event_file(event: Event, *, method: str = "PUBLISH", registration: Registration | None = None) -> bytes:
    """Return a file with one event: to download, or in a mail to who signed up."""
    if registration is None:
        return write_calendar([event_entry(event)], method=method)
    participation = "ACCEPTED" if registration.status == Registration.Status.CONFIRMED else "DECLINED"
    invitee = Invitee(registration.email, registration.name, participation)
    entry = event_entry(event, comes=registration.status == Registration.Status.CONFIRMED)
    return write_calendar([entry], method=method, invitee=invitee)


def event_calendar(events: Iterable[Event]) -> bytes:
    """Return what a calendar gets that follows the overview; cancelled ones too, so that it takes them out."""
    return write_feed([event_entry(event) for event in events], title=_("Events"))


def event_atom(events: Iterable[Event], *, url: str, feed_url: str) -> str:
    """Return the overview for feed readers, the latest news first."""
    feed = Atom1Feed(
        title=_("Events"),
        link=absolute_url(url),
        description=_("Cafés, masterclasses, learning safaris and more."),
        language=get_language(),
        feed_url=absolute_url(feed_url),
        feed_guid=absolute_url(feed_url),
    )
    for event in events:
        feed.add_item(
            title=_atom_title(event),
            link=absolute_url(event.get_absolute_url()),
            description=_summary(event),
            author_name=event.organiser.name,
            unique_id=f"urn:uuid:{event.uid}",
            pubdate=event.published_at,
            updateddate=event.changed_at,
            categories=(str(event.get_kind_display()),),
        )
    return feed.writeString("utf-8")


def _atom_title(event: Event) -> str:
    if event.status == Event.Status.CANCELLED:
        return _("Cancelled: %(title)s") % {"title": event.title}
    return _("%(title)s, %(day)s") % {"title": event.title, "day": day(event.local_start)}


def _summary(event: Event) -> str:
    return " · ".join(filter(None, [event.lead, day_time(event.local_start, event.local_end), event.whereabouts]))


def event_json_ld(event: Event, *, places_left: int | None) -> SafeString:
    """Return the event as schema.org knows it, for the head of its page."""
    return data_block({"@type": "Event"} | _schema(event, places_left))


def _schema(event: Event, places_left: int | None) -> dict[str, Any]:
    entry, url = event_entry(event), absolute_url(event.get_absolute_url())
    is_cancelled = event.status == Event.Status.CANCELLED
    return {
        "name": event.title,
        "description": event.lead or Truncator(event.description).chars(300),
        "url": url,
        "startDate": entry.starts_at.isoformat(),
        "endDate": entry.ends_at.isoformat(),
        "eventStatus": f"{SCHEMA}{'EventCancelled' if is_cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"{SCHEMA}{_mode(event)}",
        "location": _locations(event, url),
        "organizer": {
            "@type": "Organization",
            "name": event.organiser.name,
            "url": absolute_url(event.organiser.get_absolute_url()),
        },
        "performer": {"@type": "Person", "name": event.lecturer} if event.lecturer else "",
        "maximumAttendeeCapacity": event.capacity,
        "remainingAttendeeCapacity": places_left,
        "inLanguage": "nl",
    }


def _mode(event: Event) -> str:
    if not event.online_url:
        return "OfflineEventAttendanceMode"
    return "MixedEventAttendanceMode" if event.whereabouts else "OnlineEventAttendanceMode"


def _locations(event: Event, url: str) -> list[dict[str, Any]]:
    """Return where it is; online it is at our own page, as the link itself is for who comes."""
    found: list[dict[str, Any]] = []
    if event.whereabouts:
        address = {"address": event.address} if event.address else {"address": event.place}
        found.append({"@type": "Place", "name": event.place or event.address} | address)
    elif event.municipality and not event.online_url:
        found.append({"@type": "Place", "name": event.municipality.name, "address": event.municipality.name})
    if event.online_url:
        found.append({"@type": "VirtualLocation", "url": url})
    return found
