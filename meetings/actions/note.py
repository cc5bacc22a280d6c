"""Writing the shared notes of a meeting."""

from django.db import transaction
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Meeting, Note, ProgrammeItem
from .harvest import lock_harvest


class NoteOvertaken(Overtaken):
    """Somebody else saved this note first; ``current`` is what stands there now."""

    def __init__(self, current: Note) -> None:
        super().__init__(_("Somebody else wrote here while you were typing. Put both texts together, and save again."))
        self.current = current


@transaction.atomic
def write_note(note: Note, *, by: User, version: int, text: str) -> Note:
    """Save the shared text of ``note``, which may be new: then ``version`` is 0.

    Of two who begin a note at once, the second is told what the first wrote: ``NoteOvertaken``. Saving what stands
    there already changes nothing.
    """
    meeting = lock_harvest(note.meeting)
    row = find_note(meeting, note)
    if row.text == text:
        return row
    if (row.version if row.pk else 0) != version:
        raise NoteOvertaken(row)
    row.text, row.changed_by = text, by
    row.version = version + 1
    row.save()
    return row


def find_note(meeting: Meeting, note: Note) -> Note:
    """Return the note as it is now: this one, the one about the same item or day, or a new one."""
    if note.pk:
        found = meeting.notes.filter(pk=note.pk).first()
        if found is None:
            raise Refused(_("Somebody took this note away in the meantime."))
        return found
    if note.item_id and not ProgrammeItem.objects.filter(pk=note.item_id, meeting=meeting).exists():
        raise Refused(_("Somebody took this item out of the programme in the meantime."))
    same = meeting.notes.filter(item=note.item_id) if note.item_id else meeting.notes.filter(item=None, about="")
    return same.first() or Note(meeting=meeting, item=note.item)


def keep_notes(item: ProgrammeItem) -> None:
    """Let what was written about an item outlive it, under its title; an empty note goes with it."""
    Note.objects.filter(item=item, text="").delete()
    Note.objects.filter(item=item).update(about=item.title)
