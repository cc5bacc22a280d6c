"""Dividing people over the tables of a meeting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from meetings.models import Meeting, ProgrammeItem

from ..actions import table as actions
from ..forms.table import SeatsForm
from ..seats import ItemSeats, seats_of

# What the buttons beside "save" do.
DEEDS: dict[str, Callable[..., Any]] = {
    "propose": actions.propose_seats,
    "freeze": actions.freeze_seats,
    "open": actions.open_seats,
}


@login_required
def table_division(request: SignedInRequest, pk: int, item_pk: int) -> HttpResponse:
    """Arrange who sits where: have it proposed, change it by hand, and settle it."""
    item = _get(request, pk, item_pk)
    shown = seats_of(item)
    form = SeatsForm(request.POST or None, shown=shown)
    if not form.is_valid():
        return _page(request, item, shown, form, status=422 if form.is_bound else 200)
    try:
        _do(request, item, form)
    except Refused as refusal:
        form.add_error(None, refusal)
        form.data = request.POST.copy()
        form.data["version"] = str(shown.division.version)
        return _page(request, item, shown, form, status=409)
    messages.success(request, _("Saved."))
    return redirect("casework:table_division", pk=pk, item_pk=item_pk)


def _do(request: SignedInRequest, item: ProgrammeItem, form: SeatsForm) -> None:
    """Do what the button says; who settles the groups settles them as they stand in the form."""
    version = form.cleaned_data["version"]
    deed = request.POST.get("deed", "")
    if deed in ("", "freeze"):
        version = actions.save_seats(item, by=request.user, places=form.places, version=version).version
    if deed in DEEDS:
        DEEDS[deed](item, by=request.user, version=version)


def _get(request: SignedInRequest, pk: int, item_pk: int) -> ProgrammeItem:
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "casework.place_cases", pk=pk)
    items = meeting.items.filter(pillar=ProgrammeItem.Pillar.CONSULTATION)
    item: ProgrammeItem | None = items.filter(pk=item_pk).first() if item_pk < 2**63 else None
    if item is None:
        raise Http404("Not found.")
    item.meeting = meeting
    return item


def _page(
    request: SignedInRequest, item: ProgrammeItem, shown: ItemSeats, form: SeatsForm, *, status: int
) -> HttpResponse:
    meeting = item.meeting
    context = {"meeting": meeting, "community": meeting.cycle.community, "item": item, "shown": shown, "form": form}
    return render(request, "casework/table_division.html", context, status=status)
