"""What is new for everybody: the page, and the feed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from leerkring.core.tagged import tagged
from leerkring.core.visitors import MINUTE, kept_for_visitors

from ..feed import atom_of
from ..news import IN_FEED, by_month, newest

FIVE_MINUTES = 300


@require_safe
@kept_for_visitors(MINUTE)
def news(request: HttpRequest) -> TemplateResponse:
    """Show what happened last, by month."""
    return TemplateResponse(request, "website/news.html", {"months": by_month(newest())})


@require_safe
def news_feed(request: HttpRequest) -> HttpResponse:
    """Hand out the feed; who has it already hears that nothing changed."""
    text = atom_of(newest(IN_FEED), site=settings.SITE_NAME, url=reverse("news"), feed_url=request.path)
    return tagged(request, text.encode(), content_type="application/atom+xml; charset=utf-8", seconds=FIVE_MINUTES)
