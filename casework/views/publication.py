"""Publishing an outcome, saying who reads it, and taking it back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.markdown import render as render_markdown
from leerkring.core.permissions import get_permitted_or_404

from ..actions import outcome as outcome_actions
from ..actions import publication as actions
from ..actions.editorial import hand_in
from ..actions.sheet import Conflict
from ..actions.version import next_number
from ..editors import needs_review, others_in_circle
from ..forms.publication import PublishForm, TermsForm, WithdrawForm
from ..models import EditorialReview, Outcome
from ..shown_check import look
from ..signatures import ASKED, EARLIER, SILENT, names, signatures_of
from .sheet import with_version

PUBLISHED = gettext_lazy("Published. Everybody can find it now; the PDF follows within a minute.")
HANDED_IN = gettext_lazy("Handed in. The editors of the programme look at it; you hear what they say.")


@login_required
def outcome_publish(request: SignedInRequest, slug: str) -> HttpResponse:
    """The last look: what everybody will read, on which terms; where there are editors it is handed in to them."""
    outcome = _get(request, "casework.change_outcome", slug)
    waiting = outcome.reviews.filter(state=EditorialReview.State.WAITING).select_related("asked_by").first()
    if waiting:
        return render(request, "casework/outcome_handed_in.html", _page(outcome, review=waiting))
    signatures = signatures_of(outcome, but=request.user)
    waits = names(signatures, SILENT, ASKED, EARLIER)
    looked = look(outcome, names=others_in_circle(outcome))
    form = PublishForm(request.POST or None, outcome=outcome, looked=looked, waits=waits)
    is_reviewed = needs_review(outcome, by=request.user)
    if request.method == "POST" and form.is_valid():
        deed = hand_in if is_reviewed else outcome_actions.publish_outcome
        try:
            deed(outcome, by=request.user, version=form.cleaned_data["version"], terms=form.terms, **form.checked)
        except Conflict:
            form.add_error(None, _("Somebody changed the text in the meantime. Look at it again before you publish."))
        except Refused as error:
            form.add_error(None, error)
        else:
            messages.success(request, HANDED_IN if is_reviewed else PUBLISHED)
            return redirect(outcome)
    context = {"form": form, "looked": looked, "is_reviewed": is_reviewed, "last": outcome.reviews.first()}
    context |= {"signatures": signatures, "may_ask": bool(names(signatures, SILENT, EARLIER))}
    return render(request, "casework/outcome_publish.html", _page(outcome, **context))


def _page(outcome: Outcome, **context: Any) -> dict[str, Any]:
    return context | {
        "outcome": outcome,
        "community": outcome.community,
        "number": next_number(outcome),
        "page": render_markdown(outcome.working.body),
    }


@login_required
def outcome_terms(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who reads it, from when, and under which licence."""
    outcome = _get(request, "casework.manage_publication", slug)
    form = TermsForm(request.POST or None, outcome=outcome)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_terms(outcome, form.terms, by=request.user, version=form.cleaned_data["version"])
        except Conflict as conflict:
            form.data, status = with_version(request, conflict.stored), 409
            form.add_error(None, _("Somebody changed this in the meantime. Look at it again; your choices are here."))
        except Refused as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(outcome)
    context = {"form": form, "outcome": outcome, "community": outcome.community}
    context["has_doi"] = bool(settings.DOI_AGENCY or outcome.doi)
    return render(request, "casework/outcome_terms.html", context, status=status)


@login_required
def outcome_withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Taking a publication back, with the reason that stays."""
    outcome = _get(request, "casework.manage_publication", slug)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_outcome(outcome, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, _("Withdrawn. The page stays and says so."))
        return redirect(outcome)
    context = {"form": form, "outcome": outcome, "community": outcome.community}
    return render(request, "casework/outcome_withdraw.html", context)


def _get(request: HttpRequest, permission: str, slug: str) -> Outcome:
    rows = Outcome.objects.select_related("community", "revision").prefetch_related("authors__organisation")
    outcome: Outcome = get_permitted_or_404(rows, request.user, permission, slug=slug)
    return outcome
