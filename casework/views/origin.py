"""Outcomes and the assignments they came from: each page fetches the other side by itself."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.models import Assignment
from communities.views.desk import answer_form
from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404, has_permission

from ..actions.origin import set_origin
from ..forms.origin import OriginForm
from ..models import Origin, Outcome

MOST = 100


def _show(
    request: HttpRequest, part: str, thing: Any, title: str, context: dict[str, Any], *, found: bool
) -> HttpResponse:
    """Return the part alone to the page that fetches it, and a page of its own to who has no scripts."""
    if request.headers.get("HX-Request") == "true":
        return render(request, part, context)
    return render(
        request, "casework/linked.html", context | {"thing": thing, "title": title, "part": part, "found": found}
    )


@require_safe
def outcome_origin(request: HttpRequest, slug: str) -> HttpResponse:
    """Say from which assignment an outcome came, to who sees that; fetched by its page."""
    rows = Outcome.objects.select_related("community__programme").defer("body")
    outcome = get_permitted_or_404(rows, request.user, "casework.view_outcome", slug=slug)
    known = Origin.objects.permitted(request.user, "casework.view_origin").filter(outcome=outcome)
    origin = known.select_related("assignment__organisation").first()
    may_change = has_permission(request.user, "casework.change_outcome", outcome)
    context = {"outcome": outcome, "origin": origin, "may_change": may_change}
    found = bool(origin) or may_change
    return _show(request, "casework/outcome_origin.html", outcome, _("Came from"), context, found=found)


@login_required
def origin_change(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose the assignment that an outcome came from."""
    rows = Outcome.objects.select_related("community__programme").defer("body")
    outcome = get_permitted_or_404(rows, request.user, "casework.change_outcome", slug=slug)
    assignments = _choices(request, outcome)
    known = assignments.filter(origins__outcome=outcome).first()
    form = OriginForm(request.POST or None, assignments=assignments, initial={"assignment": known})
    return answer_form(
        request,
        form,
        lambda: set_origin(outcome, form.cleaned_data["assignment"], by=request.user),
        page={
            "frame": "communities/community_base.html",
            "community": outcome.community,
            "tab": "outcomes",
            "title": outcome.title,
            "text": _("Who sees the assignment finds the outcome there, and the other way round."),
        },
        back=outcome.get_absolute_url(),
    )


def _choices(request: SignedInRequest, outcome: Outcome) -> Any:
    """Return the assignments of its programme that run or ran, as far as the writer sees them."""
    rows = Assignment.objects.permitted(request.user, "communities.view_assignment")
    rows = rows.filter(community__programme=outcome.community.programme_id)
    ran = rows.filter(status__in=[Assignment.Status.STARTED, Assignment.Status.FINISHED])
    return (ran | rows.filter(origins__outcome=outcome)).distinct().select_related("organisation", "community")


@login_required
@require_safe
def assignment_outcomes(request: SignedInRequest, pk: int) -> HttpResponse:
    """The outcomes that came of an assignment, as far as the reader finds them; fetched by its page."""
    assignment = get_permitted_or_404(Assignment.objects, request.user, "communities.view_assignment", pk=pk)
    rows = Outcome.objects.permitted(request.user, "casework.view_outcome").filter(origin__assignment=assignment)
    rows = rows.select_related("community__programme").defer("body").order_by("-published_at", "-created_at")
    context = {"outcomes": list(rows[:MOST])}
    found = bool(context["outcomes"])
    return _show(request, "casework/assignment_outcomes.html", assignment, _("Outcomes"), context, found=found)
