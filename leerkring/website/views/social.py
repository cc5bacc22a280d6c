"""Pictures for who shares a link."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from ..social import facts_of, picture_of

DAY = 24 * 60 * 60


@require_safe
def social_picture(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Hand out the picture of a circle, programme, outcome or event that everybody may see."""
    response = HttpResponse(picture_of(facts_of(kind, slug)), content_type="image/png")
    patch_cache_control(response, public=True, max_age=DAY)
    return response
