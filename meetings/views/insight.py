"""Changing and removing an insight or a knowledge question."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.insight import InsightOvertaken, change_insight, remove_insight
from ..forms.harvest import InsightChangeForm
from ..models import Insight


def _load(request: SignedInRequest, pk: int, insight_pk: int) -> Insight:
    rows = Insight.objects.select_related("meeting__cycle__community")
    insight: Insight = get_permitted_or_404(rows, request.user, "meetings.change_insight", pk=insight_pk, meeting=pk)
    return insight


def _harvest(pk: int) -> str:
    return f"{reverse('meetings:harvest', kwargs={'pk': pk})}#insights"


@login_required
def insight_change(request: SignedInRequest, pk: int, insight_pk: int) -> HttpResponse:
    """Change the words, or what it is."""
    insight = _load(request, pk, insight_pk)
    form = InsightChangeForm.of(insight, request.POST or None)
    if not form.is_valid():
        return _page(request, insight, form, status=422 if form.is_bound else 200)
    try:
        change_insight(insight, by=request.user, **form.cleaned_data)
    except InsightOvertaken as conflict:
        again = form.with_version(conflict.current.version)
        again.add_error(None, conflict)
        return _page(request, conflict.current, again, status=409, current=conflict.current)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _page(request, insight, form, status=422)
    messages.success(request, _("Saved."))
    return redirect(_harvest(pk))


def _page(request: SignedInRequest, insight: Insight, form: Any, *, status: int, **extra: Any) -> HttpResponse:
    context = {"meeting": insight.meeting, "community": insight.meeting.cycle.community, "form": form} | extra
    return render(request, "meetings/insight_change.html", context, status=status)


@login_required
def insight_remove(request: SignedInRequest, pk: int, insight_pk: int) -> HttpResponse:
    """Take it away, after asking."""
    insight = _load(request, pk, insight_pk)
    if request.method != "POST":
        question = {
            "title": _("Remove this?"),
            "text": _("“%(text)s” disappears from the harvest and from the report.") % {"text": insight.text},
            "yes": _("Remove"),
            "cancel": _harvest(pk),
        }
        return render(request, "components/confirm_page.html", question)
    try:
        remove_insight(insight, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Removed."))
    return redirect(_harvest(pk))
