"""After the conversation: writing down what it yielded, and choosing what stays."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.refusals import answer_refusal

from ..actions import record as actions
from ..forms.record import CloseForm, RecordItemForm
from ..models import Line, RecordItem, Seat, Session
from ..shown.record import shown_record

MARKS = {"may_write": "casework.write_record", "may_close": "casework.close_record"}


def load_record(request: SignedInRequest, permission: str, pk: int) -> Any:
    """Return the table after the conversation, for who may do this there."""
    rows = Session.objects.with_circle().mark_permissions(request.user, **MARKS)
    return get_permitted_or_404(rows, request.user, permission, pk=pk)


def show_record(
    request: SignedInRequest, session: Any, *, form: RecordItemForm | None = None, status: int = 200
) -> HttpResponse:
    """Render what the table yielded; ``form`` is what was sent and must be looked at again."""
    seat = Seat.objects.permitted(request.user, "casework.view_session_seat").get(session=session, user=request.user)
    context = {
        "session": session,
        "community": session.meeting.cycle.community,
        "seat": seat,
        "record": shown_record(session, seat, form),
        "is_reported": session.incidents.filter(closed_at=None).exists(),
    }
    return render(request, "casework/session_record.html", context, status=status)


@login_required
@require_POST
def record_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down one thing; what makes somebody recognisable is shown first."""
    session = load_record(request, "casework.write_record", pk)
    form = RecordItemForm(request.POST, names=actions.names_around(session))
    if not form.is_valid():
        return show_record(request, session, form=form, status=422)
    try:
        actions.add_record_item(session, by=request.user, **form.facts())
    except Refused as refusal:
        return answer_refusal(request, refusal, session)
    return redirect(f"{session.get_absolute_url()}#{form.cleaned_data['kind']}")


@login_required
@require_POST
def record_remove(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Take one's own words away."""
    rows = RecordItem.objects.select_related("session")
    row = get_permitted_or_404(rows, request.user, "casework.change_record_item", pk=item, session=pk)
    try:
        actions.remove_record_item(row, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(row.session)


@login_required
def record_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """The owner chooses what stays, item by item; the rest is erased."""
    session = load_record(request, "casework.close_record", pk)
    items = list(RecordItem.objects.permitted(request.user, "casework.view_record_item").filter(session=session))
    lines = list(Line.objects.permitted(request.user, "casework.view_line").filter(session=session))
    chosen = {"items": [item.pk for item in items], "lines": [line.pk for line in lines]}
    form = CloseForm(request.POST if request.method == "POST" else None, **chosen)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_record(session, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Your choice stays. All the rest is erased."))
            return redirect(session)
    # Of the conversation nothing is chosen beforehand. Items and lines are numbered apart.
    kept = form.cleaned_data if form.is_bound else {"items": chosen["items"]}
    context = {"session": session, "community": session.meeting.cycle.community, "form": form}
    context |= {
        "items": items,
        "lines": lines,
        "kept_items": kept.get("items", []),
        "kept_lines": kept.get("lines", []),
    }
    return render(request, "casework/record_close.html", context, status=422 if form.errors else 200)
