"""The guests of a meeting: the page on which its coordinators ask them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.guest import change_guest, invite_guest, resend_guest, withdraw_guest
from ..actions.guest_visit import remove_guest_file
from ..forms.guest import GuestChangeForm, GuestForm, stored_guest
from ..models import Guest, Meeting


@login_required
def guest_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show whom we asked and what they said; ask one more."""
    marked = Meeting.objects.with_circle().mark_permissions(request.user, may_invite="meetings.change_guests")
    meeting = get_permitted_or_404(marked, request.user, "meetings.view_guests", pk=pk)
    form = GuestForm(request.POST or None)
    if not meeting.may_invite or not form.is_valid():
        return _list_page(request, meeting, form, status=422 if form.is_bound else 200)
    try:
        guest = invite_guest(meeting, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _list_page(request, meeting, form, status=422)
    messages.success(request, _("%(name)s gets a mail with a link.") % {"name": guest.name})
    return redirect("meetings:guest_list", pk=pk)


def _list_page(request: SignedInRequest, meeting: Meeting, form: GuestForm, *, status: int) -> HttpResponse:
    guests = Guest.objects.permitted(request.user, "meetings.tidy_guest").listed().filter(meeting=meeting)
    rows = guests.select_related("meeting").prefetch_related("files__file", "items")
    context = {"meeting": meeting, "community": meeting.cycle.community, "guests": list(rows), "form": form}
    return render(request, "meetings/guest_list.html", context, status=status)


def _load(request: SignedInRequest, pk: int, guest_pk: int) -> Guest:
    guests = Guest.objects.select_related("meeting__cycle__community")
    return get_permitted_or_404(guests, request.user, "meetings.change_guest", pk=guest_pk, meeting=pk)


@login_required
def guest_change(request: SignedInRequest, pk: int, guest_pk: int) -> HttpResponse:
    """Correct what we know of a guest; another address gets a link of its own."""
    guest = _load(request, pk, guest_pk)
    form = GuestChangeForm(request.POST or None, guest=guest)
    if not form.is_valid():
        return _change_page(request, guest, form, status=422 if form.is_bound else 200)
    try:
        change_guest(guest, by=request.user, **form.cleaned_data)
    except Overtaken as conflict:
        # What was typed stays in the form, and what stands there now beside it; saving again is then a choice.
        guest.refresh_from_db(fields=list(stored_guest(guest)))
        form.overtaken(conflict, stored_guest(guest))
        return _change_page(request, guest, form, status=409)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _change_page(request, guest, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("meetings:guest_list", pk=pk)


def _change_page(request: SignedInRequest, guest: Guest, form: GuestChangeForm, *, status: int) -> HttpResponse:
    context = {"guest": guest, "meeting": guest.meeting, "form": form}
    return render(request, "meetings/guest_change.html", context, status=status)


@login_required
@require_POST
def guest_resend(request: SignedInRequest, pk: int, guest_pk: int) -> HttpResponse:
    """Ask once more, with a new link."""
    guest = _load(request, pk, guest_pk)
    try:
        resend_guest(guest, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("%(name)s gets a mail with a new link.") % {"name": guest.name})
    return redirect("meetings:guest_list", pk=pk)


@login_required
def guest_withdraw(request: SignedInRequest, pk: int, guest_pk: int) -> HttpResponse:
    """Take a guest off the meeting, after asking."""
    guest = _load(request, pk, guest_pk)
    if request.method != "POST":
        return render(request, "meetings/guest_withdraw.html", {"guest": guest, "meeting": guest.meeting})
    try:
        withdraw_guest(guest, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("%(name)s is no longer expected, and gets a mail.") % {"name": guest.name})
    return redirect("meetings:guest_list", pk=pk)


@login_required
@require_POST
def guest_file_tidy(request: SignedInRequest, pk: int, guest_pk: int, file: UUID) -> HttpResponse:
    """Take away a file that a guest left."""
    guest = get_permitted_or_404(Guest.objects, request.user, "meetings.tidy_guest", pk=guest_pk, meeting=pk)
    kept = get_object_or_404(guest.files.select_related("file"), file=file)
    remove_guest_file(guest, kept)
    messages.success(request, _("Removed: %(title)s") % {"title": kept.file.name})
    return redirect("meetings:guest_list", pk=pk)
