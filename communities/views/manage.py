"""The desk of a circle: one page with everything its coordinators do."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..figures import figures_of
from ..models import Community
from ..watch import watch


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


@login_required
@require_safe
def community_standing(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a coordinator what is incomplete, who did not answer, the triangle, attendance and mails to come."""
    community = get_permitted_or_404(
        Community.objects.select_related("programme").started(),
        request.user,
        "communities.change_community",
        slug=slug,
    )
    context = watch(community) | {"community": community, "tab": "manage"}
    return render(request, "communities/community_standing.html", context)
