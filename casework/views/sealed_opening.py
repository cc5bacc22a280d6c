"""Break-glass for what is confidential beside cases and reflections: for administrators with a second proof."""

from django.contrib import messages
from django.contrib.admin import site
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.sealed_opening import open_sealed
from ..confidential import find_sealed, texts_of
from ..forms.sealed_opening import SealedOpeningForm
from ..models import SealedOpening

SHOWN = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sealed_opening_list(request: SignedInRequest) -> HttpResponse:
    """Open something of others for an hour, with a reason; below it the log of all openings."""
    if not request.user.is_staff:
        raise Http404("Not found.")
    if not site.has_permission(request):
        messages.info(request, _("The administration asks for a second proof. First switch on an app or a passkey."))
        return redirect("mfa_index")
    form = SealedOpeningForm(request.POST or None)
    if form.is_valid():
        try:
            opening = open_sealed(**form.cleaned_data, by=request.user)
            return redirect("casework:sealed_opening_detail", pk=opening.pk)
        except Refused as refusal:
            form.add_error(None, refusal)
    log = SealedOpening.objects.permitted(request.user, "casework.view_sealed_opening").select_related("by")[:SHOWN]
    context = {"form": form, "log": log}
    return render(request, "casework/sealed_opening_list.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def sealed_opening_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what was opened to who opened it, until the hour is over."""
    rows = SealedOpening.objects.filter(until__gt=timezone.now())
    opening = get_permitted_or_404(rows, request.user, "casework.read_sealed", pk=pk)
    thing = find_sealed(opening.kind, opening.number)
    if thing is None or not site.has_permission(request):
        raise Http404("Gone, or no second proof.")
    context = {"opening": opening, "texts": texts_of(opening.kind, thing)}
    return render(request, "casework/sealed_opening_detail.html", context)
