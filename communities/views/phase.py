"""How far a circle is: the page with its phases and checklist."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.phase import move_to_phase, tick_point
from ..forms.phase import PhaseForm, PointForm
from ..models import Community
from ..phases import ABOUT, PointState, checklist, neighbours


def _circle(request: SignedInRequest, slug: str) -> Community:
    circles = Community.objects.select_related("programme")
    community: Community = get_permitted_or_404(circles, request.user, "communities.change_community", slug=slug)
    return community


@login_required
def phase_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the phases, the points of the one the circle is in, and what could be done next."""
    community = _circle(request, slug)
    points = checklist(community, community.phase)
    still_open = [state for state in points if not state.is_done]
    before, after = neighbours(community.phase)
    context = {
        "community": community,
        "tab": "manage",
        "about": ABOUT[community.phase],
        "points": [_row(state, slug) for state in points],
        "next": _row(still_open[0], slug) if still_open else None,
        "left": len(still_open),
        "before": _named(before),
        "after": _named(after),
    }
    return render(request, "communities/phase_detail.html", context)


def _row(state: PointState, slug: str) -> dict[str, Any]:
    """Everything a line of the checklist shows."""
    url = reverse(state.point.url_name, kwargs={"slug": slug}) if state.point.url_name else ""
    return {
        "name": state.name,
        "text": state.point.text,
        "hint": state.point.hint,
        "is_done": state.is_done,
        "is_seen": state.is_seen,
        "url": url,
    }


def _named(phase: str | None) -> dict[str, Any] | None:
    return {"phase": phase, "name": Community.Phase(phase).label} if phase else None


def _do(request: SignedInRequest, slug: str, form: Form, deed: Callable[..., Any], said: str = "") -> HttpResponse:
    community = _circle(request, slug)
    if not form.is_valid():
        messages.error(request, _("That didn't work. Look at the page again and choose once more."))
        return redirect("communities:phase_detail", slug=slug)
    try:
        deed(community, by=request.user, **form.cleaned_data)
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    else:
        if said:
            messages.success(request, said)
    return redirect("communities:phase_detail", slug=slug)


@login_required
@require_POST
def phase_tick(request: SignedInRequest, slug: str) -> HttpResponse:
    """Tick a point, or take the tick away."""
    return _do(request, slug, PointForm(request.POST), tick_point)


@login_required
@require_POST
def phase_move(request: SignedInRequest, slug: str) -> HttpResponse:
    """Go on to the next phase, or back."""
    return _do(request, slug, PhaseForm(request.POST), move_to_phase, _("Saved. The circle is in this phase now."))
