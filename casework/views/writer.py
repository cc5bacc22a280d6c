"""While somebody writes: what they typed is kept, and who else is writing is told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..actions import writer as actions
from ..forms.writer import KeepForm
from ..models import Outcome

# Why something was not kept, and what to do.
NOT_KEPT = {
    actions.Kept.ELSEWHERE: gettext_lazy(
        "You also write this text in another window. What you type here is not kept."
    ),
    actions.Kept.SAVED: gettext_lazy("This page was saved. Load it again before you go on."),
}


@login_required
@require_POST
def outcome_keep(request: SignedInRequest, slug: str) -> HttpResponse:
    """An open page says that it is there, with what was typed when that changed; it hears who else is writing."""
    outcome = _get(request, slug)
    form = KeepForm(request.POST)
    if not form.is_valid():
        problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return render(request, "casework/writing_state.html", {"problem": problem}, status=422)
    kept = actions.hear_page(outcome, form.sheet, form.texts, by=request.user)
    others = ", ".join(actions.others_writing(outcome, by=request.user))
    context = {
        "kept_at": timezone.now() if kept == actions.Kept.YES else None,
        "kept_before": request.POST.get("kept_before", "")[:8],
        "problem": NOT_KEPT.get(kept),
        "others": others,
        "is_news": others != request.POST.get("others", ""),
        "is_behind": outcome.version > form.sheet.version,
    }
    return render(request, "casework/writing_state.html", context)


@login_required
@require_POST
def outcome_drop(request: SignedInRequest, slug: str) -> HttpResponse:
    """Throw away what was typed and not saved, and go on with the text as it stands."""
    outcome = _get(request, slug)
    actions.drop_kept(outcome, by=request.user)
    messages.success(request, _("What you had typed is gone. You see the text as it was saved last."))
    return redirect("casework:outcome_change", slug=slug)


def _get(request: HttpRequest, slug: str) -> Outcome:
    rows = Outcome.objects.only("pk", "slug", "status", "community", "version")
    outcome: Outcome = get_permitted_or_404(rows, request.user, "casework.change_outcome", slug=slug)
    return outcome
