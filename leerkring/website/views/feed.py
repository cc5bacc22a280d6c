"""The feed of what is new for everybody."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from ..feed import atom_of, newest

FIVE_MINUTES = 300


@require_safe
def news_feed(request: HttpRequest) -> HttpResponse:
    """Hand out the feed; who has it already hears that nothing changed."""
    text = atom_of(newest(), site=settings.SITE_NAME, path=request.path)
    mark = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    whole = HttpResponse(text, content_type="application/atom+xml; charset=utf-8", headers={"ETag": mark})
    answer = get_conditional_response(request, etag=mark, response=whole) or whole
    patch_cache_control(answer, public=True, max_age=FIVE_MINUTES)
    return answer
