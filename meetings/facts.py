"""The facts of a meeting that members are told of: kept as plain text, compared, and written for readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leerkring.core.templatetags.ui import clock, day

from .models import Meeting

# In the order of the form.
LABELS: dict[str, Promise] = {
    "date": _("Date"),
    "start_time": _("From"),
    "end_time": _("Until"),
    "theme": _("Theme"),
    "host": _("Host"),
    "municipality": _("Illustrated in"),
    "format": _("How we meet"),
    "place": _("Place"),
    "address": _("Address"),
    "room": _("Room"),
    "online_url": _("Link to take part online"),
    "travel": _("Getting there"),
    "public_transport": _("Public transport"),
    "parking": _("Parking"),
    "step_free": _("Access without steps"),
}
FACILITATOR = _("Facilitator")
MOMENT = {"date", "start_time", "end_time"}
# A calendar takes over these (rule 13); of the others members are told, but their calendars need no new time or place.
FOR_CALENDARS = MOMENT | {"place", "address", "room", "format", "online_url"}
# What stands in no mail to who is no member: guests find it on their page.
FOR_MEMBERS = {"online_url"}
CHOICES: dict[str, Any] = {"format": Meeting.Format, "step_free": Meeting.StepFree}


@dataclass(frozen=True)
class Fact:
    """A fact that is written in the language of whoever reads it, when it is read."""

    name: str
    value: str

    def __bool__(self) -> bool:
        return bool(self.value)

    def __str__(self) -> str:
        if self.name == "date" and self.value:
            return day(date.fromisoformat(self.value))
        if self.name.endswith("_time") and self.value:
            return clock(datetime.combine(date.min, time.fromisoformat(self.value)))
        if self.name in CHOICES and self.value:
            return str(CHOICES[self.name](self.value).label)
        return self.value


@dataclass(frozen=True)
class Difference:
    """One fact that is not what it was."""

    name: str
    label: Promise
    before: Fact
    after: Fact


def facts_of(meeting: Meeting) -> dict[str, str]:
    """Return the facts of a meeting."""
    return {
        "date": meeting.date.isoformat(),
        "start_time": f"{meeting.start_time:%H:%M}",
        "end_time": f"{meeting.end_time:%H:%M}",
        "theme": meeting.theme,
        "host": meeting.host.name if meeting.host else "",
        "municipality": meeting.municipality.name if meeting.municipality else "",
        "format": meeting.format,
        "place": meeting.place,
        "address": meeting.address,
        "room": meeting.room,
        "online_url": meeting.online_url,
        "travel": meeting.travel,
        "public_transport": meeting.public_transport,
        "parking": meeting.parking,
        "step_free": meeting.step_free,
        # Shown on the page; no reason to mail everybody, so it has no label.
        "facilitator": str(meeting.facilitator_id or ""),
    }


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """Return what differs, in the order of the form."""
    return [
        Difference(name, label, Fact(name, before.get(name, "")), Fact(name, after[name]))
        for name, label in LABELS.items()
        # What was not yet kept of a meeting did not change.
        if before.get(name, after[name]) != after[name]
    ]


def missing_facts(meeting: Meeting) -> list[str]:
    """Return what people need to come and nobody filled in yet, in sentences: a reminder, never a refusal."""
    missing = []
    if meeting.format != Meeting.Format.ONLINE and not (meeting.place or meeting.address):
        missing.append(gettext("The place is not filled in yet."))
    if meeting.format != Meeting.Format.LOCATION and not meeting.online_url:
        missing.append(gettext("The link to take part online is not filled in yet."))
    return missing
