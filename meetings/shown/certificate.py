"""Hours and certificates as pages show them: one's own per year and kind, and those of a meeting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.text import capfirst

from leerkring.core.labels import label_of
from leerkring.core.templatetags.ui import short_day

from ..certificate_facts import name_of
from ..hours import in_words, measured_minutes, minutes_by_activity
from ..models import Certificate, Meeting, Presence, ProgrammeItem

# How long the longest bar is, in the units of its picture.
WIDEST = 100


@dataclass(frozen=True)
class ShownHours:
    """One meeting that somebody was at, and the certificate of it when there is one."""

    date: date
    day: str
    title: str
    circle: str
    minutes: int
    hours: str
    activities: dict[str, int]
    kinds: str
    meeting_url: str
    certificate: Certificate | None
    create_url: str
    # Whether the name on it is not that of now.
    has_old_name: bool


@dataclass(frozen=True)
class Kind:
    """The hours of one kind, with how long its bar is."""

    code: str
    label: str
    hours: str
    decimal: float
    width: int


def own_hours(user: Any) -> list[ShownHours]:
    """Return what somebody was at, newest first; five queries, and those of who measured something."""
    rows = Presence.objects.permitted(user, "meetings.view_own_hours").confirmed()
    items = Prefetch("meeting__items", ProgrammeItem.objects.order_by("position"))
    presences = list(rows.select_related("meeting__cycle__community").prefetch_related(items))
    valid = Certificate.objects.permitted(user, "meetings.view_certificate").filter(user=user.pk).valid()
    certificates = list(valid)
    of_presence = {row.presence_id: row for row in certificates if row.presence_id}
    seen = _readable(user, presences)
    measured = measured_minutes([row.meeting_id for row in presences])
    shown = [_from_list(row, of_presence.get(row.pk), seen, measured, user) for row in presences]
    # Of a meeting that is gone the certificate is what is left.
    known = {row.pk for row in presences}
    shown += [_from_certificate(row) for row in certificates if row.presence_id not in known]
    return sorted(shown, key=lambda row: (row.date, row.title), reverse=True)


def _readable(user: Any, presences: Iterable[Presence]) -> set[int]:
    """Return which of the meetings still have a page for this person."""
    pks = [row.meeting_id for row in presences]
    return set(
        Meeting.objects.permitted(user, "meetings.view_meeting").filter(pk__in=pks).values_list("pk", flat=True)
    )


def _from_list(row: Presence, certificate: Certificate | None, seen: set[int], measured: Any, user: Any) -> ShownHours:
    meeting = row.meeting
    if certificate:
        activities = certificate.activities
    else:
        known = measured.get((meeting.pk, user.pk))
        activities = minutes_by_activity(meeting, meeting.items.all(), row.from_time, row.until_time, known)
    return _hours(
        meeting.date,
        str(meeting),
        meeting.cycle.community.name,
        activities,
        meeting_url=meeting.get_absolute_url() if meeting.pk in seen else "",
        certificate=certificate,
        create_url=reverse("meetings:certificate_create", kwargs={"presence_pk": row.pk}),
        has_old_name=certificate is not None and certificate.name != user.full_name,
    )


def _from_certificate(row: Certificate) -> ShownHours:
    facts = row.facts
    more: dict[str, Any] = {"meeting_url": "", "create_url": "", "has_old_name": False}
    return _hours(row.date, facts["theme"] or row.number, facts["circle"], row.activities, certificate=row, **more)


def _hours(day: date, title: str, circle: str, activities: dict[str, int], **more: Any) -> ShownHours:
    minutes = sum(activities.values())
    # That all of it was other time says nothing.
    told = {} if list(activities) == [Certificate.Activity.OTHER] else activities
    kinds = ", ".join(f"{label_of(Certificate.Activity, code)} {in_words(number)}" for code, number in told.items())
    return ShownHours(day, short_day(day), title, circle, minutes, in_words(minutes), activities, kinds, **more)


def years_of(rows: Iterable[ShownHours]) -> list[int]:
    """Return the years in which somebody was anywhere, newest first."""
    return sorted({row.date.year for row in rows}, reverse=True)


def totals(rows: Sequence[ShownHours]) -> list[Kind]:
    """Return the hours per kind, in the order of the day; kinds without any are left out."""
    found = {code: sum(row.activities.get(code, 0) for row in rows) for code in Certificate.Activity.values}
    most = max(found.values(), default=0)
    return [
        Kind(
            code,
            capfirst(label_of(Certificate.Activity, code)),
            in_words(minutes),
            round(minutes / 60, 2),
            round(minutes / most * WIDEST),
        )
        for code, minutes in found.items()
        if minutes
    ]


# --- For who leads a meeting ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownHolder:
    """Somebody who was at a meeting, with their certificate."""

    name: str
    hours: str
    certificate: Certificate | None


def holders(user: Any, meetings: Sequence[Meeting]) -> list[ShownHolder]:
    """Return who was at these meetings and has hours, by name; three queries."""
    rows = Presence.objects.confirmed().filter(meeting__in=meetings).select_related("user", "guest", "meeting")
    valid = Certificate.objects.permitted(user, "meetings.view_certificate").valid().filter(meeting__in=meetings)
    of_presence = {row.presence_id: row for row in valid}
    shown = [(name_of(row), row.meeting.date, of_presence.get(row.pk)) for row in rows]
    return [
        ShownHolder(name, in_words(certificate.minutes) if certificate else "", certificate)
        for name, _day, certificate in sorted(shown, key=lambda each: (each[0].casefold(), each[1]))
    ]


# --- For who checks one -----------------------------------------------------------------------------------------


def certificate_at(token: str) -> Certificate | None:
    """Return the certificate of this address: whoever holds it may check it."""
    return Certificate.objects.filter(token=token).select_related("replaced_by").first()


def certificate_numbered(serial: str) -> Certificate | None:
    """Return the certificate with this number."""
    return Certificate.objects.filter(serial=serial).select_related("replaced_by").first()
