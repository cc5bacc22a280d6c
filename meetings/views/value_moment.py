"""*What do I take along?*: the page of a member, the code on the wall, and the page behind it."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.vocabulary import speak_of

from ..actions.value_moment import find_by_code, is_open_to_all, remove_value_moment, take_along, take_along_by_code
from ..forms.harvest import ValueByCodeForm, ValueForm
from ..models import Meeting, ValueMoment
from ..tokens import value_url


@login_required
def value_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write in a minute what I take along; written again, the last words count."""
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.take_along", pk=pk)
    form = ValueForm(request.POST or None, moment=meeting.value_moments.filter(user=request.user).first())
    context = {"meeting": meeting, "community": meeting.cycle.community, "form": form}
    if not form.is_valid():
        return render(request, "meetings/value_write.html", context, status=422 if form.is_bound else 200)
    try:
        take_along(meeting, by=request.user, page=form.page_id, text=form.cleaned_data["text"])
    except Refused as refusal:
        form.add_error(None, refusal)
        return render(request, "meetings/value_write.html", context, status=422)
    messages.success(request, _("Thank you. Members of the circle can read it with the harvest."))
    return redirect(f"{reverse('meetings:harvest', kwargs={'pk': pk})}#moments")


@login_required
def value_remove(request: SignedInRequest, pk: int, moment_pk: int) -> HttpResponse:
    """Take away what somebody takes along, after asking."""
    rows = ValueMoment.objects.select_related("meeting")
    moment = get_permitted_or_404(rows, request.user, "meetings.remove_value_moment", pk=moment_pk, meeting=pk)
    back = f"{reverse('meetings:harvest', kwargs={'pk': pk})}#moments"
    if request.method != "POST":
        question = {
            "title": _("Remove this?"),
            "text": _("“%(text)s” disappears from the harvest and from the report.") % {"text": moment.text},
            "yes": _("Remove"),
            "cancel": back,
        }
        return render(request, "components/confirm_page.html", question)
    try:
        remove_value_moment(moment, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Removed."))
    return redirect(back)


@login_required
@never_cache
@require_safe
def value_code(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the code for the wall: whoever scans it writes without an account."""
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.show_value_code", pk=pk)
    last_day = meeting.ends_at + ValueMoment.LASTS
    context = {"meeting": meeting, "community": meeting.cycle.community, "url": value_url(pk), "last_day": last_day}
    return render(request, "meetings/value_code.html", context)


@never_cache
def value_by_code(request: HttpRequest, token: str) -> HttpResponse:
    """Write what one takes along without an account; the code is the key."""
    meeting = find_by_code(token)
    if meeting is None:
        return render(request, "meetings/value_gone.html", status=404)
    speak_of(meeting)
    if not is_open_to_all(meeting):
        return render(request, "meetings/value_gone.html", {"meeting": meeting}, status=410)
    form = ValueByCodeForm(request.POST or None)
    status = 200 if request.method != "POST" else _keep(request, meeting, form) if form.is_valid() else 422
    if status == 302:
        return redirect("meetings:value_thanks", token=token)
    context = {"meeting": meeting, "community": meeting.cycle.community, "form": form}
    return render(request, "meetings/value_by_code.html", context, status=status)


def _keep(request: HttpRequest, meeting: Meeting, form: ValueByCodeForm) -> int:
    """Keep it and return 302; else the status of the page that says why not."""
    if not ratelimit.consume(request, action="value_moment"):
        form.add_error(None, _("Many people write at once here. Wait a minute and send it again."))
        return 429
    facts = {name: form.cleaned_data[name] for name in ("text", "name")}
    try:
        take_along_by_code(meeting, page=form.page_id, **facts)
    except Refused as refusal:
        form.add_error(None, refusal)
        return 422
    return 302


@never_cache
@require_safe
def value_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Say that it was kept, and who reads it."""
    meeting = find_by_code(token)
    if meeting is None:
        return render(request, "meetings/value_gone.html", status=404)
    speak_of(meeting)
    context = {"meeting": meeting, "community": meeting.cycle.community, "token": token}
    return render(request, "meetings/value_thanks.html", context)
