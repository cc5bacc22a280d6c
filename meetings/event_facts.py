"""The facts of an event that who signed up is told of when they change: plain text, compared, written for readers."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .facts import Difference, Fact
from .models import Event

# In the order of the form; what is not here is told to nobody when it changes.
LABELS: dict[str, Promise] = {
    "title": _("Title"),
    "date": _("Date"),
    "last_date": _("Last day"),
    "start_time": _("From"),
    "end_time": _("Until"),
    "place": _("Place"),
    "address": _("Address"),
    "travel": _("Getting there"),
    "online_url": _("Link to take part online"),
    "costs": _("Costs"),
    "lecturer": _("Lecturer"),
    "route": _("Route"),
    "document_version": _("Version of the document"),
}
MOMENT = {"date", "last_date", "start_time", "end_time"}
# A calendar takes over these (rule 13).
FOR_CALENDARS = MOMENT | {"title", "place", "address"}
# Only who has a place is told these.
FOR_WHO_COMES = {"online_url"}


def facts_of(event: Event) -> dict[str, str]:
    """Return the facts of an event as text."""
    moments = {
        "date": event.date.isoformat(),
        "last_date": event.last_date.isoformat() if event.lasts_days else "",
        "start_time": f"{event.start_time:%H:%M}",
        "end_time": f"{event.end_time:%H:%M}",
    }
    return {name: moments[name] if name in moments else str(getattr(event, name)) for name in LABELS}


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """Return what differs, in the order of the form."""
    return [
        Difference(name, label, _fact(name, before.get(name, "")), _fact(name, after[name]))
        for name, label in LABELS.items()
        if before.get(name, after[name]) != after[name]
    ]


def _fact(name: str, value: str) -> Fact:
    return Fact("date" if name == "last_date" else name, value)
