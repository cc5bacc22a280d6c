"""The cases of a meeting, and who talks about them where."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404
from meetings.models import Meeting

from ..actions.placement import place_case
from ..models import Case
from ..placements import tables_of


@login_required
def meeting_cases(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the cases per group: a part of the meeting's page for htmx, else a page of its own."""
    marked = Meeting.objects.with_circle().mark_permissions(request.user, may_place="casework.place_cases")
    meeting = get_permitted_or_404(marked, request.user, "meetings.view_meeting", pk=pk)
    is_part = request.headers.get("HX-Request") == "true"
    return _page(request, meeting, "meeting_case_tables" if is_part else "meeting_cases")


def _page(request: SignedInRequest, meeting: Any, template: str, *, status: int = 200) -> HttpResponse:
    shown = tables_of(meeting, request.user, may_place=meeting.may_place)
    context = {"meeting": meeting, "community": meeting.cycle.community, "shown": shown}
    return render(request, f"casework/{template}.html", context, status=status)


@login_required
@require_POST
def case_place(request: SignedInRequest, pk: int, case_pk: int) -> HttpResponse:
    """Put a case in a group, or in none."""
    marked = Meeting.objects.with_circle().mark_permissions(request.user, may_place="casework.place_cases")
    meeting = get_permitted_or_404(marked, request.user, "casework.place_cases", pk=pk)
    case = get_permitted_or_404(Case.objects, request.user, "casework.arrange_case", pk=case_pk)
    given = {name: request.POST.get(name, "") for name in ("place", "was")}
    try:
        place_case(case, by=request.user, meeting=meeting, **given)
    except Overtaken as conflict:
        messages.error(request, " ".join(conflict.messages))
        return _page(request, meeting, "meeting_cases", status=409)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect("casework:meeting_cases", pk=pk)
