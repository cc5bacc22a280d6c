"""The list of public pages for search engines."""

from django.contrib.sitemaps import views
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_page
from django.views.decorators.http import require_safe

from ..sitemap import SITEMAPS

# How long a part of the list may be old.
HOUR = 60 * 60


@require_safe
@cache_page(HOUR, cache="pages")
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Name the parts."""
    return views.index(request, sitemaps=SITEMAPS, sitemap_url_name="sitemap_part").render()


@require_safe
@cache_page(HOUR, cache="pages")
def sitemap_part(request: HttpRequest, section: str) -> HttpResponse:
    """List the pages of one part; 404 where there is none."""
    return views.sitemap(request, sitemaps=SITEMAPS, section=section).render()
