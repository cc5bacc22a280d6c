"""Asking authors whether a text may go out with their name on it, and their answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.markdown import render as render_markdown
from leerkring.core.permissions import get_permitted_or_404, has_permission

from ..actions import sign_off as actions
from ..forms.publication import SignForm
from ..models import Outcome
from ..signatures import signatures_of
from .deed import Question, deed
from .sheet import with_version


@login_required
def outcome_sign(request: SignedInRequest, slug: str) -> HttpResponse:
    """An author reads the text as it stands, and says whether it may go out."""
    rows = Outcome.objects.select_related("community__programme", "revision").prefetch_related("authors__organisation")
    outcome: Outcome = get_permitted_or_404(rows, request.user, "casework.sign_outcome", slug=slug)
    form = SignForm(request.POST or None, initial={"version": outcome.version})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.sign(outcome, by=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error)
            form.data, status = with_version(request, outcome), 409
        else:
            messages.success(request, _("Thank you. The other authors see what you said."))
            may_read = has_permission(request.user, "casework.view_outcome", outcome)
            return redirect(outcome if may_read else "dashboard")
    context = {
        "outcome": outcome,
        "community": outcome.community,
        "text": outcome.working,
        "page": render_markdown(outcome.working.body),
        "form": form,
        "mine": outcome.sign_offs.filter(user=request.user).select_related("asked_by").first(),
        "signatures": signatures_of(outcome),
    }
    return render(request, "casework/outcome_sign.html", context, status=status)


sign_off_ask = deed(
    Outcome.objects,
    "casework.change_outcome",
    actions.ask_sign_offs,
    Question(
        title=gettext_lazy("Ask the other authors whether they agree?"),
        text=gettext_lazy("Who did not say so yet gets a mail, and reads the text as it stands now."),
        yes=gettext_lazy("Ask them"),
        done=gettext_lazy("They are asked. You see here what they say."),
        safe=True,
    ),
    back=lambda outcome: reverse("casework:outcome_publish", kwargs={"slug": outcome.slug}),
)
