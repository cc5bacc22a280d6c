"""The board of what a circle found."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from communities.models import Community
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404, has_permission

from ..actions import finding as actions
from ..actions.record import names_around
from ..figures import consultation_figures
from ..forms.finding import FindingForm, MoveFindingForm
from ..models import Finding, RecordItem
from ..shown.finding import board, history
from .deed import Question, deed

MARKS = {"may_change": "casework.change_finding", "may_remove": "casework.remove_finding"}


@login_required
@require_safe
def finding_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """The board: what the circle found, by how far it has come."""
    rows = Community.objects.mark_permissions(request.user, may_add="casework.add_finding")
    community = get_permitted_or_404(rows, request.user, "casework.view_findings", slug=slug)
    findings = Finding.objects.permitted(request.user, "casework.view_finding").filter(community=community)
    context = {
        "community": community,
        "tab": "cases",
        "board": board(findings.mark_permissions(request.user, may_change="casework.change_finding")),
        "figures": consultation_figures(community),
        "may_add": community.may_add,
    }
    return render(request, "casework/finding_list.html", context)


@login_required
def finding_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put a finding on the board; from the record of a table when its insight is named."""
    community = get_permitted_or_404(Community.objects, request.user, "casework.add_finding", slug=slug)
    item = _source(request, community)
    names = names_around(item.session) if item else []
    initial = {"text": item.text[:500]} if item else None
    form = FindingForm(request.POST if request.method == "POST" else None, initial=initial, names=names)
    if form.is_valid():
        try:
            facts = {"text": form.cleaned_data["text"], "session": item.session if item else None}
            finding = actions.add_finding(community, by=request.user, **facts)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("It stands on the board. The whole circle reads it."))
            return redirect(finding)
    context = {"form": form, "community": community, "item": item, "tab": "cases"}
    return render(request, "casework/finding_create.html", context, status=422 if form.is_bound else 200)


def _source(request: SignedInRequest, community: Community) -> RecordItem | None:
    """Return the insight that a finding comes from, when this person reads it."""
    number = request.GET.get("uit", "")
    rows = RecordItem.objects.permitted(request.user, "casework.view_record_item")
    rows = rows.filter(session__meeting__cycle__community=community)
    return rows.select_related("session__meeting__cycle").filter(pk=number).first() if number.isdecimal() else None


def _get(request: SignedInRequest, permission: str, pk: int) -> Any:
    rows = Finding.objects.select_related("community", "session__meeting", "created_by")
    marked = rows.mark_permissions(request.user, **MARKS)
    return get_permitted_or_404(marked, request.user, permission, pk=pk)


@login_required
@require_safe
def finding_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One finding, how it came here, and where it can go."""
    return _page(request, _get(request, "casework.view_finding", pk))


def _page(request: SignedInRequest, finding: Any, *, status: int = 200, said: str = "") -> HttpResponse:
    sat_there = finding.session is not None and has_permission(request.user, "casework.view_session", finding.session)
    context = {
        "finding": finding,
        "community": finding.community,
        "history": history(finding),
        "stages": [(stage, Finding.Stage(stage).label) for stage in finding.stages],
        "sat_there": sat_there,
        "said": said,
    }
    return render(request, "casework/finding_detail.html", context, status=status)


@login_required
@require_POST
def finding_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """One stage on, or back."""
    finding, form = _get(request, "casework.change_finding", pk), MoveFindingForm(request.POST)
    if not form.is_valid():
        return _page(request, finding, status=422, said=_("Choose one of the stages."))
    try:
        actions.move_finding(finding, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        now = _get(request, "casework.change_finding", pk)
        return _page(request, now, status=409, said=" ".join(refusal.messages))
    messages.success(request, _("The finding has moved."))
    return redirect(finding)


@login_required
def finding_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Word a finding anew."""
    finding = _get(request, "casework.change_finding", pk)
    form = FindingForm(
        request.POST if request.method == "POST" else None,
        instance=Finding(text=finding.text, version=finding.version),
    )
    if form.is_valid():
        facts = {"text": form.cleaned_data["text"], "version": form.cleaned_data["version"] or 0}
        try:
            actions.change_finding(finding, by=request.user, **facts)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            return redirect(finding)
    context = {"form": form, "finding": finding, "community": finding.community, "tab": "cases"}
    return render(request, "casework/finding_create.html", context, status=422 if form.is_bound else 200)


finding_remove = deed(
    Finding.objects.select_related("community"),  # type: ignore[arg-type]
    "casework.remove_finding",
    actions.remove_finding,
    Question(
        title=gettext_lazy("Take this finding from the board?"),
        text=gettext_lazy("Its history goes with it."),
        yes=gettext_lazy("Take away"),
        done=gettext_lazy("The finding is taken from the board."),
    ),
    back=lambda finding: reverse("casework:finding_list", kwargs={"slug": finding.community.slug}),
)
