"""Reporting that somebody in a reflection, or in what was handed in, can be recognised."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.text_incident import report_reflection, report_submission
from ..forms.incident import ReportForm
from ..models import Reflection, Submission

KINDS: dict[str, tuple[Any, Any]] = {
    "reflection": (Reflection, report_reflection),
    "submission": (Submission, report_submission),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def text_report(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Hide a text at once because somebody can be recognised; what exactly may be said along."""
    model, report = KINDS[kind]
    rows = model.objects.select_related("community__programme", "author")
    text = get_permitted_or_404(rows, request.user, f"casework.report_{kind}", pk=pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            report(text, by=request.user, what=form.cleaned_data["what"])
            messages.success(request, _("Thank you. It is hidden; its author and the coordinator are told."))
        except Refused as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect("casework:desk")
    context = {"text": text, "community": text.community, "form": form}
    return render(request, "casework/text_report.html", context, status=422 if form.is_bound else 200)
