"""What was sent to the people of a circle."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404
from leerkring.notifications.ledger import of_circle, shown

from ..models import Community
from ..people import ever_in


@login_required
@require_safe
def ledger_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show coordinators which mail of their circle went to whom, and why not."""
    circles = Community.objects.select_related("programme")
    community = get_permitted_or_404(circles, request.user, "communities.manage_community", slug=slug)
    ledger = shown(of_circle(community.pk, ever_in(community.pk)), request.GET)
    context = {"community": community, "tab": "manage", "ledger": ledger}
    return render(request, "communities/ledger_list.html", context)
