"""What the commitments of an organisation led to, for its managers."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communities.models import Organisation
from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..results import results_of


@login_required
@require_safe
def organisation_results(request: SignedInRequest, organisation_slug: str) -> HttpResponse:
    """Show a manager in one page what the circles of their organisation bring about."""
    organisation = get_permitted_or_404(
        Organisation.objects, request.user, "communities.view_results", slug=organisation_slug
    )
    context = results_of(organisation, request.user) | {"organisation": organisation}
    return render(request, "website/results.html", context)
