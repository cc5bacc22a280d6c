"""*Is it you?* for who has neither a password nor a second factor."""

from allauth.account.utils import get_next_redirect_url
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from leerkring.core.errors import Refused

from ..forms import IdentityForm
from ..identity import check_code, is_waiting, send_code


@login_required
@never_cache
def confirm_identity(request: HttpRequest) -> HttpResponse:
    """Mail a code and take it back; GET only shows."""
    form = IdentityForm(request.POST if "code" in request.POST else None)
    try:
        if request.method == "POST" and "code" not in request.POST:
            send_code(request)
            return redirect(request.get_full_path())
        if form.is_valid():
            check_code(request, form.cleaned_data["code"])
            return redirect(get_next_redirect_url(request) or "mfa_index")
    except Refused as error:
        form = form if form.is_bound else IdentityForm({})
        form.add_error(None, error)
    return render(request, "accounts/confirm_identity.html", {"form": form, "waiting": is_waiting(request)})
