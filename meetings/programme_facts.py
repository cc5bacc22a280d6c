"""The programme as who comes was told of it: kept as plain rows, compared, and written for readers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from leerkring.core.labels import label_of
from leerkring.core.templatetags.ui import clock

from .models import Meeting, ProgrammeItem

Facts = Mapping[str, Any]


def facts_of_items(items: Iterable[ProgrammeItem]) -> list[dict[str, Any]]:
    """Return what is told of each item, in order. ``start`` is in minutes from the beginning: a meeting that moves
    takes its programme along, which is told as a change of the meeting.

    Nobody is named: who takes care of an item is a party, with the number by which another one is noticed.
    """
    rows, start = [], 0
    for item in items:
        party = [item.responsible, item.member_id or item.guest_id]
        rows.append({"item": item.pk, "title": item.title, "start": start, "minutes": item.minutes, "party": party})
        start += item.minutes
    return rows


def differences(meeting: Meeting, before: Sequence[Facts], after: Sequence[Facts]) -> list[Any]:
    """Return what became different, one sentence each; they are written when read, in the language of the reader."""
    known, now = {row["item"]: row for row in before}, {row["item"] for row in after}
    said = [_line(meeting, kind, known.get(row["item"], row), row) for row in after for kind in _kinds(known, row)]
    return said + [_line(meeting, "removed", row, row) for row in before if row["item"] not in now]


def _kinds(known: Mapping[int, Facts], row: Facts) -> list[str]:
    """Return in what ways an item differs from what was known of it."""
    was = known.get(row["item"])
    if was is None:
        return ["added"]
    kinds = [name for name in ("title", "party") if was[name] != row[name]]
    if was["start"] != row["start"]:
        kinds.append("start")
    elif was["minutes"] != row["minutes"]:
        kinds.append("minutes")
    return kinds


def _describe(meeting: Meeting, kind: str, was: Facts, row: Facts) -> str:
    words = {"title": row["title"], "old_title": was["title"], "old_starts": _clock(meeting, was["start"])}
    words |= {"starts": _clock(meeting, row["start"]), "ends": _clock(meeting, row["start"] + row["minutes"])}
    if kind == "added":
        return _("New: “%(title)s”, %(starts)s–%(ends)s") % words
    if kind == "removed":
        return _("Dropped: “%(title)s” (was at %(starts)s)") % words
    if kind == "title":
        return _("“%(old_title)s” is now called “%(title)s”") % words
    if kind == "start":
        return _("“%(title)s” is now at %(starts)s–%(ends)s (was at %(old_starts)s)") % words
    if kind == "minutes":
        return _("“%(title)s” now lasts until %(ends)s") % words
    party = label_of(ProgrammeItem.Responsible, row["party"][0])
    if not party:
        return _("“%(title)s”: nobody takes care of it yet") % words
    return _("“%(title)s” is now taken care of by: %(party)s") % (words | {"party": party})


def _clock(meeting: Meeting, minutes: int) -> str:
    return clock(meeting.local_start + timedelta(minutes=minutes))


_line = lazy(_describe, str)
