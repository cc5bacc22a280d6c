"""Methods of peer consultation: which there are, what they ask, and on paper."""

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.models import Community, Programme
from leerkring.accounts.http import SignedInRequest
from leerkring.core.documents import DocumentError

from ..method_paper import method_pdf
from ..methods import Plan, built_in, find_built_in
from ..models import Method
from ..shown.method import RULES, shown_method

logger = logging.getLogger(__name__)
POLICY = "default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"


@login_required
@require_safe
def method_list(request: SignedInRequest) -> HttpResponse:
    """The built-in methods, the simple ones first; before them those of one's circles and programmes."""
    own = Method.objects.permitted(request.user, "casework.view_method").prefetch_related("steps")
    context = {
        "methods": [shown_method(plan) for plan in built_in()],
        "own": [(method, shown_method(method.plan())) for method in own.select_related("community", "programme")],
        "may_add": bool(places_of(request.user)),
    }
    return render(request, "casework/method_list.html", context)


def places_of(user: Any) -> list[tuple[str, str]]:
    """Return the circles and programmes for which this person makes methods, as a form lists them."""
    circles = Community.objects.permitted(user, "casework.add_community_method")
    programmes = Programme.objects.permitted(user, "casework.add_programme_method")
    return [
        *((f"circle:{row.pk}", row.name) for row in circles),
        *((f"programme:{row.pk}", row.name) for row in programmes),
    ]


@login_required
@require_safe
def method_detail(request: SignedInRequest, key: str) -> HttpResponse:
    """One method, step by step."""
    pdf_url = reverse("casework:method_as_pdf", kwargs={"key": key})
    context = {
        "method": shown_method(_load(key)),
        "rules": RULES,
        "pdf_url": pdf_url,
        "may_copy": bool(places_of(request.user)),
    }
    return render(request, "casework/method_detail.html", context)


@login_required
@require_safe
def method_as_pdf(request: SignedInRequest, key: str) -> HttpResponse:
    """A method on paper."""
    return answer_pdf(request, _load(key))


def _load(key: str) -> Plan:
    plan = find_built_in(key)
    if plan is None:
        raise Http404("Not found.")
    return plan


def answer_pdf(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Give the paper, or say that it can't be made now."""
    try:
        content = method_pdf(plan)
    except DocumentError:
        logger.exception("The paper of the method %s can't be set.", plan.key)
        messages.error(request, _("The PDF can't be made now. Everything in it stands on this page."))
        return redirect("casework:method_list")
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="intervisie-{plan.key.replace("_", "-")}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response
