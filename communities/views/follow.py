"""Following a circle or a programme, and stopping: a page with one button each, so that both can be linked to."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404, has_permission

from ..actions.follow import follow_community, follow_programme, unfollow_community, unfollow_programme
from ..models import Community, Follow, Programme, ProgrammeFollow


@login_required
def follow_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask whether to follow; POST follows. Who is in the circle, or follows it already, is led to its page."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.view_community", slug=slug)
    mine = Follow.objects.permitted(request.user, "communities.delete_follow")
    may_follow = has_permission(request.user, "communities.follow_community", community)
    if not may_follow or mine.filter(community=community).exists():
        return redirect(community)
    if request.method == "POST":
        said = _("You follow this circle. What it publishes comes in your digest.")
        return _follow(request, community, follow_community, said)
    title = _("Follow the circle %(name)s?") % {"name": community.name}
    text = _("You get what it publishes in your digest. You don't become a member, and can stop at any time.")
    return _ask(request, community, title, text, _("Follow"))


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
    title = _("Stop following the circle %(name)s?") % {"name": community.name}
    return _ask(request, community, title, _("What it publishes no longer comes in your digest."), _("Stop following"))


@login_required
def programme_follow_create(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """As for a circle; who follows the programme already is led to its page."""
    programme = get_permitted_or_404(
        Programme.objects, request.user, "communities.view_programme", slug=programme_slug
    )
    mine = ProgrammeFollow.objects.permitted(request.user, "communities.delete_programme_follow")
    may_follow = has_permission(request.user, "communities.follow_programme", programme)
    if not may_follow or mine.filter(programme=programme).exists():
        return redirect(programme)
    if request.method == "POST":
        said = _("You follow this programme. What it and its circles publish comes in your digest.")
        return _follow(request, programme, follow_programme, said)
    title = _("Follow %(name)s?") % {"name": programme.name}
    text = _("You get what the programme and its circles publish in your digest. You can stop at any time.")
    return _ask(request, programme, title, text, _("Follow"))


@login_required
def programme_follow_remove(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """As for a circle."""
    rows = ProgrammeFollow.objects.select_related("programme")
    name = "communities.delete_programme_follow"
    programme = get_permitted_or_404(rows, request.user, name, programme__slug=programme_slug).programme
    if request.method == "POST":
        unfollow_programme(programme, by=request.user)
        messages.success(request, _("You no longer follow this programme."))
        return redirect(programme)
    title = _("Stop following %(name)s?") % {"name": programme.name}
    text = _("What the programme and its circles publish no longer comes in your digest.")
    return _ask(request, programme, title, text, _("Stop following"))


def _follow(request: SignedInRequest, of: Any, follow: Callable[..., Any], said: str) -> HttpResponse:
    try:
        follow(of, by=request.user)
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect(of)


def _ask(request: SignedInRequest, of: Community | Programme, title: str, text: str, yes: str) -> HttpResponse:
    question = {"title": title, "text": text, "yes": yes, "safe": True, "cancel": of.get_absolute_url()}
    return render(request, "components/confirm_page.html", question)
