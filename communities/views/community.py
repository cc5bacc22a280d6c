"""The public list of circles, and the page of one."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import urlencode

from leerkring.core.context import is_signed_in
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.prepared import get_prepared_or_404, prepared
from leerkring.core.visitors import MINUTE, facts, kept_for_visitors

from ..circle_list import form_of, narrowed
from ..models import Community, Programme
from ..page import circles_for, page_of

PER_PAGE = 24


def _newest(request: HttpRequest) -> list[Any]:
    """What the first page of the list is made of."""
    circles = Community.objects.permitted(request.user, "communities.view_community").active()
    newest = circles.order_by("-started_at", "-pk").values_list("pk", "version", "phase", "member_count")
    return list(newest[:PER_PAGE])


@kept_for_visitors(MINUTE, _newest)
def community_list(request: HttpRequest) -> HttpResponse:
    """Show circles by programme, theme, area and phase, with their question as headline; my drafts on top."""
    programmes = prepared(_programmes, request.user)
    form = form_of(request.GET, programmes)
    circles = narrowed(Community.objects.permitted(request.user, "communities.view_community"), form)
    circles = circles.select_related("programme", "theme", "area__parent").order_by("-started_at", "-pk")
    context = {
        "form": form,
        "page": Paginator(circles, PER_PAGE).get_page(request.GET.get("page")),
        "query": urlencode(form.query),
        "drafts": prepared(_drafts, request.user) if is_signed_in(request) else [],
    }
    return TemplateResponse(request, "communities/community_list.html", context)


def _programmes(user: Any) -> QuerySet[Programme]:
    return Programme.objects.permitted(user, "communities.view_programme")


def _drafts(user: Any) -> QuerySet[Community]:
    mine = Community.objects.permitted(user, "communities.start_community")
    return mine.select_related("programme").order_by("-created_at")[:20]


def _circle(request: HttpRequest, slug: str) -> object:
    return facts(get_permitted_or_404(Community.objects, request.user, "communities.view_community", slug=slug))


@kept_for_visitors(MINUTE, _circle)
def community_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a circle: its question and what came of it to everybody, the rest to its members."""
    community = get_prepared_or_404(circles_for, request.user, "communities.view_community", slug=slug)
    return TemplateResponse(request, "communities/community_detail.html", page_of(community, request.user))
