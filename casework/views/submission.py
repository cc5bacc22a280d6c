"""Handing in for assessment, and assessing."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.models import Community
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions import submission as actions
from ..actions.sheet import Conflict
from ..forms.response import AssessmentForm, SubmitForm
from ..models import Assessment, Portfolio, Reflection, Submission
from ..shown.submission import texts_of
from .sheet import with_version

SUBMIT = "casework/submission_form.html"
DETAIL = "casework/submission_detail.html"


@login_required
def reflection_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand in a reflection to two assessors."""
    rows = Reflection.objects.select_related("community", "author")
    reflection = get_permitted_or_404(rows, request.user, "casework.share_reflection", pk=pk)
    hand_in = partial(actions.submit, reflection, by=request.user)
    return _submit(request, hand_in, {"source": reflection, "community": reflection.community})


@login_required
def portfolio_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand in a whole portfolio to two assessors of one circle; who is in several chooses one first."""
    rows = Portfolio.objects.select_related("owner")
    portfolio = get_permitted_or_404(rows, request.user, "casework.change_portfolio", pk=pk)
    circles = Community.objects.permitted(request.user, "communities.add_case").order_by("name")
    chosen = [row for row in circles if row.slug == request.GET.get("leerkring", row.slug)]
    if len(chosen) != 1:
        return render(request, "casework/submission_circle.html", {"source": portfolio, "circles": circles})
    hand_in = partial(actions.submit_portfolio, portfolio, by=request.user, community=chosen[0])
    return _submit(request, hand_in, {"source": portfolio, "community": chosen[0], "circles": circles})


def _submit(request: SignedInRequest, hand_in: Callable[..., Submission], context: dict[str, Any]) -> HttpResponse:
    form = SubmitForm(request.POST or None, author=request.user, community=context["community"])
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("kind", "scale")}
        try:
            submission = hand_in(assessors=form.assessors, **facts)
        except Refused as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Handed in. Your assessors get a mail, without your text."))
            return redirect(submission)
    return render(request, SUBMIT, context | {"form": form})


@login_required
def submission_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The frozen copy, with the results for its author, or the form for an assessor."""
    submission = _get(request, "casework.view_submission", pk)
    return _show(request, submission, _mine(submission, request))


@require_POST
@login_required
def submission_assess(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep what the assessor writes, or give it."""
    submission = _get(request, "casework.assess_submission", pk)
    mine = _mine(submission, request)
    is_final = "give" in request.POST
    form = AssessmentForm(request.POST, instance=mine, is_final=is_final)
    if not form.is_valid():
        return _show(request, submission, mine, form=form)
    try:
        version = form.cleaned_data["version"]
        actions.assess(submission, form.typed, by=request.user, version=version, is_final=is_final)
    except Conflict as conflict:
        form.data = with_version(request, conflict.stored)
        form.add_error(None, _("You changed this on another page too. Save again, and this text counts."))
        return _show(request, submission, mine, form=form, status=409)
    messages.success(request, _("Given: the author sees it now.") if is_final else _("Kept. Only you see it."))
    return redirect(submission)


def _show(
    request: SignedInRequest,
    submission: Submission,
    mine: Assessment | None,
    *,
    form: AssessmentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_author = submission.author_id == request.user.pk
    if not is_author and request.method == "GET":
        actions.log_submission_reading(submission, by=request.user)
    given = [row for row in submission.assessments.all() if row.assessed_at]
    # Each judges alone: an assessor sees what the other found once both have given it.
    context: dict[str, Any] = {
        "submission": submission,
        "texts": texts_of(submission),
        "is_author": is_author,
        "given": given if is_author or len(given) == Submission.ASSESSORS else [],
        "waiting": [row for row in submission.assessments.all() if not row.assessed_at],
        "form": form or (AssessmentForm(instance=mine) if mine else None),
        "mine": mine,
        "readers": submission.readings.by_person() if is_author else None,
    }
    return render(request, DETAIL, context, status=status)


def _mine(submission: Submission, request: SignedInRequest) -> Assessment | None:
    rows = (row for row in submission.assessments.all() if row.assessor_id == request.user.pk)
    return next(rows, None)


def _get(request: SignedInRequest, permission: str, pk: int) -> Submission:
    rows = Submission.objects.select_related("community", "author", "reflection", "portfolio").prefetch_related(
        "assessments__assessor"
    )
    submission: Submission = get_permitted_or_404(rows, request.user, permission, pk=pk)
    return submission
