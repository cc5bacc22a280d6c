"""Why a second factor is asked, and the two ways to make one."""

from allauth.account.utils import get_next_redirect_url
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..http import SignedInRequest
from ..second_factor import has_second_factor


@require_safe
@login_required
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Explain, and lead to an app or a passkey; once there is one, lead on to where somebody was going."""
    due = request.user.second_factor_due
    context = {
        "due": due,
        "is_over": due is not None and due <= timezone.now(),
        "is_made": has_second_factor(request.user),
        "next_url": get_next_redirect_url(request) or "/",
    }
    return render(request, "accounts/second_factor.html", context)
