"""Writing in one of the shared notes of a meeting."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.note import NoteOvertaken, find_note, write_note
from ..forms.harvest import NoteForm
from ..models import Meeting, Note, ProgrammeItem
from ..shown.harvest import changed_words


def _meeting(request: SignedInRequest, pk: int) -> Meeting:
    meeting: Meeting = get_permitted_or_404(
        Meeting.objects.with_circle(), request.user, "meetings.write_harvest", pk=pk
    )
    return meeting


@login_required
def note_day(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write about the whole day."""
    meeting = _meeting(request, pk)
    note = find_note(meeting, Note(meeting=meeting))
    return _write(request, meeting, note, title=_("About the whole day"), anchor="day")


@login_required
def note_item(request: SignedInRequest, pk: int, item_pk: int) -> HttpResponse:
    """Write about an item of the programme."""
    meeting = _meeting(request, pk)
    item = get_permitted_or_404(ProgrammeItem.objects, request.user, "meetings.view_item", pk=item_pk, meeting=pk)
    note = find_note(meeting, Note(meeting=meeting, item=item))
    return _write(request, meeting, note, title=item.title, anchor=f"item-{item.pk}")


@login_required
def note_change(request: SignedInRequest, pk: int, note_pk: int) -> HttpResponse:
    """Write about an item that was taken out of the programme."""
    meeting = _meeting(request, pk)
    note = get_object_or_404(meeting.notes.select_related("changed_by").exclude(about=""), pk=note_pk)
    return _write(request, meeting, note, title=note.about, anchor=f"note-{note.pk}")


def _write(request: SignedInRequest, meeting: Meeting, note: Note, *, title: str, anchor: str) -> HttpResponse:
    page = {"meeting": meeting, "community": meeting.cycle.community, "title": title, "anchor": anchor}
    form = NoteForm.of(note, request.POST or None)
    if not form.is_valid():
        return _answer(request, page, note, form, status=422 if form.is_bound else 200)
    try:
        write_note(note, by=request.user, **form.cleaned_data)
    except NoteOvertaken as conflict:
        again = form.with_version(conflict.current.version)
        again.add_error(None, conflict)
        return _answer(request, page | {"current": conflict.current}, conflict.current, again, status=409)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _answer(request, page, note, form, status=422)
    messages.success(request, _("Saved. Everybody in the circle can read it and go on with it."))
    return redirect(f"{reverse('meetings:harvest', kwargs={'pk': meeting.pk})}#{anchor}")


def _answer(request: SignedInRequest, page: dict[str, Any], note: Note, form: Any, *, status: int) -> HttpResponse:
    return render(
        request, "meetings/note_change.html", page | {"form": form, "changed": changed_words(note)}, status=status
    )
