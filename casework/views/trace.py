"""What an outcome came from and what it led to, and saying on which findings it is built."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..actions.trace import set_findings
from ..forms.trace import FindingsForm
from ..models import Finding, Outcome
from ..shown.trace import trace_of


@require_safe
def outcome_trace(request: HttpRequest, slug: str) -> HttpResponse:
    """The way from meeting to use, as a picture and in words."""
    outcome = _get(request, "casework.view_outcome", slug)
    context = {"outcome": outcome, "trace": trace_of(outcome, request.user)}
    return render(request, "casework/outcome_trace.html", context)


@login_required
def trace_change(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ticking the findings that it is built on."""
    outcome = _get(request, "casework.change_outcome", slug)
    offered = list(
        Finding.objects.permitted(request.user, "casework.view_finding").filter(community=outcome.community)
    )
    start = {"findings": [str(pk) for pk in outcome.built_on.values_list("finding", flat=True)]}
    form = FindingsForm(request.POST or None, offered=offered, initial=start)
    if form.is_valid():
        set_findings(outcome, form.chosen, offered=offered, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("casework:outcome_trace", slug=slug)
    context = {"outcome": outcome, "form": form, "has_findings": bool(offered)}
    return render(request, "casework/trace_change.html", context, status=422 if form.is_bound else 200)


def _get(request: HttpRequest, permission: str, slug: str) -> Any:
    rows = Outcome.objects.mark_permissions(request.user, may_change="casework.change_outcome")
    return get_permitted_or_404(
        rows.select_related("community").defer("body", "abstract"), request.user, permission, slug=slug
    )
