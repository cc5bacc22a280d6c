"""Pictures for who shares a link."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from ..social import DEFAULT, facts_of, picture_at, place_of
from ..tasks import wake_drawing

DAY = 24 * 60 * 60
# Until a worker has drawn it.
SOON = 60


@require_safe
def social_picture(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Hand out the picture of a circle, programme, outcome or event that everybody may see; at first our own."""
    content = picture_at(place_of(kind, slug, facts_of(kind, slug)))
    if content is None:
        wake_drawing(kind, slug)
    response = HttpResponse(content or DEFAULT.read_bytes(), content_type="image/png")
    patch_cache_control(response, public=True, max_age=DAY if content else SOON)
    return response
