"""Following a circle, and stopping: a page with one button each, so that both can be linked to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404, has_permission

from ..actions.follow import follow_community, unfollow_community
from ..models import Community, Follow


@login_required
def follow_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask whether to follow; POST follows. Who is in the circle, or follows it already, is led to its page."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.view_community", slug=slug)
    if not has_permission(request.user, "communities.follow_community", community) or _follows(request, community):
        return redirect(community)
    if request.method == "POST":
        try:
            follow_community(community, by=request.user)
        except Refused as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("You follow this circle. What it publishes comes in your digest."))
        return redirect(community)
    question = {
        "title": _("Follow the circle %(name)s?") % {"name": community.name},
        "text": _("You get what it publishes in your digest. You don't become a member, and can stop at any time."),
        "yes": _("Follow"),
        "safe": True,
        "cancel": community.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", question)


def _follows(request: SignedInRequest, community: Community) -> bool:
    mine = Follow.objects.permitted(request.user, "communities.delete_follow")
    return mine.filter(community=community).exists()


@login_required
def follow_remove(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask whether to stop following; POST stops."""
    rows = Follow.objects.select_related("community")
    follow = get_permitted_or_404(rows, request.user, "communities.delete_follow", community__slug=slug)
    community = follow.community
    if request.method == "POST":
        unfollow_community(community, by=request.user)
        messages.success(request, _("You no longer follow this circle."))
        return redirect(community)
    question = {
        "title": _("Stop following the circle %(name)s?") % {"name": community.name},
        "text": _("What it publishes no longer comes in your digest."),
        "yes": _("Stop following"),
        "safe": True,
        "cancel": community.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", question)
