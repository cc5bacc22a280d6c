"""The rhythm of a programme and of a circle: which mails go out when, when all is quiet, and what is to come."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.notifications.rhythm import Level, Levels, all_rules

from ..actions.rhythm import Scope, add_break, remove_break, set_rhythm
from ..forms.rhythm import BreakForm
from ..models import Community
from ..rhythm import copy_planned, levels_of_programme, planned_mails
from ..rhythm_page import RhythmPage, Stand, answer_rhythm, chosen
from .part import load_programme

WEEKS = 4


# What the tabs of a circle ask, in the same question.
TAB_MARKS = {"may_view_inside": "communities.view_inside_community", "may_manage": "communities.manage_community"}


def _load_circle(request: SignedInRequest, slug: str) -> Community:
    circles = Community.objects.select_related("programme").mark_permissions(request.user, **TAB_MARKS)
    found: Community = get_permitted_or_404(circles, request.user, "communities.change_community", slug=slug)
    return found


@login_required
def rhythm_change(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose which mails of a circle go out when."""
    community = _load_circle(request, slug)
    return answer_rhythm(request, _circle_page(request, community))


def _circle_page(request: SignedInRequest, community: Community) -> RhythmPage:
    def read() -> Stand:
        community.refresh_from_db(fields=["rhythm_version"])
        return Stand(chosen(community.rhythm), levels_of_programme(community.programme), community.rhythm_version)

    return RhythmPage(
        here=Level.COMMUNITY,
        rules=all_rules(),
        names={Level.PROGRAMME: community.programme.name},
        read=read,
        save=lambda **facts: set_rhythm(community, by=request.user, **facts),
        template="communities/rhythm_change.html",
        context={
            "community": community,
            "tab": "manage",
            "breaks": community.rhythm_breaks.all(),
            "breaks_above": community.programme.rhythm_breaks.all(),
        },
        address=request.path,
    )


@login_required
def programme_rhythm(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Choose which mails of the circles of a programme go out when, as long as they choose nothing else."""
    programme = load_programme(request, programme_slug, "communities.change_programme")

    def read() -> Stand:
        programme.refresh_from_db(fields=["rhythm_version"])
        return Stand(chosen(programme.rhythm), Levels(), programme.rhythm_version)

    page = RhythmPage(
        here=Level.PROGRAMME,
        rules=all_rules(),
        names={},
        read=read,
        save=lambda **facts: set_rhythm(programme, by=request.user, **facts),
        template="communities/programme_rhythm.html",
        context={"programme": programme, "breaks": programme.rhythm_breaks.all()},
        address=request.path,
    )
    return answer_rhythm(request, page)


# --- Breaks -------------------------------------------------------------------------------------------------------


@login_required
def break_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let a circle be quiet for a while."""
    community = _load_circle(request, slug)
    page = {"frame": "communities/community_base.html", "community": community, "tab": "manage"}
    return _add_break(request, community, page, lambda: redirect("communities:rhythm_change", slug=slug))


@login_required
def programme_break_create(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Let all circles of a programme be quiet for a while."""
    programme = load_programme(request, programme_slug, "communities.change_programme")
    page = {"frame": "communities/recognition_frame.html", "programme": programme}
    return _add_break(
        request, programme, page, lambda: redirect("communities:programme_rhythm", programme_slug=programme_slug)
    )


def _add_break(request: SignedInRequest, scope: Scope, page: dict[str, Any], back: Callable[[], Any]) -> HttpResponse:
    form = BreakForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                add_break(scope, by=request.user, **form.cleaned_data)
            except Refused as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Saved. In that period it stays quiet."))
                return back()
    page |= {"form": form, "title": _("A quiet period"), "back": back().url}
    page["text"] = _("The summer holidays, for example. What somebody waits for still goes out: a change, an answer.")
    return render(request, "communities/desk_form.html", page, status=status)


@login_required
@require_POST
def break_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Let the rhythm of a circle go on in a period."""
    community = _load_circle(request, slug)
    remove_break(community, by=request.user, pk=get_object_or_404(community.rhythm_breaks, pk=pk).pk)
    messages.success(request, _("Removed."))
    return redirect("communities:rhythm_change", slug=slug)


@login_required
@require_POST
def programme_break_remove(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Let the rhythm of the circles of a programme go on in a period."""
    programme = load_programme(request, programme_slug, "communities.change_programme")
    remove_break(programme, by=request.user, pk=get_object_or_404(programme.rhythm_breaks, pk=pk).pk)
    messages.success(request, _("Removed."))
    return redirect("communities:programme_rhythm", programme_slug=programme_slug)


# --- What is to come ----------------------------------------------------------------------------------------------


@login_required
@require_safe
def rhythm_preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what goes out in the coming weeks, to whom, and why; to htmx only the first mails, for another page."""
    community = _load_circle(request, slug)
    now = timezone.now()
    planned = planned_mails(community, now, now + timedelta(weeks=WEEKS))
    context = {"community": community, "tab": "manage", "planned": planned, "weeks": WEEKS}
    name = "rhythm_ahead.html" if request.htmx else "rhythm_preview.html"  # type: ignore[attr-defined]
    return render(request, f"communities/{name}", context)


@login_required
@require_POST
def rhythm_copy(request: SignedInRequest, slug: str) -> HttpResponse:
    """Send the reader a copy of one mail, marked as an example."""
    community = _load_circle(request, slug)
    if copy_planned(community, request.POST.get("mail", ""), by=request.user):
        messages.success(request, _("An example is on its way to %(address)s.") % {"address": request.user.email})
    else:
        messages.error(request, _("This mail is not planned any more. Choose another."))
    return redirect("communities:rhythm_preview", slug=slug)
