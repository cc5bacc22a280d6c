"""The parts and materials of an event: the pages on which organisers keep them."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused

from ..actions.event_part import (
    PartOvertaken,
    Way,
    add_event_file,
    add_event_part,
    change_event_part,
    move_event_file,
    move_event_part,
    remove_event_file,
    remove_event_part,
)
from ..forms.event import EventFileForm, EventPartChangeForm, EventPartForm, initial_of_part
from ..models import Event, EventPart
from ..shown.event import part_rows, parts_title
from .event_desk import load_event

CHANGE, MATERIALS = "meetings.change_event", "meetings.change_event_materials"


def _way(request: SignedInRequest) -> Way:
    return cast("Way", "up" if request.POST.get("way") == "up" else "down")


@login_required
def part_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the parts in their order; add one at the end."""
    event = load_event(request, slug, CHANGE)
    form = EventPartForm(request.POST or None)
    if form.is_valid():
        try:
            add_event_part(event, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Added."))
            return redirect("meetings:part_list", slug=slug)
    context = {"parts": part_rows(event.parts.select_related("organisation")), "parts_title": parts_title(event)}
    return _page(request, "event_part_list", event, form, context)


def _page(
    request: SignedInRequest,
    template: str,
    event: Event,
    form: forms.Form,
    context: dict[str, Any],
    *,
    status: int | None = None,
) -> HttpResponse:
    status = status or (422 if form.is_bound else 200)
    return render(request, f"meetings/{template}.html", context | {"event": event, "form": form}, status=status)


def _part(request: SignedInRequest, slug: str, pk: int) -> EventPart:
    event = load_event(request, slug, CHANGE)
    return get_object_or_404(event.parts.select_related("organisation", "event"), pk=pk)


@login_required
def part_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change one part on its own page."""
    part, status = _part(request, slug, pk), None
    form = EventPartChangeForm(request.POST or None, initial=initial_of_part(part))
    if form.is_valid():
        try:
            change_event_part(part, by=request.user, **form.cleaned_data)
        except PartOvertaken as conflict:
            form.overtaken(conflict, initial_of_part(conflict.current))
            status = 409
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("meetings:part_list", slug=slug)
    return _page(request, "event_part_change", part.event, form, {"part": part}, status=status)


@login_required
@require_POST
def part_move(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Move a part up or down."""
    move_event_part(_part(request, slug, pk), by=request.user, way=_way(request))
    return redirect("meetings:part_list", slug=slug)


@login_required
@require_POST
def part_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a part away; it is added again as easily."""
    part = _part(request, slug, pk)
    remove_event_part(part, by=request.user)
    messages.success(request, _("Removed: %(title)s") % {"title": part.title})
    return redirect("meetings:part_list", slug=slug)


@login_required
def event_files(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the materials in their order; add one."""
    event = load_event(request, slug, MATERIALS)
    form = EventFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_event_file(event, form.cleaned_data["file"], by=request.user, title=form.cleaned_data["title"])
        except Refused as refusal:
            form.add_error("file", refusal)
        else:
            messages.success(request, _("Added."))
            return redirect("meetings:event_files", slug=slug)
    return _page(request, "event_files", event, form, {"files": list(event.files.select_related("file"))})


@login_required
@require_POST
def event_file_move(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Move a file up or down."""
    event = load_event(request, slug, MATERIALS)
    move_event_file(get_object_or_404(event.files.all(), pk=pk), by=request.user, way=_way(request))
    return redirect("meetings:event_files", slug=slug)


@login_required
def event_file_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a file away, after asking."""
    event = load_event(request, slug, MATERIALS)
    kept = get_object_or_404(event.files.select_related("file", "event"), pk=pk)
    if request.method != "POST":
        context = {
            "title": _("Remove this file?"),
            "text": _("“%(title)s” disappears from the page of the event.") % {"title": kept.title},
            "yes": _("Remove"),
            "cancel": f"{event.get_absolute_url()}materiaal/",
        }
        return render(request, "components/confirm_page.html", context)
    remove_event_file(kept, by=request.user)
    messages.success(request, _("Removed: %(title)s") % {"title": kept.title})
    return redirect("meetings:event_files", slug=slug)
