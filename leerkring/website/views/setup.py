"""The last step of setting a circle up: check and start."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.models import Community
from communities.setup import all_steps
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions import start_circle


def _parts(community: Community) -> list[dict[str, Any]]:
    return [
        {
            "title": step.title,
            "url": step.url(community),
            "facts": step.facts(community),
            "missing": step.missing(community),
        }
        for step in all_steps()
    ]


@login_required
def setup_check(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show everything that was filled in and what is missing; POST starts the circle and sends the invitations."""
    community = get_permitted_or_404(
        Community.objects.select_related("programme", "theme", "area__parent"),
        request.user,
        "communities.change_community",
        slug=slug,
    )
    if not community.is_draft:
        messages.info(request, _("This circle has already been started."))
        return redirect(community)
    if request.method == "POST":
        return _start(request, community)
    return _check(request, community)


def _check(request: SignedInRequest, community: Community) -> HttpResponse:
    parts = _parts(community)
    incomplete = [part["url"] for part in parts if part["missing"]]
    context = {
        "community": community,
        "step": 4,
        "parts": parts,
        "is_complete": not incomplete,
        "missing_url": next(iter(incomplete), ""),
        "count": community.invitations.prepared().count(),
    }
    return render(request, "website/setup_check.html", context)


def _start(request: SignedInRequest, community: Community) -> HttpResponse:
    try:
        start_circle(community, by=request.user)
    except Refused as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect("setup_check", slug=community.slug)
    messages.success(request, _("The circle has started. The invitations are on their way."))
    return redirect(community)
