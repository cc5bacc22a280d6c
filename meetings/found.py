"""What can be found by search of meetings and events, and how it shows."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from leerkring.core.permissions import permitted_rows
from leerkring.core.templatetags.ui import day
from leerkring.search.index import Words
from leerkring.search.sources import Follows, Hit, Shown, Source, register_source

from .models import Event, Meeting


def register() -> None:
    """Let meetings and events be found."""
    for source in (MEETINGS, EVENTS):
        register_source(source)


# --- Meetings: for who is in the circle


def _meeting_rows(ids: list[int]) -> QuerySet[Meeting]:
    # Each change of a meeting reads it back, and circles are wide.
    rows = Meeting.objects.filter(pk__in=ids).select_related("cycle__community")
    return rows.only("theme", "place", "address", "cycle__community__name")


def _meeting_words(row: Any) -> Words:
    return Words(row.pk, row.theme, f"{row.cycle.community.name} {row.place} {row.address}")


def _meetings(user: Any) -> QuerySet[Meeting]:
    return Meeting.objects.permitted(user, "meetings.view_meeting")


def _meeting_hits(user: Any, ids: list[int], _terms: Sequence[str]) -> list[Hit]:
    rows: Any = permitted_rows(user, _meetings).filter(pk__in=ids).select_related("cycle__community")
    return [
        Hit(row.pk, str(row), row.get_absolute_url(), row.cycle.community.name, day(row.date) if row.date else "")
        for row in rows
    ]


MEETINGS = Source(
    "meetings.meeting",
    lambda: list(Meeting.objects.order_by("pk").values_list("pk", flat=True)),
    _meeting_rows,
    _meeting_words,
    Shown(gettext_lazy("Meetings"), "bijeenkomsten", _meetings, _meeting_hits),
    (Follows(Meeting, frozenset(["theme", "place", "address"])),),
)


# --- Events


def _event_rows(ids: list[int]) -> QuerySet[Event]:
    return Event.objects.filter(pk__in=ids).select_related("municipality")


def _event_words(row: Any) -> Words:
    return Words(
        row.pk,
        row.title,
        " ".join([row.lead, row.place, row.municipality.name if row.municipality else "", row.lecturer]),
        " ".join([row.description, row.learning_goals, row.question]),
    )


def _events(user: Any) -> QuerySet[Event]:
    return Event.objects.permitted(user, "meetings.view_event")


def _event_hits(user: Any, ids: list[int], _terms: Sequence[str]) -> list[Hit]:
    rows: Any = permitted_rows(user, _events).filter(pk__in=ids)
    return [
        Hit(row.pk, row.title, row.get_absolute_url(), capfirst(str(row.get_kind_display())), day(row.date))
        for row in rows
    ]


EVENTS = Source(
    "meetings.event",
    lambda: list(Event.objects.order_by("pk").values_list("pk", flat=True)),
    _event_rows,
    _event_words,
    Shown(gettext_lazy("Events"), "evenementen", _events, _event_hits),
    (
        Follows(
            Event,
            frozenset(
                ["title", "lead", "place", "municipality", "lecturer", "description", "learning_goals", "question"]
            ),
        ),
    ),
)
