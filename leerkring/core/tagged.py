"""Answers that everybody may keep, and ask again whether they changed."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control


def tagged(request: HttpRequest, body: bytes, *, content_type: str, seconds: int) -> HttpResponse:
    """Return the answer with its ETag; who has it already hears that nothing changed (304)."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    whole = HttpResponse(body, content_type=content_type, headers={"ETag": tag})
    answer = get_conditional_response(request, etag=tag, response=whole) or whole
    patch_cache_control(answer, public=True, max_age=seconds)
    return answer  # type: ignore[return-value]
