"""How the circles of a programme stand: for who links it, and what of it everybody sees by region."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.visitors import MINUTE, facts, kept_for_visitors

from ..models import Programme
from ..regions import regions_of
from ..standing import standing_of


@login_required
@require_safe
def programme_standing(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Show coordinators and alliance brokers all circles at once."""
    programme = get_permitted_or_404(
        Programme.objects, request.user, "communities.link_programme", slug=programme_slug
    )
    context = standing_of(programme, request.user) | {"programme": programme}
    return render(request, "communities/programme_standing.html", context)


def _programme(request: HttpRequest, programme_slug: str) -> object:
    source = Programme.objects
    return facts(get_permitted_or_404(source, request.user, "communities.view_programme", slug=programme_slug))


@require_safe
@kept_for_visitors(MINUTE, _programme)
def programme_regions(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Show everybody what happens in which region."""
    programme = get_permitted_or_404(
        Programme.objects, request.user, "communities.view_programme", slug=programme_slug
    )
    context = regions_of(programme) | {"programme": programme}
    return TemplateResponse(request, "communities/programme_regions.html", context)
