"""What is noted of each request: its id, how long it took, and how it ended. Never what was asked or who did."""

import logging
import re
from collections.abc import Callable
from time import perf_counter
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import metrics
from .logs import request_id
from .replica import mark_writer

GetResponse = Callable[[HttpRequest], HttpResponse]
HEADER = "X-Request-ID"
# What a proxy may call a request; anything else would be a way to write into our log.
NAMED = re.compile(r"[\w.-]{8,64}", re.ASCII)
log = logging.getLogger("leerkring.requests")


class RequestMiddleware:
    """Give the request the id that the proxy gave it, or a new one, and note how it went."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.headers.get(HEADER, "")
        name = asked if NAMED.fullmatch(asked) else uuid4().hex
        token = request_id.set(name)
        start = perf_counter()
        try:
            response = self.get_response(request)
            seconds = perf_counter() - start
            view = _view(request)
            metrics.count_request(view, str(request.method), response.status_code, seconds)
            if log.isEnabledFor(logging.INFO):
                facts = {"method": request.method, "status": response.status_code, "ms": round(seconds * 1000, 1)}
                log.info(view, extra={"facts": facts})
            response.headers[HEADER] = name
            mark_writer(request, response)
            return response
        finally:
            request_id.reset(token)


def _view(request: HttpRequest) -> str:
    """Return the name of the address; never the address, which may hold a secret or a name."""
    if match := request.resolver_match:
        return match.view_name or "unnamed"
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"
