"""Old addresses of circles."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseRedirectBase
from django.urls import reverse

from .models import Community

GetResponse = Callable[[HttpRequest], HttpResponse]
# Where a part of a path is the address of a circle: a rule for all pages, also those of the apps above.
OF_A_CIRCLE = re.compile(r"(?:^|/)(?:leerkringen|leerkring|opzetten)/<slug:slug>/")


class MovedPermanently(HttpResponseRedirectBase):
    """308: as 301, and what was typed in a form goes along."""

    status_code = 308


class FormerAddressMiddleware:
    """Lead from an address that a circle had before to the same page at the address it has now.

    Asks the database only where nothing was found. Who may not see the circle finds nothing at either address.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        return _moved(request) or response


def _moved(request: HttpRequest) -> HttpResponse | None:
    match = request.resolver_match
    if match is None or not OF_A_CIRCLE.search(match.route):
        return None
    circles = Community.objects.permitted(request.user, "communities.view_community")
    slug = circles.filter(former_names__slug=match.kwargs["slug"]).values_list("slug", flat=True).first()
    if slug is None:
        return None
    path = reverse(match.view_name, kwargs=match.kwargs | {"slug": slug})
    if query := request.META.get("QUERY_STRING"):
        path += f"?{query}"
    is_read = request.method in {"GET", "HEAD"}
    answer = HttpResponsePermanentRedirect(path) if is_read else MovedPermanently(path)
    # A browser that kept it would go round in circles once the circle goes back to its old name.
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
