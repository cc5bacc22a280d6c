"""Looking through the trail: coordinators in their own circle, operators everywhere."""

from datetime import datetime

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from communities.models import Community
from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..trail import SHOWN, Line, trail_of, whole_trail
from .privacy import for_guardians


class TrailForm(forms.Form):
    """Of whom, and up to when."""

    person = forms.EmailField(label=_("E-mail address of who did it"), required=False)
    before = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


def _asked(request: HttpRequest) -> tuple[TrailForm, str, datetime | None]:
    form = TrailForm(request.GET)
    facts = form.cleaned_data if form.is_valid() else {}
    try:
        before = parse_datetime(facts.get("before", ""))
    except ValueError:
        before = None
    return form, facts.get("person", ""), before if before and before.tzinfo else None


def _page(request: HttpRequest, form: TrailForm, lines: list[Line], circle: Community | None) -> HttpResponse:
    older = lines[-1].at.isoformat() if len(lines) == SHOWN else ""
    context = {"form": form, "lines": lines, "community": circle, "older": older}
    return render(request, "website/trail.html", context)


@login_required
@require_safe
def circle_trail(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what was changed in a circle, and who read its cases."""
    circle = get_permitted_or_404(Community.objects, request.user, "communities.change_community", slug=slug)
    form, person, before = _asked(request)
    return _page(request, form, trail_of(circle.pk, before, person), circle)


@for_guardians
def trail(request: SignedInRequest) -> HttpResponse:
    """Show what was changed and read anywhere."""
    form, person, before = _asked(request)
    return _page(request, form, whole_trail(before, person), None)
