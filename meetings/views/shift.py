"""Moving the rest of a cycle along with one meeting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.shift import shift_rest, shifts_after
from ..forms.shift import ShiftDaysForm, ShiftForm
from ..models import Meeting


@login_required
def meeting_shift(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether the meetings after one that was moved move along; only the button does it."""
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.change_meeting", pk=pk)
    asked = ShiftDaysForm(request.GET)
    days = asked.cleaned_data["dagen"] if asked.is_valid() else 0
    shifts = shifts_after(meeting, days=days)
    if not shifts:
        return redirect(meeting)
    form = ShiftForm(request.POST or None, shifts=shifts)
    if form.is_valid():
        try:
            moved = shift_rest(meeting, by=request.user, days=days, pks=form.cleaned_data["meetings"])
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            _say(request, len(moved))
            return redirect(meeting.cycle)
    context = {"meeting": meeting, "community": meeting.cycle.community, "form": form}
    context |= {"days": abs(days), "is_later": days > 0}
    return render(request, "meetings/meeting_shift.html", context, status=422 if form.is_bound else 200)


def _say(request: SignedInRequest, number: int) -> None:
    words = ngettext("%(number)s meeting moved along.", "%(number)s meetings moved along.", number)
    messages.success(request, words % {"number": number})
