"""Who signed up for an event: the organiser's list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.sheets import sheet_response
from leerkring.core.vocabulary import speak_of

from ..actions.registration import add_registration, remove_registration
from ..forms.registration import RegistrationAddForm
from ..models import Event, Registration
from ..shown.registration import registration_groups, registration_table

MANAGE = "meetings.manage_event"


def _load(request: SignedInRequest, slug: str) -> Event:
    rows = Event.objects.select_related("programme", "community__programme")
    marked = rows.mark_permissions(request.user, may_keep="meetings.keep_registrations")
    event: Event = get_permitted_or_404(marked, request.user, MANAGE, slug=slug)
    return event


@login_required
def registration_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show who comes and who waits; put somebody on the list."""
    event = _load(request, slug)
    form = RegistrationAddForm(request.POST or None)
    if event.may_keep and form.is_valid():  # type: ignore[attr-defined]
        try:
            row = add_registration(event, by=request.user, language="nl", **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(name)s is on the list, and gets a mail.") % {"name": row.name})
            return redirect("meetings:registration_list", slug=slug)
    rows = Registration.objects.permitted(request.user, "meetings.view_registration").filter(event=event)
    context = {"event": event, "form": form, "groups": registration_groups(event, list(rows))}
    return render(request, "meetings/registration_list.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def registration_export(request: SignedInRequest, slug: str) -> HttpResponse:
    """Hand out the list as a spreadsheet."""
    event = _load(request, slug)
    rows = Registration.objects.permitted(request.user, "meetings.view_registration").filter(event=event)
    head = [_("name"), _("e-mail address"), _("organisation"), _("status"), _("since"), _("remark")]
    return sheet_response(
        event.title, head, registration_table(rows.counting().order_by("status", "confirmed_at", "pk"))
    )


@login_required
def registration_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take somebody off the list, after asking."""
    rows = Registration.objects.select_related("event__programme", "event__community__programme")
    row = get_permitted_or_404(rows, request.user, "meetings.remove_registration", pk=pk, event__slug=slug)
    speak_of(row.event)
    if request.method != "POST":
        return render(request, "meetings/registration_remove.html", {"registration": row, "event": row.event})
    try:
        remove_registration(row, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("%(name)s is off the list, and gets a mail.") % {"name": row.name})
    return redirect("meetings:registration_list", slug=slug)
