"""Reports of a privacy problem: making one, looking at it, closing it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.case import report_case
from ..actions.incident import close_incident
from ..forms.incident import CloseForm, ReportForm
from ..models import Case, CaseIncident

SHOWN = 100
# What a report names of what it is about: whose it is.
ABOUT = (
    "case__owner",
    "reflection__author",
    "submission__author",
    "portfolio__owner",
    "session__meeting__cycle__community",
    "topic__community",
)


@login_required
def case_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hide a case at once because somebody can be recognised; what exactly may be said along."""
    rows = Case.objects.select_related("community", "owner")
    case = get_permitted_or_404(rows, request.user, "casework.report_case", pk=pk)
    # The button on the case sends nothing along, and is meant.
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            report_case(case, by=request.user, what=form.cleaned_data["what"])
        except Refused as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Thank you. The case is hidden; its owner and the coordinator are told."))
        return redirect("casework:case_list", slug=case.community.slug)
    context = {"case": case, "community": case.community, "form": form}
    return render(request, "casework/case_report.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def incident_list(request: SignedInRequest) -> HttpResponse:
    """The reports that somebody has to act upon, open ones first."""
    rows = CaseIncident.objects.permitted(request.user, "casework.view_incident")
    incidents = rows.select_related("community", *ABOUT).order_by("-closed_at", "-reported_at")
    context = {"incidents": sorted(incidents[:SHOWN], key=lambda incident: not incident.is_open)}
    return render(request, "casework/incident_list.html", context)


@login_required
def incident_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was reported, who had access, how much time there is; and closing it."""
    marked = CaseIncident.objects.mark_permissions(request.user, may_close="casework.close_incident")
    rows = marked.select_related("community__programme", *ABOUT, "reported_by", "closed_by")
    incident = get_permitted_or_404(rows, request.user, "casework.view_incident", pk=pk)
    form = CloseForm(request.POST or None)
    if not (incident.may_close and form.is_valid()):
        return _page(request, incident, form)
    try:
        close_incident(incident, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _page(request, incident, form)
    messages.success(request, _("The report is closed."))
    return redirect(incident)


def _page(request: SignedInRequest, incident: Any, form: CloseForm) -> HttpResponse:
    left = incident.notice_until - timezone.now()
    context = {
        "incident": incident,
        "community": incident.community,
        "access": incident.access.select_related("person"),
        "hours_left": max(0, int(left.total_seconds() // 3600)),
        "form": form,
    }
    return render(request, "casework/incident_detail.html", context, status=422 if form.is_bound else 200)
