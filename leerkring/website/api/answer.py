"""Answers to other programs: parts of a list, one thing, and what was wrong with the question (RFC 9457)."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt

from leerkring.core.links import absolute_url
from leerkring.core.tagged import tagged
from leerkring.core.visitors import MINUTE

from .forms import FORMS, ListForm, cursor_of
from .resources import RESOURCES, Resource

PROBLEM = "application/problem+json"
# Pages of others may read this in the browser of their visitors; no cookie goes along, and none is looked at.
HEADERS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
View = Callable[..., HttpResponse]
METHODS = ("GET", "HEAD", "OPTIONS")


def for_programs(view: View) -> View:
    """Let pages of others read the answers of the view below; its texts are English, what is missing is said in JSON.

    Nothing is changed by it, so it needs no form token: a program that tries hears 405.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=HEADERS | PREFLIGHT)
        if request.method not in METHODS:
            response = problem(405, "This can only be read.")
            response.headers["Allow"] = ", ".join(METHODS)
            return response
        with translation.override("en"):
            try:
                response = view(request, **kwargs)
            except Http404:
                response = problem(404, "There is nothing at this address.")
        for name, value in (HEADERS | {"Content-Language": "en"}).items():
            response.headers[name] = value
        return response

    return answer


def problem(status: int, title: str, errors: dict[str, list[str]] | None = None) -> HttpResponse:
    """Return what is wrong, for people and programs."""
    facts: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if errors:
        names = {name: "" if name == NON_FIELD_ERRORS else name for name in errors}
        facts["errors"] = [{"name": names[name], "messages": messages} for name, messages in errors.items()]
    return HttpResponse(json.dumps(facts), content_type=PROBLEM, status=status)


def kept(request: HttpRequest, seen: object, make: Callable[[], Any]) -> HttpResponse:
    """Answer with what ``make`` returns, made once a minute as long as what is ``seen`` stays the same."""
    key = f"api:{hashlib.sha256(repr((request.path, seen)).encode()).hexdigest()}"
    body: bytes | None = caches["pages"].get(key)
    if body is None:
        body = json.dumps(make(), ensure_ascii=False, separators=(",", ":")).encode()
        caches["pages"].set(key, body, MINUTE)
    return tagged(request, body, content_type="application/json", seconds=MINUTE)


def resource_or_404(name: str) -> Resource:
    """Return the list of this name."""
    if name not in RESOURCES:
        raise Http404("Not found.")
    return RESOURCES[name]


def part_of_list(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with a part of a list, the newest first, and where the next part begins."""
    resource, form = resource_or_404(name), FORMS[name](request.GET)
    if not form.is_valid():
        errors = {name: [str(each) for each in said] for name, said in form.errors.items()}
        return problem(400, "This request is not right.", errors)
    rows = resource.rows().filter(form.condition)
    if form.start is not None:
        rows = rows.filter(pk__lt=form.start)
    rows = rows.order_by("-pk")
    seen = list(rows.values_list(*resource.stamp)[: form.size + 1])
    return kept(request, (sorted(form.cleaned_data.items()), seen), lambda: _part(request, resource, form, seen))


def _part(request: HttpRequest, resource: Resource, form: ListForm, seen: list[tuple[Any, ...]]) -> dict[str, Any]:
    keys = [pk for pk, *_facts in seen[: form.size]]
    rows = resource.rows().filter(pk__in=keys).order_by("-pk")
    more = None
    if len(seen) > form.size:
        asked = request.GET.dict() | {"cursor": cursor_of(keys[-1])}
        more = absolute_url(f"{request.path}?{urlencode(asked)}")
    return {"items": [resource.read(row) for row in rows], "next": more}


def one_thing(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Answer with all that is public of one thing; 404 for what a visitor may not see."""
    resource = resource_or_404(name)
    if resource.key == "pk" and not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404("Not found.")
    rows = resource.rows().filter(**{resource.key: key})
    seen = list(rows.values_list(*resource.stamp))
    if not seen:
        raise Http404("Not found.")
    return kept(request, seen, lambda: resource.read(rows.get()))
