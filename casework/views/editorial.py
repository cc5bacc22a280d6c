"""What editors look at before everybody can read it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.markdown import render as render_markdown
from leerkring.core.permissions import get_permitted_or_404, has_permission

from ..actions import editorial as actions
from ..actions.check import ask_check
from ..actions.reference import cited_items
from ..actions.sheet import Conflict
from ..actions.version import next_number
from ..citations.source import reference
from ..editors import others_in_circle
from ..forms.publication import EditorForm, SendBackForm
from ..models import EditorialReview, Outcome
from ..shown_check import look
from .deed import Question, deed

MOST = 100


@login_required
@require_safe
def review_list(request: SignedInRequest) -> HttpResponse:
    """What waits for this editor, the oldest first."""
    rows = EditorialReview.objects.permitted(request.user, "casework.decide_review")
    found = rows.select_related("outcome__community", "outcome__revision", "asked_by")
    reviews = found.defer("outcome__body", "outcome__revision__body").order_by("asked_at", "pk")[:MOST]
    return render(request, "casework/review_list.html", {"reviews": reviews})


@login_required
def outcome_review(request: SignedInRequest, slug: str) -> HttpResponse:
    """The text as it was handed in: publish it, or send it back with what has to become better."""
    outcome = _get(request, slug)
    deed = _publish if "publish" in request.POST else _send_back
    try:
        return deed(request, outcome)
    except Conflict:
        messages.error(request, _("The text changed while you read. Here is how it stands now; look at it again."))
        return _show(request, _get(request, slug), 409)
    except Refused as error:
        messages.error(request, " ".join(error.messages))
        return redirect("casework:review_list")


def _get(request: SignedInRequest, slug: str) -> Outcome:
    rows = Outcome.objects.select_related("community__programme", "revision").prefetch_related("authors__organisation")
    outcome: Outcome = get_permitted_or_404(rows, request.user, "casework.review_outcome", slug=slug)
    return outcome


def _publish(request: SignedInRequest, outcome: Outcome) -> HttpResponse:
    looked = look(outcome, names=others_in_circle(outcome))
    form = EditorForm(request.POST, looked=looked, version=outcome.version)
    if "version" in form.errors or form.cleaned_data["version"] != outcome.version:
        raise Conflict(outcome)
    if not form.is_valid():
        return _show(request, outcome, 422, agree=form)
    actions.publish_reviewed(outcome, by=request.user, version=form.cleaned_data["version"])
    messages.success(request, _("Published. Everybody can find it now; the PDF follows within a minute."))
    return redirect(outcome)


def _send_back(request: SignedInRequest, outcome: Outcome) -> HttpResponse:
    form = SendBackForm(request.POST or None)
    if not form.is_valid():
        return _show(request, outcome, 422 if form.is_bound else 200, form=form)
    actions.send_back(outcome, by=request.user, remark=form.cleaned_data["remark"])
    messages.success(request, _("Sent back. Its authors hear it."))
    return redirect("casework:review_list")


def _show(request: HttpRequest, outcome: Outcome, status: int, **forms: Any) -> HttpResponse:
    looked = look(outcome, names=others_in_circle(outcome))
    text = outcome.working
    context = {
        "outcome": outcome,
        "community": outcome.community,
        "text": text,
        "looked": looked,
        "form": SendBackForm(),
        "agree": EditorForm(looked=looked, version=outcome.version),
        "number": next_number(outcome),
        "review": outcome.reviews.select_related("asked_by").get(state=EditorialReview.State.WAITING),
        "earlier": outcome.reviews.exclude(remark="").select_related("decided_by")[:5],
        "page": render_markdown(text.body),
        "references": [reference(item) for item in cited_items(outcome, text.body)],
    }
    return render(request, "casework/outcome_review.html", context | forms, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outcome_check(request: SignedInRequest, slug: str) -> HttpResponse:
    """What was found in the text so far: for its authors and editors, asked again while the search goes on."""
    rows = Outcome.objects.select_related("community", "revision")
    outcome: Outcome = get_permitted_or_404(rows, request.user, "casework.look_at_check", slug=slug)
    if request.method == "POST":
        ask_check(outcome)
    if request.headers.get("HX-Request") != "true":
        # A part of a page; who opens it by itself gets the whole.
        is_author = has_permission(request.user, "casework.change_outcome", outcome)
        return redirect("casework:outcome_publish" if is_author else "casework:outcome_review", slug=slug)
    looked = look(outcome, names=others_in_circle(outcome))
    return render(request, "casework/outcome_check.html", {"outcome": outcome, "looked": looked})


review_take_back = deed(
    Outcome.objects,
    "casework.change_outcome",
    actions.take_back,
    Question(
        title=gettext_lazy("Take this text back from the editors?"),
        text=gettext_lazy("You can go on writing, and hand it in again later."),
        yes=gettext_lazy("Take it back"),
        done=gettext_lazy("Taken back. The editors see it no longer."),
        safe=True,
    ),
    back=Outcome.get_absolute_url,
)
