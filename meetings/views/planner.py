"""Proposing dates for the next series of meetings."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.refusals import answer_refusal

from ..actions.draft_dates import redate_drafts
from ..dates import holidays_of
from ..forms.planner import ChosenDatesForm, RhythmForm
from ..models import Cycle, Meeting
from ..shown.remark import When, date_remarks


@dataclass(frozen=True)
class Proposal:
    """A draft, the day it would move to, and what speaks against that day."""

    meeting: Meeting
    to: date
    remarks: list[str]


@login_required
def cycle_dates(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show proposed dates for the drafts of a cycle, by a rhythm; POST takes them over."""
    cycles = Cycle.objects.select_related("community__programme", "community__area__parent")
    cycle = get_permitted_or_404(cycles, request.user, "meetings.change_cycle", pk=pk)
    if request.method == "POST":
        return _take_over(request, cycle)
    drafts = list(cycle.meetings.filter(status=Meeting.Status.DRAFT).order_by("number"))
    if not drafts:
        return redirect(cycle)
    holidays = holidays_of(cycle.community)
    first = max(drafts[0].date, holidays.first_proposal(timezone.localdate()))
    planner = RhythmForm.of(request.GET or None, holidays=holidays, first=first)
    context = {"cycle": cycle, "community": cycle.community, "planner": planner}
    context |= {"proposals": _proposals(request, cycle, planner, drafts)}
    return render(request, "meetings/cycle_dates.html", context, status=422 if planner.errors else 200)


def _proposals(request: SignedInRequest, cycle: Cycle, planner: RhythmForm, drafts: list[Meeting]) -> list[Proposal]:
    if not planner.is_bound or not planner.is_valid():
        return []
    dates = planner.dates(len(drafts))
    moments = [When(day, row.start_time, row.end_time, row.time_zone) for row, day in zip(drafts, dates, strict=True)]
    remarks = date_remarks(moments, cycle.community, request.user, planner.holidays)
    return [Proposal(*each) for each in zip(drafts, dates, remarks, strict=True)]


def _take_over(request: SignedInRequest, cycle: Cycle) -> HttpResponse:
    form = ChosenDatesForm({"dates": request.POST.getlist("date")})
    try:
        if not form.is_valid():
            raise Refused(_("These dates are not all in the future and in order. Propose them again."))
        redate_drafts(cycle, by=request.user, dates=form.cleaned_data["dates"])
    except Refused as refusal:
        return answer_refusal(request, refusal, cycle)
    messages.success(request, _("The drafts are on these dates now. Look at them, then plan them."))
    return redirect(cycle)
