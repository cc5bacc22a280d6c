"""Telling what one did with it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.followup import answer_follow_up
from ..forms.record import FollowUpForm
from ..models import FollowUp


@login_required
def follow_up_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """What did you do with it?"""
    rows = FollowUp.objects.select_related("session__meeting__cycle__community", "item", "action_item")
    follow_up = get_permitted_or_404(rows, request.user, "casework.answer_follow_up", pk=pk)
    session = follow_up.session
    form = FollowUpForm(request.POST if request.method == "POST" else None, instance=follow_up)
    if form.is_valid():
        try:
            answer_follow_up(follow_up, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Thank you for telling. The people at the table read it."))
            return redirect(session)
    context = {"form": form, "follow_up": follow_up, "session": session}
    context["community"] = session.meeting.cycle.community
    return render(request, "casework/follow_up_answer.html", context, status=422 if form.is_bound else 200)
