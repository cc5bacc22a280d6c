"""Pages for when something is wrong; each says what happened and one way on."""

import sys
from collections.abc import Iterator

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leerkring.core.faults import is_database_away, is_disk_full
from leerkring.core.permissions import NotPermitted, in_sight
from leerkring.core.typed import typed_texts

from ..api.answer import problem
from ..unsaved import where, why

# Where programs ask, not people.
API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser, or a program, sent something that can't be read.

    Django says the same when a session can't be saved, whatever came in between: 503 when the database went away.
    """
    if isinstance(exception, SessionInterrupted) and any(map(is_database_away, _behind(exception))):
        return _away()
    if request.path.startswith(API):
        return problem(400, "This request can't be read.")
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: rarely shown; hidden things look missing."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: missing and hidden look the same. What came with a form is given back on the page.

    Who lost a right while the form was open, and still sees what it was about, reads why: 403, and not 409, since
    sending it again changes nothing.
    """
    row = in_sight(exception, request.user) if isinstance(exception, NotPermitted) and typed_texts(request) else None
    if row is None:
        return render(request, "404.html", status=404)
    return render(request, "not_saved.html", {"why": why(row), "where": where(row)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, 507 when there is no room, or 503 while the database is away: needs neither database nor context."""
    error = sys.exc_info()[1]
    if is_disk_full(error):
        return render(None, "507.html", status=507)
    if is_database_away(error):
        return _away()
    return render(None, "500.html", status=500)


def _away() -> HttpResponse:
    response = render(None, "503.html", status=503)
    response.headers["Retry-After"] = "10"
    return response


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error, and what it was raised over, down to the first."""
    while error:
        yield error
        error = error.__cause__ or error.__context__


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose cookie is gone: say how to go on."""
    return render(request, "403.html", {"csrf": True}, status=403)
