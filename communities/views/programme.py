"""The public list of programmes, and the page of one."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from leerkring.core.context import is_signed_in
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.policy import with_map
from leerkring.core.visitors import MINUTE, facts, kept_for_visitors

from ..forms.programme_filter import CircleFilterForm
from ..models import Community, Programme, ProgrammeFollow, Recognition
from ..permissions.programme import may_start_programme
from ..programme_desk import with_circles
from ..programme_page import (
    MOST_CIRCLES,
    area_tree,
    group_circles,
    shown_blocks,
    shown_partners,
    shown_team,
    shown_themes,
)

PER_PAGE = 24


def _running(request: HttpRequest) -> list[Any]:
    """What the first page of the list is made of."""
    running = Programme.objects.permitted(request.user, "communities.view_programme").active()
    return list(running.order_by("name").values_list("pk", "version", "name")[:PER_PAGE])


@kept_for_visitors(MINUTE, _running)
def programme_list(request: HttpRequest) -> HttpResponse:
    """Show the running programmes; on top those on whose team the reader is, drafts included."""
    running = Programme.objects.permitted(request.user, "communities.view_programme").active()
    signed_in = is_signed_in(request)
    mine: Any = []
    if signed_in:
        mine = Programme.objects.permitted(request.user, "communities.manage_programme").order_by("name")[:20]
    context = {
        "page": Paginator(with_circles(running).order_by("name"), PER_PAGE).get_page(request.GET.get("page")),
        "mine": mine,
        "may_start": may_start_programme(request.user) if signed_in else True,
    }
    return TemplateResponse(request, "communities/programme_list.html", context)


def _programme(request: HttpRequest, programme_slug: str) -> object:
    source = Programme.objects
    return facts(get_permitted_or_404(source, request.user, "communities.view_programme", slug=programme_slug))


@with_map
@kept_for_visitors(MINUTE, _programme)
def programme_detail(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Show a programme to the world: what it is about, its circles, and who carries it."""
    follows = ProgrammeFollow.objects.filter(programme=OuterRef("pk"), user=request.user.pk)
    rows = Programme.objects.select_related("parent", "infographic").annotate(is_followed=Exists(follows))
    programme = get_permitted_or_404(
        rows.mark_permissions(
            request.user,
            may_manage="communities.manage_programme",
            may_add="communities.add_community",
            may_follow="communities.follow_programme",
        ),
        request.user,
        "communities.view_programme",
        slug=programme_slug,
    )
    circles = Community.objects.permitted(request.user, "communities.view_community").started()
    shown = circles.filter(programme=programme).exclude(status=Community.Status.ARCHIVED)
    shown = shown.select_related("programme", "theme", "area__parent", "cohort").order_by("-started_at", "-pk")
    filters = CircleFilterForm(request.GET, list(shown[:MOST_CIRCLES]))
    chosen = filters.chosen_circles()
    context = _about(request, programme, [row for row in filters.circles if row.status == Community.Status.ACTIVE]) | {
        "programme": programme,
        "filters": filters,
        "groups": group_circles(chosen, filters.by),
        "count": len(chosen),
        "is_cut": len(filters.circles) == MOST_CIRCLES,
    }
    return TemplateResponse(request, "communities/programme_detail.html", context)


def _about(request: HttpRequest, programme: Programme, running: list[Community]) -> dict[str, Any]:
    parts = Programme.objects.permitted(request.user, "communities.view_programme").active()
    areas = programme.areas.select_related("parent__parent")
    recognitions = Recognition.objects.permitted(request.user, "communities.view_recognition")
    return {
        "blocks": shown_blocks(programme, running),
        "themes": shown_themes(programme),
        "parts": with_circles(parts.filter(parent=programme)),
        "areas": area_tree(areas),
        "partners": shown_partners(programme),
        "team": shown_team(programme),
        "recognitions": recognitions.filter(programme=programme),
        "links": programme.links.all(),
    }
