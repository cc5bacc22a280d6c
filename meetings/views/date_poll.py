"""Looking for a date with the whole circle."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from leerkring.accounts.http import SignedInRequest
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404, has_permission
from leerkring.core.refusals import answer_refusal
from leerkring.core.vocabulary import speak_of

from ..actions.date_poll import asked_by, choose_date, start_poll, stop_poll, vote
from ..dates import holidays_of
from ..forms.date_poll import SOONEST, CloseForm, PollForm, VoteForm, own_dates, proposals_of
from ..models import DateOption, DatePoll, Meeting
from ..shown.date_poll import Results, own_votes, results_of
from ..shown.remark import When, date_remarks

MARKS = {"may_vote": "meetings.vote_poll", "may_close": "meetings.close_poll", "may_see_votes": "meetings.view_votes"}


@login_required
def poll_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose the dates about which to ask; a question that is open already is shown instead."""
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.start_poll", pk=pk)
    if known := meeting.date_polls.open().first():
        return redirect(known)
    form, own = _poll_form(request, meeting), own_dates(request.POST or None, meeting)
    if request.method != "POST" or not all([form.is_valid(), own.is_valid()]):
        return _create_page(request, meeting, form, own)
    facts = {"closes_on": form.cleaned_data["closes_on"], "note": form.cleaned_data["note"]}
    options = [*form.chosen(), *filter(None, [row.option() for row in own.forms])]
    try:
        poll = start_poll(meeting, by=request.user, options=options, **facts)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _create_page(request, meeting, form, own)
    messages.success(request, _("Everybody in the circle gets a mail with a link to say which dates suit them."))
    return redirect(poll)


def _poll_form(request: SignedInRequest, meeting: Meeting) -> PollForm:
    community, soonest = meeting.cycle.community, timezone.localdate() + SOONEST
    holidays = holidays_of(community)
    proposals = proposals_of(meeting, holidays.around(meeting.date, after=soonest))
    moments = [When(each.date, each.start_time, each.end_time, meeting.time_zone) for each in proposals]
    remarks = date_remarks(moments, community, request.user, holidays)
    return PollForm(request.POST or None, proposals=proposals, remarks=remarks)


def _create_page(request: SignedInRequest, meeting: Meeting, form: PollForm, own: Any) -> HttpResponse:
    context = {"meeting": meeting, "community": meeting.cycle.community, "form": form, "own": own}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/poll_create.html", context, status=status)


def _load(request: SignedInRequest, pk: int, poll_pk: int, rule: str = "meetings.view_poll") -> Any:
    polls = DatePoll.objects.with_meeting().mark_permissions(request.user, **MARKS)
    return get_permitted_or_404(polls, request.user, rule, pk=poll_pk, meeting=pk)


@login_required
def poll_detail(request: SignedInRequest, pk: int, poll_pk: int) -> HttpResponse:
    """Show what suits people so far, and ask me; POST keeps what I said."""
    poll = _load(request, pk, poll_pk)
    may_vote = poll.may_vote and not poll.is_past(timezone.localdate())
    form = _vote_form(request, poll, request.user) if may_vote else None
    if request.method == "POST" and form is None:
        return answer_refusal(request, Refused(_("You can't answer any more.")), poll)
    if form and form.is_bound and _keep(form, poll, request.user):
        messages.success(request, _("Thank you. You can change it as long as the question is open."))
        return redirect(poll)
    context = {
        "poll": poll,
        "meeting": poll.meeting,
        "community": poll.meeting.cycle.community,
        "form": form,
        "results": results_of(poll, with_names=poll.may_see_votes),
        "is_past": poll.is_past(timezone.localdate()),
    }
    return render(request, "meetings/poll_detail.html", context, status=422 if form and form.errors else 200)


def _vote_form(request: HttpRequest, poll: DatePoll, person: User) -> VoteForm:
    now = timezone.now()
    options = [option for option in poll.options.all() if option.moment(poll.meeting.time_zone) > now]
    data = request.POST if request.method == "POST" else None
    return VoteForm(data, options=options, known=own_votes(poll, person))


def _keep(form: VoteForm, poll: DatePoll, person: User) -> bool:
    """Keep the votes; False when something was wrong or refused, and the form says what."""
    if not form.is_valid():
        return False
    try:
        vote(poll, by=person, answers=form.answers())
    except Refused as refusal:
        form.add_error(None, refusal)
        return False
    return True


@login_required
def poll_close(request: SignedInRequest, pk: int, poll_pk: int) -> HttpResponse:
    """Choose a date, or stop: the page says first what happens."""
    poll = _load(request, pk, poll_pk, "meetings.view_votes")
    if not poll.may_close:
        if request.method == "POST":
            messages.info(request, _("This question is closed already. Here is what was decided."))
        return redirect(poll)
    results = results_of(poll)
    action = request.POST.get("action", "")
    form = CloseForm(
        request.POST if action == "choose" else None,
        rows=results.choosable,
        remarks=_remarks(request, poll, results),
    )
    if action == "stop" or (action == "choose" and form.is_valid()):
        return _close(request, poll, form)
    context = {"poll": poll, "meeting": poll.meeting, "community": poll.meeting.cycle.community, "form": form}
    context |= {"results": results}
    return render(request, "meetings/poll_close.html", context, status=422 if form.is_bound else 200)


def _remarks(request: SignedInRequest, poll: DatePoll, results: Results) -> list[list[str]]:
    options = [row.option for row in results.choosable]
    zone = poll.meeting.time_zone
    moments = [When(each.date, each.start_time, each.end_time, zone) for each in options]
    return date_remarks(moments, poll.meeting.cycle.community, request.user)


def _close(request: SignedInRequest, poll: DatePoll, form: CloseForm) -> HttpResponse:
    try:
        if not form.is_bound:
            stop_poll(poll, by=request.user)
            messages.success(request, _("You stopped asking. The meeting stays as it is."))
            return redirect(poll.meeting)
        option = DateOption(pk=int(form.cleaned_data["option"]), poll=poll)
        choose_date(poll, by=request.user, option=option)
    except Refused as refusal:
        return answer_refusal(request, refusal, poll)
    messages.success(request, _("The date is chosen. Everybody in the circle gets a mail in a few minutes."))
    return redirect(poll.meeting)


@never_cache
def poll_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Answer without signing in: a GET shows the dates, only the button keeps what was said."""
    asked = asked_by(token)
    if asked is None:
        return render(request, "meetings/answer_gone.html", status=404)
    poll, person = asked
    speak_of(poll)
    context: dict[str, Any] = {"poll": poll, "meeting": poll.meeting, "person": person}
    context |= {"community": poll.meeting.cycle.community}
    if poll.is_past(timezone.localdate()) or not has_permission(person, "meetings.vote_poll", poll):
        return render(request, "meetings/poll_ended.html", context, status=410)
    form = _vote_form(request, poll, person)
    if form.is_bound and _keep(form, poll, person):
        return redirect(f"{request.path}?kept=1")
    context |= {"form": form, "is_kept": "kept" in request.GET and not form.is_bound}
    return render(request, "meetings/poll_by_mail.html", context, status=422 if form.is_bound else 200)
