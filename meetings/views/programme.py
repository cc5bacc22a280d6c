"""Making the programme of a meeting."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.refusals import answer_refusal

from ..actions.programme import OrderOvertaken, add_item, order_items, use_template_day
from ..actions.programme_change import publish_programme
from ..forms.programme import ItemForm, OrderForm
from ..models import Meeting
from ..shown.programme import moved_line, nobody_yet, programme_rows, warnings


def _load(request: SignedInRequest, pk: int) -> Meeting:
    return get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.change_programme", pk=pk)


@login_required
def programme_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the programme with what may be done to each item, and add one."""
    meeting = _load(request, pk)
    form = ItemForm(request.POST or None, meeting=meeting)
    if not form.is_valid():
        return _page(request, meeting, form, status=422 if form.is_bound else 200)
    try:
        item = add_item(meeting, by=request.user, **form.facts())
    except Refused as refusal:
        form.add_error(None, refusal)
        return _page(request, meeting, form, status=422)
    messages.success(request, _("Added."))
    return redirect(f"{reverse('meetings:programme_change', kwargs={'pk': pk})}#item-{item.pk}")


def _page(
    request: SignedInRequest, meeting: Meeting, form: ItemForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = _shown(meeting) | {"community": meeting.cycle.community, "form": form}
    return render(request, "meetings/programme_change.html", context | extra, status=status)


def _shown(meeting: Meeting) -> dict[str, Any]:
    items = list(meeting.items.select_related("guest", "member"))
    return {
        "meeting": meeting,
        "programme": programme_rows(meeting, items),
        "warnings": warnings(meeting, items),
        "nobody_yet": nobody_yet(items),
    }


@login_required
@require_POST
def programme_order(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put the items in the order that was sent, all at once."""
    meeting, form = _load(request, pk), OrderForm(request.POST)
    if not form.is_valid():
        return _not_ordered(request, meeting, status=422, said=_("This order could not be read. Try it again."))
    wanted = form.cleaned_data["order"]
    try:
        order_items(meeting, by=request.user, version=form.cleaned_data["version"], order=wanted)
    except OrderOvertaken as conflict:
        return _not_ordered(request, _load(request, pk), status=409, said=conflict.messages[0], wanted=wanted)
    except Refused as refusal:
        return answer_refusal(request, refusal, meeting)
    moved = (form.cleaned_data["step"] or request.POST.get("moved", "")).partition(":")[0]
    return _ordered(request, _load(request, pk), moved)


def _ordered(request: SignedInRequest, meeting: Meeting, moved: str) -> HttpResponse:
    """Say where the item that was moved is now, and stay with it."""
    shown = _shown(meeting)
    said = moved_line(shown["programme"], moved)
    if _is_part(request):
        return render(request, "meetings/programme_rows.html", shown | {"said": said})
    if said:
        messages.success(request, said)
    place = f"#item-{moved}" if said else ""
    return redirect(reverse("meetings:programme_change", kwargs={"pk": meeting.pk}) + place)


def _not_ordered(
    request: SignedInRequest, meeting: Meeting, *, status: int, said: str, wanted: Sequence[int] = ()
) -> HttpResponse:
    """Show the order as it is, beside what was wanted; only the list where scripts ask for it."""
    shown = _shown(meeting)
    titles = {row.item.pk: row.item.title for row in shown["programme"]}
    extra = {"said": said, "is_refused": True, "wanted": [titles[pk] for pk in wanted if pk in titles]}
    if _is_part(request):
        return render(request, "meetings/programme_rows.html", shown | extra, status=status)
    return _page(request, meeting, ItemForm(meeting=meeting), status=status, **extra)


def _is_part(request: SignedInRequest) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


@login_required
@require_POST
def programme_template(request: SignedInRequest, pk: int) -> HttpResponse:
    """Fill an empty programme with a day that works."""
    try:
        use_template_day(_load(request, pk), by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("meetings:programme_change", pk=pk)


@login_required
def programme_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show members the programme, after saying what is missing in it."""
    meeting = _load(request, pk)
    if request.method != "POST":
        return render(request, "meetings/programme_publish.html", _shown(meeting))
    try:
        publish_programme(meeting, by=request.user)
    except Refused as refusal:
        return answer_refusal(request, refusal, reverse("meetings:programme_change", kwargs={"pk": pk}))
    messages.success(request, _("Members and guests see the programme now."))
    return redirect("meetings:programme_change", pk=pk)
