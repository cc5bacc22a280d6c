"""Changing one item of a programme: coordinators all of it, who takes care of it what is theirs."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.programme import ItemOvertaken, change_item, remove_item
from ..forms.programme import HOST_FIELDS, OWN_FIELDS, ItemForm
from ..models import ProgrammeItem

MARKS = {"may_arrange": "meetings.arrange_item", "may_host": "meetings.host_item"}


def _load(request: SignedInRequest, rule: str, pk: int, item_pk: int) -> Any:
    rows = ProgrammeItem.objects.select_related("meeting__cycle__community__programme", "meeting__host")
    marked = rows.select_related("guest", "member").mark_permissions(request.user, **MARKS)
    return get_permitted_or_404(marked, request.user, rule, pk=item_pk, meeting=pk)


@login_required
def item_change(request: SignedInRequest, pk: int, item_pk: int) -> HttpResponse:
    """Change one item on its own page."""
    item = _load(request, "meetings.change_item", pk, item_pk)
    form = ItemForm(request.POST or None, meeting=item.meeting, item=item, only=_fields_for(item))
    if not form.is_valid():
        return _page(request, item, form, status=422 if form.is_bound else 200)
    try:
        change_item(item, by=request.user, version=form.cleaned_data["version"], **form.facts())
    except ItemOvertaken as conflict:
        return _page(request, item, item_again(request, conflict, _fields_for(item)), status=409)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _page(request, item, form, status=422)
    messages.success(request, _("Saved."))
    return redirect(_back(item)["back"])


def _fields_for(item: Any) -> Sequence[str]:
    """Return which fields this reader changes; none named is all of them."""
    if item.may_arrange:
        return ()
    return HOST_FIELDS if item.may_host else OWN_FIELDS


def _back(item: Any) -> dict[str, str]:
    """Return where the reader came from: the page on which the programme is made, or the meeting."""
    if not item.may_arrange:
        return {"back": item.meeting.get_absolute_url(), "back_title": str(item.meeting)}
    back = reverse("meetings:programme_change", kwargs={"pk": item.meeting_id})
    return {"back": back, "back_title": _("Programme of the day")}


def _page(request: SignedInRequest, item: Any, form: ItemForm, *, status: int) -> HttpResponse:
    context = {"meeting": item.meeting, "item": item, "form": form, "may_remove": item.may_arrange}
    context["differences"] = form.differences() if status == 409 else []
    return render(request, "meetings/item_change.html", context | _back(item), status=status)


def item_again(request: Any, conflict: ItemOvertaken, fields: Sequence[str]) -> ItemForm:
    """Return the form with what was typed, over what stands there now; saving again is then a choice."""
    data = request.POST.copy()
    data["version"] = str(conflict.current.version)
    again = ItemForm(data, meeting=conflict.current.meeting, item=conflict.current, only=fields)
    again.is_valid()
    again.add_error(None, conflict)
    return again


@login_required
def item_remove(request: SignedInRequest, pk: int, item_pk: int) -> HttpResponse:
    """Take an item out of the programme, after asking."""
    item = _load(request, "meetings.arrange_item", pk, item_pk)
    if request.method != "POST":
        return render(request, "meetings/item_remove.html", {"item": item, "meeting": item.meeting})
    try:
        remove_item(item, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Removed: %(title)s") % {"title": item.title})
    return redirect("meetings:programme_change", pk=pk)
