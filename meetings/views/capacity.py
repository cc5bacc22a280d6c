"""The places of a meeting, and who waits for one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.capacity import set_capacity
from ..forms.capacity import CapacityForm
from ..models import Meeting
from ..shown.attendance import people


@login_required
def capacity_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set how many places there are, and show who comes and who waits."""
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.change_meeting", pk=pk)
    form = CapacityForm.of(meeting, request.POST or None)
    if not form.is_valid():
        return _page(request, meeting, form, status=422 if form.is_bound else 200)
    try:
        row = set_capacity(meeting, by=request.user, **form.cleaned_data)
    except Overtaken as conflict:
        return _again(request, meeting, conflict)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _page(request, meeting, form, status=422)
    _say(request, row)
    return redirect("meetings:capacity_change", pk=pk)


def _say(request: SignedInRequest, meeting: Meeting) -> None:
    """Say what the number means for who comes already."""
    coming = len(people(meeting, request.user).coming)
    if meeting.capacity is None or coming <= meeting.capacity:
        messages.success(request, _("Saved. Who waited and has a place now gets a mail."))
        return
    words = ngettext(
        "Saved. %(coming)s person has a place already and keeps it: nobody is thrown off.",
        "Saved. %(coming)s people have a place already and keep it: nobody is thrown off.",
        coming,
    )
    messages.warning(request, words % {"coming": coming})


def _again(request: SignedInRequest, meeting: Meeting, conflict: Overtaken) -> HttpResponse:
    """Show the number that was typed beside the one that stands there now."""
    meeting.refresh_from_db(fields=["capacity"])
    data = request.POST.copy()
    data["known"] = "" if meeting.capacity is None else str(meeting.capacity)
    form = CapacityForm.of(meeting, data)
    form.add_error(None, conflict)
    return _page(request, meeting, form, status=409, is_overtaken=True)


def _page(
    request: SignedInRequest, meeting: Meeting, form: CapacityForm, *, status: int, is_overtaken: bool = False
) -> HttpResponse:
    context = {
        "meeting": meeting,
        "community": meeting.cycle.community,
        "form": form,
        "people": people(meeting, request.user),
        "is_overtaken": is_overtaken,
    }
    return render(request, "meetings/capacity_change.html", context, status=status)
