"""The public list of circles, and the page of one."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from leerkring.core.context import is_signed_in
from leerkring.core.permissions import get_permitted_or_404

from ..models import Community, Programme
from ..page import circles_for, page_of

PER_PAGE = 24


def community_list(request: HttpRequest) -> HttpResponse:
    """Show the running circles, with their question as headline; my drafts on top."""
    programmes = list(Programme.objects.permitted(request.user, "communities.view_programme"))
    chosen = next((row for row in programmes if row.slug == request.GET.get("programma")), None)
    circles = Community.objects.permitted(request.user, "communities.view_community").active()
    if chosen:
        circles = circles.filter(programme=chosen)
    circles = circles.select_related("programme", "theme", "area__parent").order_by("-started_at", "-pk")
    context = {
        # Who follows a link to a programme that has stopped still sees its circles.
        "programmes": [row for row in programmes if row.is_active or row == chosen],
        "chosen": chosen,
        "page": Paginator(circles, PER_PAGE).get_page(request.GET.get("page")),
        "query": urlencode({"programma": chosen.slug}) if chosen else "",
        "drafts": _drafts(request),
    }
    return render(request, "communities/community_list.html", context)


def _drafts(request: HttpRequest) -> QuerySet[Community] | list[Community]:
    if not is_signed_in(request):
        return []
    mine = Community.objects.permitted(request.user, "communities.start_community")
    return mine.select_related("programme").order_by("-created_at")[:20]


def community_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a circle: its question and what came of it to everybody, the rest to its members."""
    community = get_permitted_or_404(circles_for(request.user), request.user, "communities.view_community", slug=slug)
    return render(request, "communities/community_detail.html", page_of(community, request.user))
