"""Feedback rounds, for who writes the text: start, invite, answer, close."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from meetings.models import Event

from ..actions import feedback as actions
from ..forms.feedback import AnswerForm, InviteMembersForm, InviteOutsiderForm, RoundChangeForm, RoundForm
from ..models import FeedbackRound, Outcome, OutcomeVersion, Remark
from ..shown.feedback import places_now
from .deed import Question, deed

TIMES = ("question", "opens_at", "closes_at", "event")


@login_required
def round_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Plan a round on one of the frozen versions."""
    rows = Outcome.objects.select_related("community__programme")
    outcome = get_permitted_or_404(rows, request.user, "casework.change_outcome", slug=slug)
    versions = OutcomeVersion.frozen.permitted(request.user, "casework.view_version").filter(outcome=outcome)
    form = RoundForm(request.POST or None, versions=versions, events=_events(request, outcome))
    if form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            row = actions.start_round(facts.pop("version"), by=request.user, **facts)
        except Refused as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The round is planned. Now invite people."))
            return redirect("casework:round_invite", pk=row.pk)
    context = {"outcome": outcome, "community": outcome.community, "form": form, "versions": versions}
    return render(request, "casework/round_create.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def round_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who was asked, what they remarked, and what was done with it."""
    row = _get(request, pk)
    remarks = list(row.remarks.select_related("invitee__user", "answered_by"))
    reacted = {remark.invitee_id for remark in remarks}
    invitees = list(row.invitees.select_related("user"))
    waiting = sum(not remark.verdict for remark in remarks)
    context: dict[str, Any] = {"remarks": remarks, "invitees": invitees, "reacted": reacted, "waiting": waiting}
    return _page(request, "round_detail", row, **context)


@login_required
def round_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move a round, or word its question."""
    row = _get(request, pk)
    start = {name: getattr(row, name) for name in (*TIMES, "edit")}
    form = RoundChangeForm(request.POST or None, initial=start, events=_events(request, row.version.outcome))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.change_round(row, by=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error)
            row.refresh_from_db()
            form.data, status = _with_edit(request, row), 409
        else:
            messages.success(request, _("Saved."))
            return redirect(row)
    return _page(request, "round_change", row, form=form, status=status)


@login_required
def round_invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask members of the circle, or somebody from outside."""
    row = _get(request, pk)
    is_outsider = "email" in request.POST
    inside = InviteMembersForm(request.POST if request.POST and not is_outsider else None, people=_not_asked(row))
    outside = InviteOutsiderForm(request.POST if is_outsider else None)
    form: Any = outside if is_outsider else inside
    if form.is_valid():
        try:
            _invite(request, row, form)
            return redirect("casework:round_invite", pk=row.pk)
        except Refused as error:
            form.add_error(None, error)
    status = 422 if form.is_bound else 200
    return _page(request, "round_invite", row, inside=inside, outside=outside, form=form, status=status)


def _invite(request: SignedInRequest, row: FeedbackRound, form: Any) -> None:
    if isinstance(form, InviteMembersForm):
        actions.invite_members(row, form.chosen, by=request.user)
        messages.success(request, _("They get a mail."))
    else:
        invitee = actions.invite_outsider(row, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s gets a mail with a link.") % {"name": invitee.name})


@login_required
@require_POST
def round_uninvite(request: SignedInRequest, pk: int, invitee: int) -> HttpResponse:
    """Ask somebody no longer."""
    row = _get(request, pk)
    found = get_object_or_404(row.invitees.select_related("user"), pk=invitee)
    try:
        actions.withdraw_invitation(found, by=request.user)
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(name)s is asked no longer.") % {"name": found.full_name})
    return redirect(row)


@login_required
def remark_answer(request: SignedInRequest, pk: int, remark: int) -> HttpResponse:
    """Say what is done with a remark, and why."""
    row = _get(request, pk)
    found = get_object_or_404(row.remarks.select_related("invitee__user", "answered_by"), pk=remark)
    form = AnswerForm(request.POST or None, initial={name: getattr(found, name) for name in AnswerForm.base_fields})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.answer_remark(found, by=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error)
            found.refresh_from_db()
            form.data, status = _with_edit(request, found), 409
        else:
            messages.success(request, _("Answered."))
            return redirect(f"{row.get_absolute_url()}#r-{found.pk}")
    place = places_now([found], row.version.outcome.working.body).get(found.pk, "")
    return _page(request, "remark_answer", row, remark=found, form=form, place=place, status=status)


round_close = deed(
    FeedbackRound.objects,
    "casework.manage_round",
    actions.close_round,
    Question(
        title=gettext_lazy("Close this round?"),
        text=gettext_lazy("Who remarked is told what you did with it. Answers can’t be changed after this."),
        yes=gettext_lazy("Close round"),
        done=gettext_lazy("The round is closed. What came of it stands in the change log of the next version."),
        safe=True,
    ),
    back=FeedbackRound.get_absolute_url,
)


def _with_edit(request: SignedInRequest, stored: FeedbackRound | Remark) -> QueryDict:
    """Return what was posted, as if its page had begun with the row as it stands now."""
    data = request.POST.copy()
    data["edit"] = str(stored.edit)
    return data


def _events(request: SignedInRequest, outcome: Outcome) -> Any:
    rows = Event.objects.permitted(request.user, "meetings.view_event").exclude(status=Event.Status.CANCELLED)
    return rows.filter(kind=Event.Kind.FEEDBACK, community=outcome.community)


def _not_asked(row: FeedbackRound) -> list[User]:
    """Members who can still be asked; the authors ask themselves nothing."""
    active = row.version.outcome.community.memberships.active().filter(user__is_active=True)
    asked = row.invitees.exclude(user=None).values("user")
    authors = row.version.outcome.authors.exclude(user=None).values("user")
    members = active.exclude(user__in=asked).exclude(user__in=authors).select_related("user")
    return sorted({place.user for place in members}, key=lambda person: person.full_name.casefold())


def _get(request: SignedInRequest, pk: int) -> FeedbackRound:
    rows = FeedbackRound.objects.select_related(
        "version__outcome__community__programme", "version__outcome__revision", "event"
    )
    row: FeedbackRound = get_permitted_or_404(rows, request.user, "casework.manage_round", pk=pk)
    return row


def _page(request: SignedInRequest, name: str, row: FeedbackRound, *, status: int = 200, **more: Any) -> HttpResponse:
    outcome = row.version.outcome
    back = reverse("casework:version_list", kwargs={"slug": outcome.slug})
    context = {"round": row, "version": row.version, "outcome": outcome, "community": outcome.community, "back": back}
    return render(request, f"casework/{name}.html", context | more, status=status)
