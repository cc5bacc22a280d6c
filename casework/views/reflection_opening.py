"""Break-glass for reflections: for administrators with a second proof."""

from django.contrib import messages
from django.contrib.admin import site
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused

from ..actions.reflection_opening import open_reflection
from ..forms.reflection_opening import ReflectionOpeningForm
from ..models import ReflectionOpening

SHOWN = 100


@login_required
def reflection_opening_list(request: SignedInRequest) -> HttpResponse:
    """Open a reflection of somebody else for an hour, with a reason; below it the log of all openings."""
    if not request.user.is_staff:
        raise Http404("Not found.")
    if not site.has_permission(request):
        messages.info(request, _("The administration asks for a second proof. First switch on an app or a passkey."))
        return redirect("mfa_index")
    form = ReflectionOpeningForm(request.POST or None)
    if form.is_valid():
        facts = {"number": form.cleaned_data["number"], "reason": form.cleaned_data["reason"]}
        try:
            opening = open_reflection(**facts, by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.warning(request, _("You can read this reflection for an hour. Its author has been told."))
            return redirect("casework:reflection_detail", pk=opening.reflection_id)
    log = ReflectionOpening.objects.permitted(request.user, "casework.view_reflection_opening").select_related("by")
    context = {"form": form, "log": log[:SHOWN]}
    return render(request, "casework/reflection_opening_list.html", context, status=422 if form.is_bound else 200)
