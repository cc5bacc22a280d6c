"""Reporting that somebody in something confidential can be recognised. Cases: ``incident.py``."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.portfolio import find_link
from ..actions.report import REPORTS
from ..confidential import CONFIDENTIAL
from ..forms.incident import ReportForm
from ..models import CaseIncident

PAGE = "casework/text_report.html"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def text_report(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Hide something at once because somebody can be recognised; what exactly may be said along."""
    about = CONFIDENTIAL[kind]
    thing = get_permitted_or_404(about.model._default_manager, request.user, f"casework.report_{kind}", pk=pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            REPORTS[kind](thing, by=request.user, what=form.cleaned_data["what"])
            messages.success(request, _("Thank you. It is hidden, and who has to act on it is told."))
        except Refused as refusal:
            messages.error(request, " ".join(refusal.messages))
        circle = about.circle(thing)
        return redirect("casework:desk" if kind in CaseIncident.OF_ONE or circle is None else circle)
    context = {"kind": kind, "community": about.circle(thing), "form": form, "back": thing.get_absolute_url()}
    return render(request, PAGE, context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def portfolio_report(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a portfolio, by who has a link to it; no account is asked."""
    link = find_link(token)
    if link is None:
        raise Http404("Not found.")
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by: Any = request.user if request.user.is_authenticated else None
        try:
            REPORTS["portfolio"](link.portfolio, by=by, what=form.cleaned_data["what"])
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            return _private(render(request, PAGE, {"kind": "portfolio", "done": True}))
    context = {"kind": "portfolio", "form": form, "back": reverse("casework:portfolio_shared", args=[token])}
    return _private(render(request, PAGE, context, status=422 if form.is_bound else 200))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the address, which is a key, out of caches, other sites and search engines."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
