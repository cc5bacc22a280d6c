"""The parts of an event (visions, stops, days) and its materials: adding, changing, ordering, taking away."""

from typing import Any, Literal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from communities.actions.organisation import ensure_organisation
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.files.actions import delete_file, store

from ..models import Event, EventFile, EventPart
from .event import lock_event

MATERIAL = "meetings.event_material"
MOST_PARTS, MOST_FILES = 40, 20
Way = Literal["up", "down"]


class PartOvertaken(Overtaken):
    """Somebody else saved the part first; ``current`` is what stands there now."""

    def __init__(self, current: EventPart) -> None:
        super().__init__(
            _("Somebody else changed this while you were typing. Compare, and save again if yours is right.")
        )
        self.current = current


def _touch(event: Event) -> None:
    """Let pages that are kept for visitors see that something of the event changed."""
    event.save(update_fields=["changed_at"])


@transaction.atomic
def add_event_part(event: Event, *, by: User, **facts: Any) -> EventPart:
    """Add a part at the end; the same part again (a button pressed twice) is added once."""
    row = lock_event(event)
    parts = list(row.parts.all())
    last = parts[-1] if parts else None
    facts["organisation"] = ensure_organisation(facts.get("organisation", ""))
    if last and all(getattr(last, name) == value for name, value in facts.items()):
        return last
    if len(parts) >= MOST_PARTS:
        raise Refused(_("An event has at most %(count)s parts.") % {"count": MOST_PARTS})
    part = row.parts.create(position=last.position + 1 if last else 1, **facts)
    _touch(row)
    return part


@transaction.atomic
def change_event_part(part: EventPart, *, by: User, version: int, **facts: Any) -> EventPart:
    """Change a part; one that was taken away meanwhile is refused. Saving what stands there already changes nothing.

    Raises ``PartOvertaken`` when ``version`` is not the latest.
    """
    row = lock_event(part.event)
    known = row.parts.select_related("organisation").filter(pk=part.pk).first()
    if known is None:
        raise Refused(_("This part was taken away in the meantime."))
    facts["organisation"] = ensure_organisation(facts.get("organisation", ""))
    if all(getattr(known, name) == value for name, value in facts.items()):
        return known
    if known.version != version:
        raise PartOvertaken(known)
    for name, value in facts.items():
        setattr(known, name, value)
    known.version += 1
    known.save()
    _touch(row)
    return known


@transaction.atomic
def move_event_part(part: EventPart, *, by: User, way: Way) -> None:
    """Let a part change places with its neighbour; at the end, or gone, nothing happens."""
    row = lock_event(part.event)
    _swap(list(row.parts.all()), part.pk, way)
    _touch(row)


@transaction.atomic
def move_event_file(kept: EventFile, *, by: User, way: Way) -> None:
    """Let a file change places with its neighbour."""
    row = lock_event(kept.event)
    _swap(list(row.files.all()), kept.pk, way)
    _touch(row)


def _swap(rows: list[Any], pk: int, way: Way) -> None:
    """Write the new order; positions pass through numbers that nobody has, as no two rows share one."""
    order = [row.pk for row in rows]
    if pk not in order:
        return
    place = order.index(pk)
    other = place - 1 if way == "up" else place + 1
    if not 0 <= other < len(rows):
        return
    mine, theirs = rows[place], rows[other]
    spare = max(row.position for row in rows) + 1
    for row, position in [(mine, spare), (theirs, place + 1), (mine, other + 1)]:
        row.position = position
        row.save(update_fields=["position"])


@transaction.atomic
def remove_event_part(part: EventPart, *, by: User) -> None:
    """Take a part away and close the gap; gone already is fine."""
    row = lock_event(part.event)
    row.parts.filter(pk=part.pk).delete()
    for position, other in enumerate(row.parts.all(), start=1):
        if other.position != position:
            other.position = position
            other.save(update_fields=["position"])
    _touch(row)


def add_event_file(event: Event, upload: UploadedFile, *, by: User, title: str = "") -> EventFile:
    """Keep a file with an event, after looking at its content; the same file again is kept once."""
    with transaction.atomic():
        row = lock_event(event)
        if row.files.count() >= MOST_FILES:
            raise Refused(_("An event has at most %(count)s files. Remove one first.") % {"count": MOST_FILES})
        file = store(upload, by=by, purpose=MATERIAL)
        known = row.files.filter(file__sha256=file.sha256).first()
        if known:
            delete_file(file)
            return known
        last = row.files.last()
        position = last.position + 1 if last else 1
        kept = row.files.create(file=file, title=title or file.name[:160], position=position)
        _touch(row)
    return kept


@transaction.atomic
def remove_event_file(kept: EventFile, *, by: User) -> None:
    """Take a file away; gone already is fine."""
    row = lock_event(kept.event)
    found = row.files.select_related("file").filter(pk=kept.pk).first()
    if found:
        delete_file(found.file)
        for position, other in enumerate(row.files.all(), start=1):
            EventFile.objects.filter(pk=other.pk).update(position=position)
        _touch(row)
