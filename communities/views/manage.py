"""The desk of a circle: one page with everything its coordinators do."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..figures import figures_of
from ..models import Community


@login_required
def community_manage(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what a coordinator can do here; each thing is a line that leads to its own page."""
    circles = Community.objects.select_related("programme").mark_permissions(
        request.user, may_copy="communities.copy_community"
    )
    community = get_permitted_or_404(circles, request.user, "communities.manage_community", slug=slug)
    if community.is_draft:
        return redirect("communities:community_setup", slug=slug)
    context = {"community": community, "tab": "manage", "figures": figures_of(community)}
    return render(request, "communities/community_manage.html", context)
