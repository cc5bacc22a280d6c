"""A circle on paper: its one page and its poster."""

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leerkring.core.documents import DocumentError
from leerkring.core.permissions import get_permitted_or_404

from ..models import Community
from ..sheet import Sheet, facts_of, pdf_of

logger = logging.getLogger(__name__)
POLICY = "default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"


@require_safe
def sheet_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The circle on one page."""
    return _answer(request, slug, Sheet.PAGE)


@require_safe
def sheet_poster(request: HttpRequest, slug: str) -> HttpResponse:
    """A poster to hang up."""
    return _answer(request, slug, Sheet.POSTER)


def _answer(request: HttpRequest, slug: str, sheet: Sheet) -> HttpResponse:
    """Give the PDF of a circle that has started: a draft has nothing to show to the world yet."""
    rows = Community.objects.select_related("programme", "theme", "area__parent").started()
    community = get_permitted_or_404(rows, request.user, "communities.view_community", slug=slug)
    try:
        content = pdf_of(facts_of(community, sheet), sheet)
    except DocumentError:
        logger.exception("The %s of circle %s can't be set.", sheet, community.pk)
        messages.error(request, _("The PDF can't be made now. Everything in it stands on this page."))
        return redirect(community)
    return _pdf(content, f"{community.slug}-{sheet}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "public, max-age=60"
    return response
