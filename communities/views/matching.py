"""Who could help: for a circle, an issue on its agenda, or an assignment."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..forms.matching import MatchForm
from ..matching.ask import Ask, ask_of_assignment, ask_of_circle, ask_of_issue
from ..matching.page import suggest_organisations, suggest_people
from ..models import Assignment, Community, Issue

PER_PAGE = 10
PLACES = ("area__parent__parent", "theme")


def _page(request: SignedInRequest, ask: Ask, about: dict[str, str]) -> HttpResponse:
    """Show one page of suggestions: organisations, or people (``wie=mensen``)."""
    form = MatchForm(request.GET, ask)
    is_people = request.GET.get("wie") == "mensen"
    suggest = suggest_people if is_people else suggest_organisations
    found = suggest(ask, request.user, form.wanted)
    circle = Community.objects.mark_permissions(
        request.user,
        may_ask="communities.add_introduction",
        may_ask_help="communities.ask_help",
        may_commit="communities.change_community",
        may_assign="communities.add_assignment",
        may_begin="communities.begin_beside",
    ).get(pk=ask.community.pk)
    own = {"wie": "mensen"} if is_people else {}
    context: dict[str, Any] = {
        "ask": ask,
        "circle": circle,
        "subject": urlencode(ask.subject),
        "about": about,
        "form": form,
        "is_people": is_people,
        "kept": own.get("wie", ""),
        "is_narrowed": bool(form.query),
        "total": len(found),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": urlencode(own | form.query),
        "all_query": urlencode(own),
        "tabs": _tabs(form.query, is_people),
    }
    return render(request, "communities/match_list.html", context)


def _tabs(query: dict[str, str], is_people: bool) -> list[dict[str, Any]]:
    people = {"title": _("People"), "url": f"?{urlencode({'wie': 'mensen'} | query)}", "current": is_people}
    return [{"title": _("Organisations"), "url": f"?{urlencode(query)}", "current": not is_people}, people]


@login_required
@require_safe
def match_circle(request: SignedInRequest, slug: str) -> HttpResponse:
    """Suggest who could help a circle with its question."""
    rows = Community.objects.select_related("programme", *PLACES)
    community = get_permitted_or_404(rows, request.user, "communities.match_community", slug=slug)
    about = {"title": community.name, "url": community.get_absolute_url()}
    return _page(request, ask_of_circle(community), about)


@login_required
@require_safe
def match_issue(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Suggest who could help with an issue on the agenda."""
    rows = Issue.objects.select_related(
        "community__programme", "organisation", *(f"community__{place}" for place in PLACES)
    )
    issue = get_permitted_or_404(rows, request.user, "communities.match_issue", pk=pk, community__slug=slug)
    about = {"title": issue.title, "url": issue.get_absolute_url()}
    return _page(request, ask_of_issue(issue), about)


@login_required
@require_safe
def match_assignment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Suggest who could help with an assignment."""
    rows = Assignment.objects.select_related(
        "community__programme", "organisation", *PLACES, *(f"community__{place}" for place in PLACES)
    )
    assignment = get_permitted_or_404(rows, request.user, "communities.match_assignment", pk=pk)
    about = {"title": assignment.title, "url": reverse("communities:assignment_detail", kwargs={"pk": pk})}
    return _page(request, ask_of_assignment(assignment), about)
