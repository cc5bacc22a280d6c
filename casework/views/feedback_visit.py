"""Reading a version and remarking on it: members after signing in, others behind a link of their own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.vocabulary import speak_of
from leerkring.files.responses import file_response

from ..actions import feedback_visit as actions
from ..actions.figure import ADDRESS
from ..forms.feedback import RemarkForm
from ..models import FeedbackRound, RoundInvitee
from ..shown.feedback import passages


@login_required
def round_read(request: SignedInRequest, pk: int) -> HttpResponse:
    """A member who was asked reads and remarks."""
    rows = FeedbackRound.objects.select_related("version__outcome__community__programme", "event")
    row = get_permitted_or_404(rows, request.user, "casework.join_round", pk=pk)
    invitee = get_object_or_404(row.invitees.all(), user=request.user)
    invitee.round = row
    return _visit(request, invitee)


@never_cache
def round_visit(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody from outside reads and remarks; the link is the key, to this one version."""
    invitee = actions.find_invitee(token)
    if invitee is None:
        return render(request, "casework/round_gone.html", status=404)
    speak_of(invitee.round.version.outcome)
    return _visit(request, invitee)


@never_cache
@require_safe
def round_figure(request: HttpRequest, token: str, file: UUID) -> HttpResponseBase:
    """A picture of the version that the link opens, and of no other."""
    invitee = actions.find_invitee(token)
    version = invitee.round.version if invitee else None
    if version is None or str(file) not in ADDRESS.findall(version.body):
        raise Http404("Not found.")
    figure = get_object_or_404(version.outcome.figures.select_related("file"), file=file)
    return file_response(figure.file)


def _visit(request: HttpRequest, invitee: RoundInvitee) -> HttpResponse:
    if request.method != "POST":
        anchor = request.GET.get("bij", "")[:40]
        return _page(request, invitee, RemarkForm(initial={"anchor": anchor}), anchor=anchor)
    try:
        done = _do(request, invitee)
    except Refused as error:
        form = RemarkForm(request.POST)
        form.is_valid()
        form.add_error(None, error)
        is_lost = isinstance(error, actions.TooLate) and bool(request.POST.get("text"))
        anchor = request.POST.get("anchor", "")[:40]
        return _page(request, invitee, form, anchor=anchor, is_lost=is_lost, status=409)
    if isinstance(done, RemarkForm):
        return _page(request, invitee, done, anchor=request.POST.get("anchor", "")[:40], status=422)
    messages.success(request, done)
    place = request.POST.get("anchor", "")[:40]
    return redirect(f"{request.path}#{place if place.isalnum() else 'mine'}")


def _do(request: HttpRequest, invitee: RoundInvitee) -> str | RemarkForm:
    """Do what was asked and return what to say of it; the form when something is not right in it."""
    if "done" in request.POST:
        actions.say_done(invitee)
        return _("Thank you. You can still add something until the round ends.")
    if number := request.POST.get("remove"):
        remarks = invitee.remarks.filter(pk=number if number.isdecimal() and len(number) < 10 else 0)
        actions.take_back_remark(invitee, get_object_or_404(remarks))
        return _("Taken back.")
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return form
    actions.write_remark(invitee, **form.cleaned_data)
    return _("Thank you. The authors read your remark and answer it.")


def _page(
    request: HttpRequest, invitee: RoundInvitee, form: RemarkForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    row = invitee.round
    remarks = list(invitee.remarks.all())
    figures = "" if invitee.user_id else f"{request.path}afbeelding/"
    rows = passages(row.version, remarks, figures=figures)
    known = {passage.paragraph.anchor for passage in rows}
    context = {
        "round": row,
        "version": row.version,
        "community": row.version.outcome.community,
        "invitee": invitee,
        "passages": rows,
        "remarks": remarks,
        "general": [remark for remark in remarks if not remark.anchor],
        "form": form,
    }
    more["anchor"] = more["anchor"] if more["anchor"] in known else ""
    return render(request, "casework/round_visit.html", context | more, status=status)
