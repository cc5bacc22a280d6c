"""One meeting."""

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
from leerkring.core.prepared import get_prepared_or_404, prepared
from leerkring.core.refusals import answer_refusal

from ..actions.meeting import ChangedMeanwhile, cancel_meeting, change_meeting
from ..actions.shift import shifts_after
from ..exports.calendar import calendar_links
from ..exports.meeting import calendar_file, meeting_entry
from ..forms.attendance import AnswerForm
from ..forms.meeting import CancelForm, MeetingForm, host_names, municipality_names
from ..models import DatePoll, Guest, HostSwap, Meeting
from ..shown.action_item import actions_of_meeting
from ..shown.attendance import people
from ..shown.harvest import harvest_card, harvest_marks
from ..shown.meeting import conflicts, stepper
from ..shown.news import news_marks
from ..shown.now import now_and_next
from ..shown.presence import presence_marks
from ..shown.programme import programme_for
from ..shown.remark import remark_on

MARKS = {
    "may_change": "meetings.change_meeting",
    "may_cancel": "meetings.cancel_meeting",
    "may_answer": "meetings.answer_meeting",
    "may_swap": "meetings.swap_host",
    "may_host": "meetings.view_host_kit",
    "may_lead": "meetings.lead_meeting",
    "may_take_part": "meetings.take_part",
}


def _marked(user: Any) -> Any:
    marked = Meeting.objects.with_circle().mark_permissions(user, **MARKS)
    return marked.annotate(**harvest_marks(user), **news_marks(), **presence_marks(user))


def _series(user: Any, cycle: int) -> Any:
    return Meeting.objects.permitted(user, "meetings.view_meeting").filter(cycle=cycle).order_by("number")


def _guests(user: Any, meeting: int) -> Any:
    return Guest.objects.permitted(user, "meetings.view_guest").filter(meeting=meeting).with_files()


def _polls(user: Any, meeting: int) -> Any:
    return DatePoll.objects.permitted(user, "meetings.view_poll").open().filter(meeting=meeting).with_vote_of(user)


def _swaps(user: Any, meeting: int) -> Any:
    return HostSwap.objects.permitted(user, "meetings.view_swap").open().about(meeting)


@login_required
def meeting_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a meeting: before, what is asked of me; after, what to do with it."""
    user = request.user
    meeting = get_prepared_or_404(_marked, user, "meetings.view_meeting", pk=pk)
    shown, programme = people(meeting, user), programme_for(meeting, user)
    context = {
        "meeting": meeting,
        "community": meeting.cycle.community,
        "steps": stepper(prepared(_series, user, meeting.cycle_id), meeting),
        "programme": programme,
        "now": now_and_next(meeting, programme),
        "actions": actions_of_meeting(meeting, user),
        "guests": prepared(_guests, user, meeting.pk),
        "swaps": prepared(_swaps, user, meeting.pk),
        # Of a meeting that has begun no date is looked for.
        "polls": [] if meeting.has_begun or not meeting.is_planned else prepared(_polls, user, meeting.pk),
        "people": shown,
        "answer_form": AnswerForm.of(meeting, shown.mine),
        "harvest": harvest_card(meeting),
        "is_cancelled": meeting.status == Meeting.Status.CANCELLED,
        "is_draft": meeting.status == Meeting.Status.DRAFT,
        "calendar_links": calendar_links(meeting_entry(meeting)),
        "other_clock": user.time_zone != meeting.time_zone,
    }
    return render(request, "meetings/meeting_detail.html", context)


@login_required
def meeting_ics(request: SignedInRequest, pk: int) -> HttpResponse:
    """Download the meeting for a calendar."""
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.view_meeting", pk=pk)
    response = HttpResponse(calendar_file(meeting, method="PUBLISH"), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bijeenkomst-{meeting.pk}.ics"'
    return response


@login_required
def meeting_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a meeting; members are told."""
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.change_meeting", pk=pk)
    form = MeetingForm(request.POST or None, meeting=meeting)
    if not form.is_valid():
        return _change_page(request, meeting, form, status=422 if form.is_bound else 200)
    before = meeting.date
    try:
        row = change_meeting(meeting, by=request.user, version=form.cleaned_data["version"], plan=form.plan())
    except ChangedMeanwhile as conflict:
        return _conflict_page(request, form, conflict)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _change_page(request, meeting, form, status=422)
    messages.success(request, _("Saved. If something changed, members get one mail in a few minutes."))
    for words in remark_on(row, request.user):
        messages.warning(request, words)
    return _after_change(row, days=(row.date - before).days)


def _after_change(meeting: Meeting, *, days: int) -> HttpResponse:
    """Lead to the meeting; when it was moved and others can follow, ask first whether they do."""
    if not shifts_after(meeting, days=days):
        return redirect(meeting)
    return redirect(f"{reverse('meetings:meeting_shift', kwargs={'pk': meeting.pk})}?dagen={days}")


def _change_page(request: SignedInRequest, meeting: Meeting, form: MeetingForm, *, status: int) -> HttpResponse:
    context = {"meeting": meeting, "community": meeting.cycle.community, "form": form}
    context |= {"hosts": host_names(meeting.cycle.community), "municipalities": municipality_names()}
    context |= {"remarks": remark_on(meeting, request.user)}
    return render(request, "meetings/meeting_change.html", context, status=status)


def _conflict_page(request: SignedInRequest, form: MeetingForm, conflict: ChangedMeanwhile) -> HttpResponse:
    """Show what was typed beside what stands there now; saving again is then a choice."""
    meeting = conflict.current
    data = request.POST.copy()
    data["version"] = str(meeting.version)
    again = MeetingForm(data, meeting=meeting)
    again.is_valid()
    again.add_error(None, conflict)
    context = {"meeting": meeting, "community": meeting.cycle.community, "form": again}
    context |= {"hosts": host_names(meeting.cycle.community), "municipalities": municipality_names()}
    context |= {"differences": conflicts(meeting, form.plan())}
    return render(request, "meetings/meeting_change.html", context, status=409)


@login_required
def meeting_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel a meeting, with the reason that members read."""
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.cancel_meeting", pk=pk)
    form = CancelForm(request.POST or None)
    if not form.is_valid():
        context = {"meeting": meeting, "community": meeting.cycle.community, "form": form}
        return render(request, "meetings/meeting_cancel.html", context, status=422 if form.is_bound else 200)
    try:
        cancel_meeting(meeting, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        return answer_refusal(request, refusal, meeting)
    messages.success(request, _("The meeting is cancelled. Everybody in the circle gets a mail."))
    return redirect(meeting)
