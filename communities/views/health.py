"""How the circle is doing: its result, the round that is open, and what to talk about."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.documents import DocumentError
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.health import answer_check, close_check, enter_sheets, open_check
from ..forms.health import AnswerForm, OpenForm, SheetsForm, initial_of
from ..health import guide, has_answered, shown
from ..health_sheet import sheet_pdf
from ..models import Community, HealthCheck
from .desk import answer_form
from .sheet import pdf_answer

FRAME = {"frame": "communities/community_base.html", "tab": "health"}


def _circle(request: SignedInRequest, slug: str, rule: str) -> Community:
    rows = Community.objects.select_related("programme").mark_permissions(
        request.user,
        may_open="communities.open_health_check",
        may_view_inside="communities.view_inside_community",
        may_manage="communities.manage_community",
    )
    community: Community = get_permitted_or_404(rows, request.user, rule, slug=slug)
    return community


def _round(request: SignedInRequest, slug: str, pk: int, rule: str) -> HealthCheck:
    rows = HealthCheck.objects.select_related("community__programme")
    check: HealthCheck = get_permitted_or_404(rows, request.user, f"communities.{rule}", pk=pk, community__slug=slug)
    return check


def _page(check: HealthCheck) -> str:
    return reverse("communities:health_detail", kwargs={"slug": check.community.slug})


@login_required
@require_safe
def health_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show how the circle is doing, and the round that is open."""
    community = _circle(request, slug, "communities.view_health")
    context = shown(community, request.user) | {"community": community, "tab": "health"}
    context["is_on"] = community.has_module(Community.Module.HEALTH)
    return render(request, "communities/health_detail.html", context)


@login_required
@require_safe
def health_guide(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what to ask each other, lowest first; to print for the talk."""
    community = _circle(request, slug, "communities.view_health")
    context = {"community": community, "tab": "health", "rows": guide(community, request.user)}
    return render(request, "communities/health_guide.html", context)


@login_required
def health_open(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open a round."""
    community = _circle(request, slug, "communities.open_health_check")
    form = OpenForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: open_check(community, by=request.user, **form.values()),
        page=FRAME
        | {"community": community, "title": _("Ask how the circle is doing")}
        | {"text": _("All members get a mail and answer ten statements, anonymously. You answer too.")},
        back=reverse("communities:health_detail", kwargs={"slug": slug}),
    )


@login_required
@sensitive_post_parameters()
@sensitive_variables()
def health_answer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Answer; what is sent is counted and kept nowhere, in no session and no log either."""
    check = _round(request, slug, pk, "answer_health_check")
    form = AnswerForm(request.POST if request.method == "POST" else None, check=check)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            is_first = answer_check(check, by=request.user, answers=form.answers())
        except Refused as error:
            form.add_error(None, error)
            status = 409
        else:
            if is_first:
                messages.success(request, _("Your answers have been counted. Thank you."))
            else:
                messages.info(request, _("You had answered already. Everybody counts once, so this was not added."))
            return redirect(_page(check))
    context: dict[str, Any] = {"community": check.community, "tab": "health", "check": check, "form": form}
    context["has_answered"] = has_answered(check, request.user)
    return render(request, "communities/health_answer.html", context, status=status)


@login_required
def health_close(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Close the round before its last day, after asking."""
    check = _round(request, slug, pk, "change_health_check")
    if request.method == "POST":
        close_check(check, by=request.user)
        messages.success(request, _("The health check has been closed."))
        return redirect(_page(check))
    text = _("Nobody can answer after this. With fewer than five answers nothing is shown, and they are thrown away.")
    question = {"title": _("Close the health check?"), "text": text, "yes": _("Close"), "cancel": _page(check)}
    return render(request, "components/confirm_page.html", question | {"safe": True})


@login_required
def health_paper(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Enter what was counted on paper."""
    check = _round(request, slug, pk, "change_health_check")
    form = SheetsForm(request.POST or None, check=check, initial=initial_of(check))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            enter_sheets(check, by=request.user, version=form.read_version, **form.values())
        except (Overtaken, Refused) as error:
            form.add_error(None, error)
            check = _round(request, slug, pk, "view_health_check")
            form.data = dict(form.data.items()) | {"version": str(check.version)}
            status = 409
        else:
            messages.success(request, _("Saved."))
            return redirect(_page(check))
    context = {"community": check.community, "tab": "health", "check": check, "form": form}
    return render(request, "communities/health_paper.html", context, status=status)


@login_required
@require_safe
def health_sheet(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The statements on paper, to print and fill in with a pen."""
    check = _round(request, slug, pk, "change_health_check")
    try:
        return pdf_answer(sheet_pdf(check), f"{slug}-gezondheid.pdf")
    except DocumentError:
        messages.error(request, _("The PDF can't be made now. Everything in it stands on this page."))
        return redirect(reverse("communities:health_guide", kwargs={"slug": slug}))
