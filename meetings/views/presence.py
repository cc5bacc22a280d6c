"""Saying that one is there, with the code on the wall."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.context import is_signed_in
from leerkring.core.errors import Refused
from leerkring.core.links import absolute_url
from leerkring.core.permissions import get_permitted_or_404

from ..actions.presence import report_presence
from ..forms.presence import CodeForm
from ..models import Meeting, Presence, PresenceCorrection
from ..presence import is_proof, is_scanned_now, make_proof, scanned_code, step_of, typed_code
from ..shown.presence import corrections, own_presence, who_was_there

MARKS = {"may_report": "meetings.report_presence", "may_view_others": "meetings.view_who_was_there"}


@never_cache
def presence_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whether I stand on the list; with the code on the wall, put me on it. A GET only shows the button."""
    proof = _proof(request, pk)
    if not is_signed_in(request):
        here = reverse("meetings:presence_mine", kwargs={"pk": pk})
        return redirect_to_login(f"{here}?bewijs={proof}" if proof else here)
    meeting = _load(request, pk)
    form = CodeForm(request.POST if request.method == "POST" else None, initial={"proof": proof})
    if request.method != "POST" or not form.is_valid():
        return _page(request, meeting, form, status=422 if form.is_bound else 200)
    return _report(request, meeting, form)  # type: ignore[arg-type]


def _proof(request: HttpRequest, pk: int) -> str:
    """Return the proof that the code was scanned: made now, or brought along through logging in; else nothing."""
    if is_scanned_now(pk, request.GET.get("code", ""), timezone.now()):
        return make_proof(pk)
    brought = request.GET.get("bewijs", "")
    return brought if is_proof(pk, brought) else ""


def _load(request: HttpRequest, pk: int) -> Any:
    marked = Meeting.objects.with_circle().mark_permissions(request.user, **MARKS)
    return get_permitted_or_404(marked, request.user, "meetings.view_meeting", pk=pk)


def _report(request: SignedInRequest, meeting: Meeting, form: CodeForm) -> HttpResponse:
    typed = not form.cleaned_data["proof"]
    if typed and not ratelimit.consume(request, action="presence", key=f"{meeting.pk}:{request.user.pk}"):
        form.add_error("code", _("That was too often. Wait a few minutes, or ask who leads the meeting to tick you."))
        return _page(request, meeting, form, status=429)
    try:
        report_presence(meeting, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error("code" if typed else None, refusal)
        return _page(request, meeting, form, status=422)
    messages.success(request, _("Good that you are there. You stand on the list."))
    return redirect("meetings:presence_mine", pk=meeting.pk)


def _page(request: HttpRequest, meeting: Any, form: CodeForm, *, status: int) -> HttpResponse:
    """Show my row, what was changed in it, and who else was there once the list is signed."""
    rows = Presence.objects.permitted(request.user, "meetings.view_presence").filter(meeting=meeting)
    mine = rows.filter(user=request.user.pk).first()  # type: ignore[misc]
    changed = PresenceCorrection.objects.permitted(request.user, "meetings.view_presence_correction")
    changed = changed.filter(presence=mine).select_related("presence__user", "presence__guest", "corrected_by")
    context = {
        "meeting": meeting,
        "community": meeting.cycle.community,
        "form": form,
        "mine": own_presence(meeting, mine) if mine else None,
        "corrections": corrections(changed) if mine else [],
        "others": who_was_there(meeting) if meeting.may_view_others else None,
        "proof": form["proof"].value() if meeting.may_report else "",
    }
    return render(request, "meetings/presence_mine.html", context, status=status)


@login_required
@never_cache
@require_safe
def presence_wall(request: SignedInRequest, pk: int) -> HttpResponse:
    """The code for on the wall, which looks for the next one by itself."""
    meetings = Meeting.objects.with_circle()
    meeting = get_permitted_or_404(meetings, request.user, "meetings.show_presence_code", pk=pk)
    step = step_of(timezone.now())
    digits = typed_code(pk, step)
    here = reverse("meetings:presence_mine", kwargs={"pk": pk})
    rows = Presence.objects.permitted(request.user, "meetings.view_presence").filter(meeting=meeting)
    context = {
        "meeting": meeting,
        "community": meeting.cycle.community,
        "address": absolute_url(f"{here}?code={scanned_code(pk, step)}"),
        "digits": f"{digits[:3]} {digits[3:]}",
        "short_address": absolute_url(here).partition("://")[2],
        "number": rows.counted().count(),
    }
    is_part = "HX-Request" in request.headers
    return render(request, f"meetings/presence_wall{'_code' if is_part else ''}.html", context)
