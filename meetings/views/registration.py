"""Signing up for an event, and the page behind the link of who did."""

from collections.abc import Callable

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.context import is_signed_in
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.vocabulary import speak_of

from ..actions.event_places import must_wait
from ..actions.registration import cancel_registration, confirm_registration, find_registration, owns_address, register
from ..forms.registration import RegistrationForm
from ..models import Event, Registration

View = Callable[..., HttpResponse]


def _event(request: HttpRequest, slug: str, rule: str) -> Event:
    rows = Event.objects.select_related("programme", "community__programme")
    event: Event = get_permitted_or_404(rows, request.user, rule, slug=slug)
    return event


@never_cache
def registration_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign up; known and unknown addresses get the same answer, the rest goes by mail."""
    event = _event(request, slug, "meetings.register_for_event")
    user = request.user if is_signed_in(request) else None
    form = RegistrationForm(request.POST or None, user=user)  # type: ignore[arg-type]
    if not event.is_open:
        return render(request, "meetings/registration_closed.html", {"event": event}, status=410)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        status = _register(request, event, form)
        if status == 302:
            is_own = owns_address(user, form.cleaned_data["email"])  # type: ignore[arg-type]
            return redirect(event) if is_own else redirect("meetings:registration_sent", slug=slug)
    return render(request, "meetings/registration_form.html", {"event": event, "form": form}, status=status)


def _register(request: HttpRequest, event: Event, form: RegistrationForm) -> int:
    """Sign up and return 302; else the status of the page that says why not."""
    if not ratelimit.consume(request, action="registration"):
        form.add_error(None, _("There were very many registrations from here. Wait an hour and send this one again."))
        return 429
    facts = form.facts()
    # Whoever fills in an address again and again sees the same page; the mailbox gets a few mails.
    if not ratelimit.consume(request, action="registration_mail", key=f"{event.pk}:{facts['email'].lower()}"):
        return 302
    user = request.user if is_signed_in(request) else None
    try:
        row = register(event, user=user, language=get_language() or "nl", **facts)  # type: ignore[arg-type]
    except Refused as refusal:
        form.add_error(None, refusal)
        return 409
    if row.user_id and row.counts:
        _say(request, row)
    return 302


def _say(request: HttpRequest, row: Registration) -> None:
    if row.status == Registration.Status.CONFIRMED:
        messages.success(request, _("You have a place. We sent you a mail with everything you need."))
    else:
        messages.success(request, _("You are on the waiting list. We mail you when a place comes free."))


@require_safe
def registration_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that there is a mail to read."""
    event = _event(request, slug, "meetings.view_event")
    return render(request, "meetings/registration_sent.html", {"event": event})


# --- Behind the link in the mail: the link is the key -------------------------------------------------------------


def _behind_link(view: View) -> View:
    """Give the view the registration whose link it is; a link that opens nothing (any more) looks missing."""

    @never_cache
    def found(request: HttpRequest, token: str) -> HttpResponse:
        row = find_registration(token)
        if row is None:
            return render(request, "meetings/registration_gone.html", status=404)
        speak_of(row.event)
        return view(request, token, row)

    return found


@require_safe
@_behind_link
def registration_detail(request: HttpRequest, token: str, row: Registration) -> HttpResponse:
    """Show what somebody signed up for, and the one thing asked of them."""
    return _page(request, token, row)


def _page(request: HttpRequest, token: str, row: Registration, *, status: int = 200) -> HttpResponse:
    event = row.event
    asks = row.status == Registration.Status.UNCONFIRMED and not row.has_lapsed and event.is_published
    context = {
        "registration": row,
        "event": event,
        "token": token,
        "asks": asks,
        "is_full": asks and must_wait(event),
        "comes": row.status == Registration.Status.CONFIRMED,
        "waits": row.status == Registration.Status.WAITING,
        "is_cancelled": event.status == Event.Status.CANCELLED,
        "may_cancel": row.counts and event.is_published and not event.has_begun,
    }
    return render(request, "meetings/registration_detail.html", context, status=status)


@require_POST
@_behind_link
def registration_confirm(request: HttpRequest, token: str, row: Registration) -> HttpResponse:
    """Let a registration count."""
    try:
        confirm_registration(row)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("meetings:registration_detail", token=token)


@_behind_link
def registration_cancel(request: HttpRequest, token: str, row: Registration) -> HttpResponse:
    """Give up a place, after asking."""
    if request.method != "POST":
        return render(
            request, "meetings/registration_cancel.html", {"registration": row, "event": row.event, "token": token}
        )
    try:
        cancel_registration(row)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("meetings:registration_detail", token=token)


@login_required
@require_POST
def registration_own_cancel(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give up one's own place, signed in, without the link."""
    rows = Registration.objects.select_related("event__programme", "event__community__programme").counting()
    row = get_permitted_or_404(rows, request.user, "meetings.view_own_registration", event__slug=slug)
    try:
        cancel_registration(row)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("You have cancelled. Your place goes to somebody else."))
    return redirect("meetings:event_detail", slug=slug)
