"""Events as pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Area
from leerkring.core.links import absolute_url
from leerkring.core.templatetags.ui import day, day_time

from ..forms.event_filter import Offer
from ..models import Event, EventPart
from ..models.event import EventQuerySet

# What the choices above the overview are made of at most; further away lies what nobody plans.
MOST_OFFERS = 500


@dataclass(frozen=True)
class EventRow:
    """One event in a list."""

    title: str
    url: str
    kicker: str
    lead: str
    when: str
    where: str
    badge: date
    state: str = ""
    state_kind: str = ""
    is_past: bool = False


def places_left(event: Event) -> int | None:
    """Return how many places are left of an event that ``with_places`` counted; None for no limit."""
    return None if event.capacity is None else max(event.capacity - vars(event)["taken"], 0)


def event_rows(events: Iterable[Event]) -> list[EventRow]:
    """Return the rows of a list."""
    return [_row(event) for event in events]


def _row(event: Event) -> EventRow:
    state, kind = state_of(event)
    return EventRow(
        title=event.title,
        url=event.get_absolute_url(),
        kicker=f"{capfirst(str(event.get_kind_display()))} · {event.organiser.name}",
        lead=event.lead,
        when=when(event),
        where=event.whereabouts or (_("Online") if event.online_url else ""),
        badge=event.date,
        state=state,
        state_kind=kind,
        is_past=event.is_over,
    )


def when(event: Event) -> str:
    """Return the moment in words; of research only the days."""
    if event.takes_registrations:
        return day_time(event.local_start, event.local_end)
    return _("%(first)s until %(last)s") % {"first": day(event.date), "last": day(event.last_date)}


def state_of(event: Event) -> tuple[str, str]:
    """Return in a word what matters now, and how it looks: cancelled, over, going on, full, the places left."""
    if event.status == Event.Status.DRAFT:
        return _("Draft"), "draft"
    if event.status == Event.Status.CANCELLED:
        return _("Cancelled"), "danger"
    if event.is_over:
        return _("Over"), "neutral"
    if event.has_begun:
        return _("Going on now"), "good"
    if not event.takes_registrations:
        return "", ""
    if not event.is_open:
        return _("Registration closed"), "neutral"
    left = places_left(event)
    if left is None:
        return "", ""
    if left == 0:
        return _("Full: waiting list"), "warn"
    return ngettext("%(count)s place left", "%(count)s places left", left) % {"count": left}, "good"


def offers(events: EventQuerySet) -> list[Offer]:
    """Return what the events of the overview can be found by; one query."""
    names = (
        "kind", "date",
        "programme__slug", "programme__name",
        "community__programme__slug", "community__programme__name",
        "municipality__name", "municipality__kind", "municipality__parent__name",
    )  # fmt: skip
    return [_offer(row) for row in events.order_by("starts_at").values(*names)[:MOST_OFFERS]]


def _offer(row: Mapping[str, Any]) -> Offer:
    own = (row["programme__slug"], row["programme__name"])
    circles = (row["community__programme__slug"], row["community__programme__name"])
    is_province = row["municipality__kind"] == Area.Kind.PROVINCE
    province = row["municipality__name"] if is_province else row["municipality__parent__name"]
    return Offer(
        kind=row["kind"],
        programme=own if own[0] else circles,
        province=(province or "", province or ""),
        month=row["date"].replace(day=1),
    )


def narrow(events: EventQuerySet, wanted: Mapping[str, str]) -> EventQuerySet:
    """Keep the events that were asked for."""
    if kind := wanted.get("soort"):
        events = events.filter(kind=kind)
    if slug := wanted.get("programma"):
        events = events.filter(Q(programme__slug=slug) | Q(community__programme__slug=slug))
    if province := wanted.get("gebied"):
        here = Q(municipality__name=province, municipality__kind=Area.Kind.PROVINCE)
        events = events.filter(Q(municipality__parent__name=province) | here)
    if month := wanted.get("maand"):
        first = datetime.strptime(month, "%Y-%m").date()
        events = events.filter(date__year=first.year, date__month=first.month)
    return events


# --- The page of one event ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartRow:
    """A vision, stop or day."""

    pk: int
    title: str
    clock: Any
    meta: str
    text: str


@dataclass(frozen=True)
class EventPage:
    """What the page of an event says beside its own text."""

    when: str
    state: str
    state_kind: str
    parts_title: str
    full_url: str
    parts: list[PartRow] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)


def event_page(event: Event, parts: Sequence[EventPart]) -> EventPage:
    """Return the page of an event that ``with_places`` counted."""
    state, kind = state_of(event)
    goals = [line.strip(" -•*\t") for line in event.learning_goals.splitlines()]
    rows = part_rows(parts)
    full_url = absolute_url(event.get_absolute_url())
    return EventPage(when(event), state, kind, parts_title(event), full_url, rows, list(filter(None, goals)))


def parts_title(event: Event) -> str:
    """Return what the parts of this kind of event are called together."""
    titles = {
        Event.Kind.CAFE: _("Who shares a vision"),
        Event.Kind.SAFARI: _("Stops"),
        Event.Kind.STUDY_TRIP: _("What we visit"),
    }
    return titles.get(Event.Kind(event.kind), _("Programme"))


def part_rows(parts: Iterable[EventPart]) -> list[PartRow]:
    """Return the parts in their order."""
    return [_part(part) for part in parts]


def _part(part: EventPart) -> PartRow:
    organisation = part.organisation.name if part.organisation else ""
    meta = " · ".join(filter(None, [organisation, part.person, part.place]))
    return PartRow(part.pk, part.title, part.starts, meta, part.text)


KIND_HINTS = {
    Event.Kind.CAFE: lambda: _("Organisations share how they see a question, and meet each other."),
    Event.Kind.MASTERCLASS: lambda: _("A lecturer takes you deeper into one subject, with materials to read."),
    Event.Kind.SAFARI: lambda: _("You go along places in a neighbourhood: stops, a route and who tells there."),
    Event.Kind.FEEDBACK: lambda: _("One group of readers says what they think of one version of a document."),
    Event.Kind.TRAINING: lambda: _("Made to measure for your circle, on one or more days."),
    Event.Kind.STUDY_TRIP: lambda: _("Some days on the road to see how others do it."),
    Event.Kind.RESEARCH: lambda: _("Applied research of your circle: the question, who does it and when."),
}
