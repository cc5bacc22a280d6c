"""What the portal says about itself, and the small files that browsers and robots ask for."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leerkring.core.links import absolute_url
from leerkring.core.visitors import kept_for_visitors

HOUR = 60 * 60
ROBOTS = """User-agent: *
Disallow: /account/
Disallow: /beheer/
Disallow: /bestanden/
Disallow: /bijeenkomsten/
Disallow: /casussen/
Disallow: /dashboard/
Disallow: /dev/
Disallow: /leerkringen/uitnodiging/
Disallow: /meldingen/
Disallow: /privacy/bezwaren/
Disallow: /privacy/logboek/
Disallow: /privacy/register/
Disallow: /reflecties/
Disallow: /zoeken/
"""


@require_safe
@kept_for_visitors(HOUR)
def statement(request: HttpRequest, name: str) -> TemplateResponse:
    """Show one of our plain pages: how to begin, about, rules."""
    return TemplateResponse(request, f"website/{name}.html")


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show each component, to developers only."""
    if not settings.DEBUG:
        raise Http404("Only while developing.")
    return render(request, "dev/design.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots to leave people's pages alone, and where the list of public ones is."""
    text = f"{ROBOTS}\nSitemap: {absolute_url(reverse('sitemap'))}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that guess to the mark."""
    return HttpResponseRedirect(static("img/favicon.svg"))


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness (RFC 9116)."""
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    text = f"Contact: {absolute_url('/over/')}\nExpires: {expires}\nPreferred-Languages: nl, en\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
