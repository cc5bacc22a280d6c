"""A circle on paper: its one page and its poster."""

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.documents import DocumentError
from leerkring.core.links import absolute_url
from leerkring.core.permissions import get_permitted_or_404

from ..models import Community, JoinLink
from ..sheet import Sheet, facts_of, facts_of_invitation, make_pdf_of, pdf_of
from ..tokens import join_link_token

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


@login_required
@require_safe
def sheet_join_poster(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """A poster whose code leads to joining: for coordinators, as whoever holds it can join."""
    rows = JoinLink.objects.select_related("community__programme", "community__theme", "community__area__parent")
    link = get_permitted_or_404(rows, request.user, "communities.change_join_link", pk=pk, community__slug=slug)
    here = reverse("communities:join_link_detail", kwargs={"slug": slug, "pk": pk})
    if not link.is_open or link.community.is_draft:
        messages.error(request, _("Nobody can join with this link now, so there is no poster of it."))
        return redirect(here)
    url = absolute_url(reverse("communities:join_link", kwargs={"token": join_link_token(link)}))
    try:
        content = make_pdf_of(facts_of_invitation(link.community, url, link.ends_at), Sheet.POSTER)
    except DocumentError:
        return _sorry(request, here, link.community, Sheet.POSTER)
    return pdf_answer(content, f"{slug}-{Sheet.POSTER}.pdf")


def _answer(request: HttpRequest, slug: str, sheet: Sheet) -> HttpResponse:
    """Give the PDF of a circle that has started: a draft has nothing to show to the world yet."""
    rows = Community.objects.select_related("programme", "theme", "area__parent").started()
    community = get_permitted_or_404(rows, request.user, "communities.view_community", slug=slug)
    try:
        content = pdf_of(facts_of(community, sheet), sheet)
    except DocumentError:
        return _sorry(request, community.get_absolute_url(), community, sheet)
    return pdf_answer(content, f"{community.slug}-{sheet}.pdf", public=True)


def _sorry(request: HttpRequest, back: str, community: Community, sheet: Sheet) -> HttpResponse:
    logger.exception("The %s of circle %s can't be set.", sheet, community.pk)
    messages.error(request, _("The PDF can't be made now. Everything in it stands on this page."))
    return redirect(back)


def pdf_answer(content: bytes, name: str, *, public: bool = False) -> HttpResponse:
    """Answer with a PDF that opens in the browser; what isn't public is kept by nobody on the way."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "public, max-age=60" if public else "private, no-store"
    return response
