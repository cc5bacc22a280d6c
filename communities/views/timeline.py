"""Everything that happened in a circle, newest first, as far as the reader may see it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leerkring.core.permissions import get_permitted_or_404

from ..models import Community
from ..timeline import KINDS, timeline_of, told

PER_PAGE = 40


@require_safe
def timeline_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the timeline, of one kind when that is chosen."""
    rows = Community.objects.select_related("programme").mark_permissions(
        request.user,
        may_view_inside="communities.view_inside_community",
        may_manage="communities.manage_community",
    )
    community = get_permitted_or_404(rows, request.user, "communities.view_timeline", slug=slug)
    kind = request.GET.get("soort", "")
    kind = kind if kind in KINDS else ""
    page = Paginator(timeline_of(community, request.user, kind), PER_PAGE).get_page(request.GET.get("page"))
    here = reverse("communities:timeline_detail", kwargs={"slug": slug})
    choices = [{"title": _("Everything"), "url": here, "current": not kind}]
    choices += [
        {"title": label, "url": f"{here}?soort={name}", "current": name == kind} for name, label in KINDS.items()
    ]
    context = {
        "community": community,
        "tab": "timeline",
        "page": page,
        "lines": told(page, community),
        "choices": choices,
        "query": urlencode({"soort": kind}) if kind else "",
    }
    return render(request, "communities/timeline_detail.html", context)
