"""The feed of what is new for everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from leerkring.core.tagged import tagged

from ..feed import atom_of, newest

FIVE_MINUTES = 300


@require_safe
def news_feed(request: HttpRequest) -> HttpResponse:
    """Hand out the feed; who has it already hears that nothing changed."""
    text = atom_of(newest(), site=settings.SITE_NAME, path=request.path)
    return tagged(request, text.encode(), content_type="application/atom+xml; charset=utf-8", seconds=FIVE_MINUTES)
