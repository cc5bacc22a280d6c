"""Open data for other programs, and the page that explains it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from leerkring.core.visitors import kept_for_visitors

from ..api.answer import for_programs, kept, one_thing, part_of_list
from ..api.openapi import description
from ..api.page import explained

HOUR = 60 * 60


@require_safe
@kept_for_visitors(HOUR)
def api(request: HttpRequest) -> TemplateResponse:
    """Explain to people what can be asked, and what may be done with it."""
    return TemplateResponse(request, "website/api.html", explained())


@for_programs
def api_description(request: HttpRequest) -> HttpResponse:
    """Hand out the description that programs read (OpenAPI 3.1)."""
    return kept(request, None, description)


@for_programs
def api_list(request: HttpRequest, resource: str) -> HttpResponse:
    """Answer with a part of a list."""
    return part_of_list(request, resource)


@for_programs
def api_one(request: HttpRequest, resource: str, key: str) -> HttpResponse:
    """Answer with one thing."""
    return one_thing(request, resource, key)


@for_programs
def api_nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Say in JSON that there is nothing at an address deeper than ours."""
    raise Http404("Not found.")
