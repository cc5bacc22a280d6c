"""What circles bring about: as a page, as an accessible PDF and as a list, of a programme and of one circle."""

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.models import Community, Programme
from communities.views.sheet import pdf_answer
from leerkring.accounts.http import SignedInRequest
from leerkring.core.documents import DocumentError
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.sheets import sheet_response

from ..forms import YearForm
from ..impact.flow import flow_of
from ..impact.numbers import Scope, scope_of_circle, scope_of_programme, title_of
from ..impact.page import impact_of
from ..impact.report import facts_of, list_of, method_text, pdf_of

logger = logging.getLogger(__name__)


def _programme(request: HttpRequest, slug: str) -> Scope:
    programme = get_permitted_or_404(Programme.objects, request.user, "communities.view_programme", slug=slug)
    return scope_of_programme(programme, request.user)


def _circle(request: HttpRequest, slug: str) -> Scope:
    rows = Community.objects.select_related("programme")
    return scope_of_circle(get_permitted_or_404(rows, request.user, "communities.view_impact", slug=slug))


@require_safe
def programme_impact(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Show everybody what the circles of a programme bring about."""
    return _page(request, _programme(request, programme_slug))


@require_safe
def programme_report(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Hand out the report of a programme."""
    return _report(request, _programme(request, programme_slug))


@require_safe
def programme_numbers(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Hand out the numbers behind the report of a programme."""
    return _numbers(request, _programme(request, programme_slug))


@login_required
@require_safe
def circle_impact(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show who is in a circle, and who links its programme, what it brings about."""
    return _page(request, _circle(request, slug))


@login_required
@require_safe
def circle_report(request: SignedInRequest, slug: str) -> HttpResponse:
    """Hand out the report of a circle."""
    return _report(request, _circle(request, slug))


@login_required
@require_safe
def circle_numbers(request: SignedInRequest, slug: str) -> HttpResponse:
    """Hand out the numbers behind the report of a circle."""
    return _numbers(request, _circle(request, slug))


def _page(request: HttpRequest, scope: Scope) -> HttpResponse:
    context = impact_of(scope, request.user, YearForm(request.GET).year) | {"method": method_text()}
    return render(request, "website/impact.html", context)


def _report(request: HttpRequest, scope: Scope) -> HttpResponse:
    year = YearForm(request.GET).year
    try:
        content = pdf_of(facts_of(scope, request.user, year))
    except DocumentError:
        logger.exception("The report of %s can't be set.", scope.url)
        messages.error(request, _("The PDF can't be made now. Everything in it stands on this page."))
        return redirect(reverse(f"{scope.kind}_impact", kwargs=scope.address))
    return pdf_answer(content, f"{next(iter(scope.address.values()))}-{year or 'alle-jaren'}.pdf")


def _numbers(request: HttpRequest, scope: Scope) -> HttpResponse:
    year = YearForm(request.GET).year
    return sheet_response(f"{scope.name} {title_of(year)}", *list_of(scope, year))


@require_safe
def programme_flow(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Show everybody how knowledge flows between organisations and circles."""
    return render(request, "website/flow.html", flow_of(_programme(request, programme_slug)))
