"""Answering, on the site and from a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from leerkring.accounts.http import SignedInRequest
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404, has_permission
from leerkring.core.refusals import answer_refusal
from leerkring.core.vocabulary import speak_of

from ..actions.attendance import answer_meeting, invited_by
from ..actions.meeting import members_of
from ..forms.attendance import AnswerForForm, AnswerForm, AnswerPageForm
from ..models import Attendance, Meeting

SAID = {
    Attendance.Answer.YES: gettext_lazy("Nice, you are coming. You get a mail for your calendar."),
    Attendance.Answer.MAYBE: gettext_lazy("Noted: maybe. You can change your answer until the end of the meeting."),
    Attendance.Answer.NO: gettext_lazy("Noted: you can't come. Thank you for saying so."),
}
WAITS = gettext_lazy(
    "All places are taken: you are on the waiting list. When a place comes free for you, you get a mail."
)


@login_required
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the answer of whoever is signed in; after signing in halfway, show the meeting."""
    if request.method != "POST":
        return redirect("meetings:meeting_detail", pk=pk)
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.view_meeting", pk=pk)
    form = AnswerForm(request.POST, meeting=meeting)
    if form.is_valid() and (kept := _keep(meeting, request.user, form, Attendance.Channel.SITE)):
        messages.success(request, WAITS if kept.waits else SAID[Attendance.Answer(kept.answer)])
        return redirect(meeting)
    why = " ".join(map(str, form.non_field_errors())) or _("Choose one of the answers.")
    return answer_refusal(request, Refused(why), meeting)


@login_required
def answer_for(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a coordinator fill in what somebody said on the phone or in the corridor."""
    meetings = Meeting.objects.with_circle()
    meeting = get_permitted_or_404(meetings, request.user, "meetings.answer_for_others", pk=pk)
    people = {str(person.pk): person for person in members_of(meeting.cycle.community)}
    form = AnswerForForm(request.POST or None, meeting=meeting, **_answered(meeting, people))
    if form.is_valid():
        person = people[form.cleaned_data["person"]]
        if kept := _keep(meeting, request.user, form, Attendance.Channel.COORDINATOR, person=person):
            messages.success(request, _filled_in(kept) % {"name": person.full_name})
            return redirect("meetings:answer_for", pk=pk)
    context = {"meeting": meeting, "community": meeting.cycle.community, "form": form}
    return render(request, "meetings/answer_for.html", context, status=422 if form.is_bound else 200)


def _filled_in(attendance: Attendance) -> str:
    if attendance.waits:
        return _("All places are taken: %(name)s is on the waiting list and gets a mail.")
    return _("Filled in for %(name)s, who gets a mail.")


def _answered(meeting: Meeting, people: dict[str, User]) -> dict[str, list[tuple[str, str]]]:
    """Return the people by whether they answered, each with what they said."""
    answers = {str(row.user_id): row for row in meeting.attendances.select_related("answered_by")}
    order = sorted(people.items(), key=lambda pair: pair[1].sort_name.casefold())
    return {
        "silent": [(pk, person.full_name) for pk, person in order if pk not in answers],
        "answered": [(pk, _said(person, answers[pk])) for pk, person in order if pk in answers],
    }


def _said(person: User, attendance: Attendance) -> str:
    said = attendance.words if attendance.waits else AnswerForForm.SAID[Attendance.Answer(attendance.answer)]
    words = f"{person.full_name}: {said}"
    return f"{words} ({attendance.answered_by.full_name})" if attendance.answered_by else words


@never_cache
def answer_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Answer without signing in: a GET shows the page with the answer chosen, only its button keeps it."""
    invited = invited_by(token)
    if invited is None:
        return render(request, "meetings/answer_gone.html", status=404)
    meeting, person = invited
    speak_of(meeting)
    context = {"meeting": meeting, "person": person, "community": meeting.cycle.community}
    if not has_permission(person, "meetings.answer_meeting", meeting):
        return render(request, "meetings/answer_closed.html", context, status=410)
    if request.method == "POST":
        form = AnswerPageForm(request.POST, meeting=meeting)
        if form.is_valid() and _keep(meeting, person, form, Attendance.Channel.MAIL):
            return redirect(f"{request.path}?kept=1")
        return render(request, "meetings/answer_by_mail.html", context | {"form": form}, status=422)
    known = meeting.attendances.with_own_needs(person).filter(user=person).first()
    if known and "kept" in request.GET:
        return render(request, "meetings/answer_kept.html", context | {"answer": known})
    form = AnswerPageForm.of(meeting, known, chosen=request.GET.get("answer", ""))
    return render(request, "meetings/answer_by_mail.html", context | {"form": form, "known": known})


def _keep(
    meeting: Meeting, by: User, form: AnswerForm, channel: str, *, person: User | None = None
) -> Attendance | None:
    """Keep the answer; None when it was refused after all, and the form says why."""
    given = form.cleaned_data["answer"]
    try:
        return answer_meeting(
            meeting,
            by=by,
            answer=given,
            remark=form.cleaned_remark(),
            details=form.details(),
            channel=channel,
            person=person,
        )
    except Refused as refusal:
        form.add_error(None, refusal)
        return None
