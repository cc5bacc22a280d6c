"""The map of circles, events and organisations."""

import hashlib
import json

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from communities.models import Programme
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.policy import with_map
from leerkring.core.tagged import tagged
from leerkring.core.visitors import MINUTE, kept_for_visitors

from ..map.page import form_of, map_figure, map_page
from ..map.page import map_points as points_of


@require_safe
@with_map
@kept_for_visitors(MINUTE)
def map_detail(request: HttpRequest) -> TemplateResponse:
    """Show what is where, as a map and as a list; to htmx only the map, for the page of a programme."""
    if request.headers.get("HX-Request"):
        # From here on in the words of that programme.
        slug = request.GET.get("programma", "")
        get_permitted_or_404(Programme.objects, request.user, "communities.view_programme", slug=slug)
        return TemplateResponse(request, "website/map_figure.html", map_figure(request.GET))
    return TemplateResponse(request, "website/map.html", map_page(request.GET))


@require_safe
def map_points(request: HttpRequest) -> HttpResponse:
    """Hand out the points on the map, the same for everybody; made once a minute."""
    form = form_of(request.GET)
    key = f"map-points:{hashlib.sha256(urlencode(form.narrowing).encode()).hexdigest()}"
    kept: bytes | None = caches["pages"].get(key)
    if kept is None:
        kept = json.dumps(points_of(form), ensure_ascii=False, separators=(",", ":")).encode()
        caches["pages"].set(key, kept, MINUTE)
    return tagged(request, kept, content_type="application/geo+json", seconds=MINUTE)
