"""The DOI of an outcome: how it stands, and asking for one."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.doi import ask_doi
from ..forms.doi import DoiForm
from ..models import Outcome


@login_required
def outcome_doi(request: SignedInRequest, slug: str) -> HttpResponse:
    """Where it stands with the DOI; who asks for one says that they know it stays."""
    rows = Outcome.objects.select_related("community", "doi_record").defer("body")
    outcome: Outcome = get_permitted_or_404(rows, request.user, "casework.manage_publication", slug=slug)
    form = DoiForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            ask_doi(outcome, by=request.user)
        except Refused as error:
            form.add_error(None, error)
            status = 409
        else:
            messages.success(request, _("The DOI is being registered. That takes a minute or so."))
            return redirect("casework:outcome_doi", slug=slug)
    versions = list(outcome.versions.select_related("doi_record").defer("body").order_by("-frozen_at", "-pk"))
    records = [(version, getattr(version, "doi_record", None)) for version in versions]
    known = [getattr(outcome, "doi_record", None), records[0][1]]
    context = {
        "outcome": outcome,
        "form": form,
        "record": known[0],
        "versions": records,
        "newest": versions[0].number,
        "may_ask": bool(settings.DOI_AGENCY) and any(not row or row.state == row.State.FAILED for row in known),
        "is_on": bool(settings.DOI_AGENCY),
    }
    return render(request, "casework/outcome_doi.html", context, status=status)
