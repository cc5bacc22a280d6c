"""The public list of circles, and the page of one."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from leerkring.core.context import is_signed_in
from leerkring.core.permissions import get_permitted_or_404

from ..models import Community, Membership, Programme
from ..people import people_by_sector, sector_counts

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
        "programmes": programmes,
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
    community = get_permitted_or_404(
        Community.objects.select_related("programme", "theme", "area__parent").mark_permissions(
            request.user,
            may_view_inside="communities.view_inside_community",
            may_change="communities.change_community",
            may_manage="communities.manage_community",
        ),
        request.user,
        "communities.view_community",
        slug=slug,
    )
    context = {"community": community, "tab": "overview", "counts": sector_counts(community)}
    if community.may_view_inside:
        members = Membership.objects.permitted(request.user, "communities.view_membership")
        context["groups"] = people_by_sector(members.filter(community=community))
    return render(request, "communities/community_detail.html", context)
