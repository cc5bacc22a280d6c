"""Pages that are the same for every visitor, rendered once for all of them.

Rendering is the budget of a page, not SQL, so the whole text is kept, per language and address, in the cache that
all processes share. Only the form token differs per visitor: it is put in on the way out. Whoever has a session is
served by the view itself.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.utils.crypto import get_random_string
from django.utils.translation import get_language

View = Callable[..., TemplateResponse]


def kept_for_visitors(seconds: int) -> Callable[[View], Callable[..., HttpResponse]]:
    """Keep the page that the view below makes for visitors during ``seconds``."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD") or request.GET or settings.SESSION_COOKIE_NAME in request.COOKIES:
                return view(request, **kwargs)
            key = f"visitors:{get_language()}:{request.path}"
            kept = cache.get(key)
            if kept is None:
                kept = _render(view(request, **kwargs))
                cache.set(key, kept, seconds)
            placeholder, text = kept
            return HttpResponse(text.replace(placeholder, get_token(request)))

        return answer

    return decorate


def _render(response: TemplateResponse) -> tuple[str, str]:
    """Return the page with a placeholder, which nobody can guess and so write, where the token belongs."""
    placeholder = get_random_string(32)
    response.context_data = {**(response.context_data or {}), "csrf_token": placeholder}
    return placeholder, response.render().text
