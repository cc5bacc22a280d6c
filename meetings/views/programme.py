"""Making the programme of a meeting."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.programme import add_item, change_item, move_item, remove_item, use_template_day
from ..forms.programme import ItemForm
from ..models import Meeting, ProgrammeItem
from ..shown.programme import ends_late, programme_rows


def _load(request: SignedInRequest, pk: int) -> Meeting:
    return get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.change_meeting", pk=pk)


def _load_item(request: SignedInRequest, pk: int, item_pk: int) -> ProgrammeItem:
    return get_object_or_404(_load(request, pk).items.select_related("meeting"), pk=item_pk)


@login_required
def programme_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the programme with what may be done to each item, and add one."""
    meeting = _load(request, pk)
    form = ItemForm(request.POST or None, meeting=meeting, initial={"minutes": 30})
    if not form.is_valid():
        return _page(request, meeting, form, status=422 if form.is_bound else 200)
    try:
        add_item(meeting, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _page(request, meeting, form, status=422)
    messages.success(request, _("Added."))
    return redirect("meetings:programme_change", pk=pk)


def _page(request: SignedInRequest, meeting: Meeting, form: ItemForm, *, status: int, **extra: Any) -> HttpResponse:
    items = list(meeting.items.select_related("guest"))
    context = {
        "meeting": meeting,
        "community": meeting.cycle.community,
        "programme": programme_rows(meeting, items),
        "ends_late": ends_late(meeting, items),
        "form": form,
    }
    return render(request, "meetings/programme_change.html", context | extra, status=status)


@login_required
def item_change(request: SignedInRequest, pk: int, item_pk: int) -> HttpResponse:
    """Change one item on its own page."""
    item = _load_item(request, pk, item_pk)
    form = ItemForm.of(item, request.POST or None)
    if form.is_valid() and _keep_item(item, form, request):
        messages.success(request, _("Saved."))
        return redirect("meetings:programme_change", pk=pk)
    context = {"meeting": item.meeting, "item": item, "form": form}
    return render(request, "meetings/item_change.html", context, status=422 if form.is_bound else 200)


def _keep_item(item: ProgrammeItem, form: ItemForm, request: SignedInRequest) -> bool:
    try:
        change_item(item, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal)
    return form.is_valid()


@login_required
@require_POST
def item_move(request: SignedInRequest, pk: int, item_pk: int) -> HttpResponse:
    """Move an item up or down."""
    move_item(_load_item(request, pk, item_pk), by=request.user, up=request.POST.get("way") == "up")
    return redirect("meetings:programme_change", pk=pk)


@login_required
@require_POST
def item_remove(request: SignedInRequest, pk: int, item_pk: int) -> HttpResponse:
    """Take an item out of the programme."""
    item = _load_item(request, pk, item_pk)
    remove_item(item, by=request.user)
    messages.success(request, _("Removed: %(title)s") % {"title": item.title})
    return redirect("meetings:programme_change", pk=pk)


@login_required
@require_POST
def programme_template(request: SignedInRequest, pk: int) -> HttpResponse:
    """Fill an empty programme with a day that works."""
    try:
        use_template_day(_load(request, pk), by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("meetings:programme_change", pk=pk)
