"""What editors look at before everybody can read it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.markdown import render as render_markdown
from leerkring.core.permissions import get_permitted_or_404

from ..actions import editorial as actions
from ..actions.reference import cited_items
from ..actions.sheet import Conflict
from ..actions.version import next_number
from ..citations.source import reference
from ..forms.publication import SendBackForm
from ..models import EditorialReview, Outcome
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
    rows = Outcome.objects.select_related("community__programme", "revision").prefetch_related("authors__organisation")
    outcome: Outcome = get_permitted_or_404(rows, request.user, "casework.review_outcome", slug=slug)
    form = SendBackForm(request.POST if request.method == "POST" and "publish" not in request.POST else None)
    status = 200
    if request.method == "POST":
        try:
            if "publish" in request.POST:
                return _publish(request, outcome)
            if form.is_valid():
                actions.send_back(outcome, by=request.user, remark=form.cleaned_data["remark"])
                messages.success(request, _("Sent back. Its authors hear it."))
                return redirect("casework:review_list")
            status = 422
        except Conflict:
            status = 409
            form = SendBackForm({"remark": request.POST.get("remark", "")})
            form.add_error(None, _("The text changed while you read. Here is how it stands now; look at it again."))
            outcome = get_permitted_or_404(rows, request.user, "casework.review_outcome", slug=slug)
        except Refused as error:
            messages.error(request, " ".join(error.messages))
            return redirect("casework:review_list")
    return _show(request, outcome, form, status)


def _publish(request: SignedInRequest, outcome: Outcome) -> HttpResponse:
    version = request.POST.get("version", "")
    looked_at = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    actions.publish_reviewed(outcome, by=request.user, version=looked_at)
    messages.success(request, _("Published. Everybody can find it now; the PDF follows within a minute."))
    return redirect(outcome)


def _show(request: HttpRequest, outcome: Outcome, form: SendBackForm, status: int) -> HttpResponse:
    text = outcome.working
    context = {
        "outcome": outcome,
        "community": outcome.community,
        "text": text,
        "form": form,
        "number": next_number(outcome),
        "review": outcome.reviews.select_related("asked_by").get(state=EditorialReview.State.WAITING),
        "earlier": outcome.reviews.exclude(remark="").select_related("decided_by")[:5],
        "page": render_markdown(text.body),
        "references": [reference(item) for item in cited_items(outcome, text.body)],
    }
    return render(request, "casework/outcome_review.html", context, status=status)


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
