"""The first page, for visitors and for members."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from leerkring.core.visitors import kept_for_visitors

from ..dashboard import dashboard_of
from ..front import SECONDS, front_page


@require_safe
@kept_for_visitors(SECONDS)
def home(request: HttpRequest) -> TemplateResponse:
    """Say what a leerkring is, and show living circles and papers."""
    return TemplateResponse(request, "website/home.html", front_page())


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show what waits for me, what comes and where I belong."""
    return render(request, "website/dashboard.html", dashboard_of(request.user))
