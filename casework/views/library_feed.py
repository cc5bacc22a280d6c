"""Feeds of what is published: all of it, what the choices of the library leave, or of one circle."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.models import Community
from leerkring.core.permissions import get_permitted_or_404

from ..exports.library_feed import MOST, feed_mark, library_atom
from ..forms.library import LibraryForm
from ..library import narrowed
from ..models import Outcome
from ..models.outcome import OutcomeQuerySet

FIVE_MINUTES = 300


@require_safe
def library_feed(request: HttpRequest) -> HttpResponse:
    """The newest of the library; the choices of its page (kind, theme, area, programme, …) narrow it down."""
    rows = Outcome.objects.published().filter(narrowed(LibraryForm(request.GET).wish))
    return _answer(request, rows, title=_("Library"), url=reverse("casework:outcome_list"))


@require_safe
def community_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What one circle published."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.view_community", slug=slug)
    url = reverse("casework:community_outcomes", kwargs={"slug": slug})
    return _answer(request, Outcome.objects.published().filter(community=community), title=community.name, url=url)


def _answer(request: HttpRequest, rows: OutcomeQuerySet, *, title: str, url: str) -> HttpResponse:
    """Answer with the feed; who has it already hears after one question that nothing changed."""
    newest = list(rows.order_by("-stamped_at", "-pk").values_list("pk", "stamped_at", "version")[:MOST])
    mark = feed_mark(newest)
    answer = get_conditional_response(request, etag=mark, response=None)
    if answer is None:
        found = Outcome.objects.filter(pk__in=[pk for pk, _stamp, _version in newest]).select_related("community")
        outcomes = found.with_author_line().defer("body").order_by("-stamped_at", "-pk")
        text = library_atom(outcomes, title=title, url=url, feed_url=request.get_full_path())
        answer = HttpResponse(text, content_type="application/atom+xml; charset=utf-8", headers={"ETag": mark})
    patch_cache_control(answer, public=True, max_age=FIVE_MINUTES)
    return answer
