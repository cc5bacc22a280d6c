"""The host kit: what has to be done, who comes, what they need, and what to print."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.documents import DocumentError
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.host_task import tick_task
from ..forms.host_task import TaskForm
from ..host_papers import attendance_list_pdf, badges_pdf
from ..models import Meeting
from ..shown.host_kit import Person, checklist, expected, needs_of

logger = logging.getLogger(__name__)
POLICY = "default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"


def _load(request: SignedInRequest, pk: int) -> Any:
    marked = Meeting.objects.with_circle().mark_permissions(request.user, may_tick="meetings.tick_host_task")
    return get_permitted_or_404(marked, request.user, "meetings.view_host_kit", pk=pk)


@login_required
@never_cache
@require_safe
def host_kit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a host needs to receive the circle."""
    meeting = _load(request, pk)
    context = {
        "meeting": meeting,
        "community": meeting.cycle.community,
        "checklist": checklist(meeting),
        "expected": expected(meeting),
        "needs": needs_of(meeting, request.user),
    }
    return render(request, "meetings/host_kit.html", context)


@login_required
@require_POST
def host_task_tick(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tick a line of the checklist, or take the tick away."""
    meeting = _load(request, pk)
    form = TaskForm(request.POST)
    here = f"{reverse('meetings:host_kit', kwargs={'pk': pk})}#{form.data.get('task', '')}"
    try:
        if not form.is_valid():
            raise Refused(_("This line does not stand on the checklist."))
        tick_task(meeting, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("meetings:host_kit", pk=pk)
    return redirect(here)


@login_required
@require_safe
def host_badges(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name badges of who comes to the place, as a PDF."""
    return _paper(request, pk, "naamkaartjes", badges_pdf)


@login_required
@require_safe
def host_attendance_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list on which people sign, as a PDF."""
    return _paper(request, pk, "presentielijst", attendance_list_pdf)


def _paper(
    request: SignedInRequest, pk: int, name: str, make: Callable[[Meeting, Sequence[Person]], bytes]
) -> HttpResponse:
    meeting = _load(request, pk)
    people = expected(meeting).on_location
    if not people:
        messages.error(request, _("Nobody said yet that they are coming, so there is nothing to print."))
        return redirect("meetings:host_kit", pk=pk)
    try:
        content = make(meeting, people)
    except DocumentError:
        logger.exception("The %s of meeting %s can't be set.", name, meeting.pk)
        messages.error(request, _("The PDF can't be made now. Everything in it stands on this page."))
        return redirect("meetings:host_kit", pk=pk)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{meeting.date:%Y-%m-%d}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response
