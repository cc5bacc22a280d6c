"""The first page, for visitors and for members."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Say what a leerkring is, and show living circles and papers."""
    return render(request, "website/home.html")


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show what waits for me."""
    return render(request, "website/dashboard.html")
