"""Reading public pages from a copy of the database that follows it a moment later (``DATABASE_REPLICA_URL``).

Only what a visitor sees is read there: who may see what must be true at this very moment for everybody else, and a
page for visitors is kept for a minute anyway. Who sent something a moment ago reads from the database itself, and so
does everybody while the copy is away.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse

REPLICA = "replica"
# How long the copy is not asked after it did not answer.
REST = 10.0
# Set after a form was sent, so that its sender sees what came of it; longer than a copy should lag behind.
COOKIE, COOKIE_SECONDS = f"{settings.COOKIE_PREFIX}wrote", 15
SAFE = {"GET", "HEAD", "OPTIONS"}
log = logging.getLogger(__name__)
_reading: ContextVar[str] = ContextVar("reading", default=DEFAULT_DB_ALIAS)
_away_until = 0.0

View = Callable[..., HttpResponse]


class Router:
    """Where Django reads and writes."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Return the copy where this is a page that may be read there."""
        return _reading.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Return the one place where anything is written, wherever it was read."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Both are the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The copy follows by itself."""
        return db == DEFAULT_DB_ALIAS


def reading() -> Any:
    """Return the connection to read with, for who writes SQL."""
    return connections[_reading.get()]


def is_plain(request: HttpRequest) -> bool:
    """Return whether a visitor who sent nothing just now only looks."""
    ours = {COOKIE, settings.SESSION_COOKIE_NAME}
    return request.method in ("GET", "HEAD") and ours.isdisjoint(request.COOKIES)


@contextmanager
def from_replica() -> Iterator[None]:
    """Read from the copy while the block lasts, where there is one and it answers."""
    token = _reading.set(REPLICA if REPLICA in settings.DATABASES and _answers() else DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        _reading.reset(token)


def read_from_replica(view: View) -> View:
    """Let a view of visitors read from the copy, its template as well; of everybody else it reads as always."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_plain(request):
            return view(request, *args, **kwargs)
        with from_replica():
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
            return response

    return answer


def mark_writer(request: HttpRequest, response: HttpResponse) -> None:
    """Let who sent something read from the database itself for a moment."""
    if request.method not in SAFE and REPLICA in settings.DATABASES:
        options: dict[str, Any] = {"secure": settings.SESSION_COOKIE_SECURE, "httponly": True, "samesite": "Lax"}
        response.set_cookie(COOKIE, "1", max_age=COOKIE_SECONDS, **options)


def _answers() -> bool:
    """Ask the copy, once per request and connection; one that is away is left alone for a while."""
    global _away_until
    if time.monotonic() < _away_until:
        return False
    try:
        with connections[REPLICA].cursor():
            return True
    except (OperationalError, InterfaceError) as error:
        _away_until = time.monotonic() + REST
        connections[REPLICA].close()
        log.warning("The replica is away, everything is read from the database: %s", type(error).__name__)
        return False
