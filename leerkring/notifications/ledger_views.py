"""What somebody was sent."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest

from .ledger import of_person, shown


@login_required
@require_safe
def ledger_own(request: SignedInRequest) -> HttpResponse:
    """Show somebody which mail they were sent, and why not."""
    ledger = shown(of_person(request.user), request.GET, by_person=False)
    return render(request, "notifications/ledger_own.html", {"ledger": ledger})
