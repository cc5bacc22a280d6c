"""The portal as it is served, plus the pages that the benchmark compares with. Started by `manage.py bench` only."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leerkring.settings")

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection

from leerkring.core.room import with_room

settings.ROOT_URLCONF = "leerkring.website.bench.urls"
portal = with_room(get_wsgi_application())

_middleware, settings.MIDDLEWARE = settings.MIDDLEWARE, []
bare = WSGIHandler()
settings.MIDDLEWARE = _middleware


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer; on request, say in a header how many queries it took."""
    if environ["PATH_INFO"] == "/bench/empty/":
        return bare(environ, start_response)
    if "HTTP_X_COUNT_QUERIES" not in environ:
        return portal(environ, start_response)
    count = 0

    def counted(execute: Callable[..., Any], *query: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*query)

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("X-Queries", str(count))], *rest)

    with connection.execute_wrapper(counted):
        return portal(environ, start)
