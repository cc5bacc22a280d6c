"""What the phones at a table ask every two seconds: did anything change?

A table of twelve asks six times a second, so this answers before sessions, sign-in and templates: one look-up by a
unique index, and a number. The key in the address is known to who sits at the table; the number says nothing of what
is written there. Who sees it change loads the page, which asks the door.
"""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

PREFIX = "/intervisie/stand/"
GetResponse = Callable[[HttpRequest], HttpResponse]


class PollMiddleware:
    """Answer the phones before anything else is done; all other requests go on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and request.path_info.startswith(PREFIX):
            answer = state(request.path_info[len(PREFIX) :].rstrip("/"), request.META.get("HTTP_IF_NONE_MATCH", ""))
            if answer is not None:
                return answer
        return self.get_response(request)


def state(key: str, known: str) -> HttpResponse | None:
    """Return the version of a table, or that it is still ``known``; None when there is no such table."""
    version = _version(key)
    if version is None:
        return None
    tag = f'"{version}"'
    answer: HttpResponse
    if tag == known.removeprefix("W/"):
        answer = HttpResponseNotModified()
    else:
        answer = HttpResponse(str(version), content_type="text/plain")
        answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _version(key: str) -> int | None:
    """Ask the database itself: making the SQL of a queryset takes longer than answering it."""
    if not key or "\x00" in key or len(key) > 40:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM casework_session WHERE poll_key = %s", [key])
        row = cursor.fetchone()
    return row[0] if row else None
