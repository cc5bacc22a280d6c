"""Pages, and parts of pages, that are the same for many readers, rendered once for all of them (docs/decisions/0009).

Rendering is the budget of a page, not SQL, so the whole text is kept in the cache of pages. Only the form token
differs per visitor: it is put in on the way out. Whoever has a session is served by the view itself, which may keep
those parts of its page that its readers share.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.utils.crypto import get_random_string
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language
from redis.exceptions import RedisError

from .replica import REPLICA, from_replica, is_plain, reading
from .vocabulary import spoken

View = Callable[..., HttpResponse]
Door = Callable[..., object]
# How long what hangs on a row may be old: counts, partners, outcomes.
MINUTE = 60


def kept_for_visitors(seconds: int, door: Door | None = None) -> Callable[[View], View]:
    """Keep the page that the view below makes for visitors during ``seconds``.

    ``door`` takes what the view takes. It is asked at every visit, raises ``Http404`` where a visitor may not look,
    and returns what the page is made of (``facts``, or the rows of a list): a page of other facts is another page, so
    a change shows at once.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not _is_plain_visit(request):
                return view(request, **kwargs)
            seen = door(request, **kwargs) if door else None
            key = _key(request.path, seen)
            kept = caches["pages"].get(key)
            if kept is None:
                with _same_on_replica(request, door, seen, kwargs):
                    response = view(request, **kwargs)
                    if not isinstance(response, TemplateResponse) or response.status_code != 200:
                        return response
                    kept = _render(response)
                caches["pages"].set(key, kept, seconds)
            placeholder, text = kept
            return HttpResponse(text.replace(placeholder, get_token(request)))

        return answer

    return decorate


def kept_part(name: str, seconds: int, seen: object, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Return the texts that ``make`` renders for a page, kept during ``seconds``.

    The view has asked who may see the page. ``seen`` is what the parts are made of, and all by which those who get
    them differ: of other facts they are made anew. No form may stand in them, as its token is one reader's own.
    """
    key = _key(name, seen)
    kept: dict[str, str] | None = caches["pages"].get(key)
    if kept is None or settings.DEBUG:
        kept = make()
        caches["pages"].set(key, kept, seconds)
    return kept


def forget_pages() -> None:
    """Throw away all kept pages, as somebody named on them is gone; other processes' own are an hour old at most."""
    pages = caches["pages"]
    if not isinstance(pages, RedisCache):
        return pages.clear()
    # Its own `clear` would empty the whole of Redis, the broker's messages included.
    client = pages._cache.get_client(None, write=True)
    # While Redis is away nothing is kept; it comes back empty, or with what is a minute or an hour old at most.
    with suppress(RedisError):
        for key in client.scan_iter(match=pages.make_key("visitors:*"), count=1000):
            client.delete(key)
    return None


def facts(row: models.Model) -> tuple[object, ...]:
    """Return every column that was read of a row: whatever of it changes, and whoever changed it, the page follows."""
    return tuple(value for name, value in vars(row).items() if name != "_state")


@contextmanager
def _same_on_replica(request: HttpRequest, door: Door | None, seen: object, kwargs: Any) -> Iterator[None]:
    """Read from the replica, unless it is behind in what the page is made of: that would be kept as the new page."""
    with from_replica() if is_plain(request) else nullcontext():
        try:
            follows = door is None or reading().alias != REPLICA or door(request, **kwargs) == seen
        except Http404:
            follows = False
        if follows:
            yield
            return
    yield


def _is_plain_visit(request: HttpRequest) -> bool:
    """Return whether the answer is the same for everybody who asks this way: nobody is signed in, nothing is asked."""
    return (
        request.method in ("GET", "HEAD")
        and not request.META.get("QUERY_STRING")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "HX-Request" not in request.headers
        and not settings.DEBUG
    )


def _key(name: str, seen: object) -> str:
    """Everything that the text depends on; the door has spoken by now, so the words are those of the page."""
    whole = repr((name, get_language(), get_current_timezone_name(), spoken(), seen))
    return f"visitors:{hashlib.sha256(whole.encode()).hexdigest()}"


def _render(response: TemplateResponse) -> tuple[str, str]:
    """Return the page with a placeholder, which nobody can guess and so write, where the token belongs."""
    placeholder = get_random_string(32)
    response.context_data = {**(response.context_data or {}), "csrf_token": placeholder}
    return placeholder, response.render().text
