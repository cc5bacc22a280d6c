"""Events on the page of a programme, and on the first page."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from communities.models import Programme
from communities.shelves import Card, Shelf

from ..models import Event
from .event import event_rows

VISITOR = AnonymousUser()


def open_events() -> Any:
    """Return the events that everybody may still come to, soonest first."""
    return Event.objects.permitted(VISITOR, "meetings.view_public_event").open_to_people().upcoming().with_places()


def event_card(event: Event) -> Card:
    """Return an event in words; needs ``with_places``."""
    (row,) = event_rows([event])
    return Card(row.kicker, row.title, row.url, row.when, row.where)


def _of_programme(programme: Programme) -> QuerySet[Any]:
    rows: QuerySet[Any] = open_events().of_programme(programme)
    return rows


SHELF = Shelf(_("Come along"), _of_programme, event_card)
