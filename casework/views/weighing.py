"""Weighing the cases of a meeting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404
from meetings.models import Meeting

from ..actions.weighing import weigh_cases
from ..forms.weighing import WeighForm
from ..models import CaseWeighing
from ..weighings import cases_to_weigh


@login_required
def case_weigh(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what one finds of each case that was proposed; it can be changed until the case stands in a group."""
    marked = Meeting.objects.with_circle().mark_permissions(request.user, may_open="casework.open_weighing")
    meeting = get_permitted_or_404(marked, request.user, "casework.weigh_cases", pk=pk)
    community = meeting.cycle.community
    if not meeting.may_open:
        return redirect(f"{reverse('casework:agreement', kwargs={'slug': community.slug})}?wegen={pk}")
    mine = CaseWeighing.objects.permitted(request.user, "casework.view_weighing").filter(case__meeting=meeting)
    known = {weighing.case_id: weighing for weighing in mine}
    data = request.POST if request.method == "POST" else None
    form = WeighForm(data, rows=cases_to_weigh(meeting, request.user), known=known)
    if form.is_valid():
        weigh_cases(meeting, by=request.user, changes=form.changes)
        messages.success(request, _("Thank you. You can change it until the cases stand in groups."))
        return redirect("casework:meeting_cases", pk=pk)
    context = {"meeting": meeting, "community": community, "form": form}
    return render(request, "casework/case_weigh.html", context, status=422 if form.is_bound else 200)
