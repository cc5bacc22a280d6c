"""Break-glass, and how long cases are kept: for administrators and programmes."""

from django.contrib import messages
from django.contrib.admin import site
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.models import Programme
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.opening import open_case
from ..actions.retention import set_retention
from ..forms.incident import OpeningForm, RetentionForm
from ..models import CaseOpening, CaseRetention

SHOWN = 100


@login_required
def opening_list(request: SignedInRequest) -> HttpResponse:
    """Open a case of others for an hour, with a reason; below it the log of all openings."""
    if not request.user.is_staff:
        raise Http404("Not found.")
    if not site.has_permission(request):
        messages.info(request, _("The administration asks for a second proof. First switch on an app or a passkey."))
        return redirect("mfa_index")
    form = OpeningForm(request.POST or None)
    if form.is_valid():
        try:
            opening = open_case(form.cleaned_data["number"], by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.warning(request, _("You can read this case for an hour. Its owner has been told."))
            return redirect("casework:case_detail", pk=opening.case_id)
    log = CaseOpening.objects.permitted(request.user, "casework.view_opening").select_related("by")[:SHOWN]
    context = {"form": form, "log": log}
    return render(request, "casework/opening_list.html", context, status=422 if form.is_bound else 200)


@login_required
def retention_change(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Choose how long the circles of a programme keep cases, notes and presence."""
    programme = get_permitted_or_404(
        Programme.objects, request.user, "communities.change_programme", slug=programme_slug
    )
    current = getattr(programme, "case_retention", None)
    form = RetentionForm(request.POST or None, instance=current or CaseRetention())
    if form.is_valid():
        set_retention(programme, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("casework:retention_change", programme_slug=programme_slug)
    context = {"programme": programme, "form": form}
    return render(request, "casework/retention_form.html", context, status=422 if form.is_bound else 200)
