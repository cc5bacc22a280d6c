"""The page at which a mail service tells what became of mail, and the one that sets an address right."""

from typing import cast

from allauth.core import ratelimit
from anymail.signals import EventType, RejectReason, tracking
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import SuspiciousOperation
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from leerkring.accounts.models import User

from . import bounces
from .address_check import read_check, send_check
from .mail_services import SERVICES, says_it_passes
from .models import Suppression

# There is no such address, or it bounced before; everything else that is refused may pass.
GONE = {RejectReason.INVALID, RejectReason.BOUNCED}


@csrf_exempt
@never_cache
def reports(request: HttpRequest, service: str) -> HttpResponse:
    """Hand a report to django-anymail, which knows how each service writes them and asks for the secret.

    A service that the settings don't name has no page. For machines: no session, no cookie, and no CSRF token.
    """
    if service not in settings.MAIL_SERVICES:
        raise Http404
    view = import_string(SERVICES[service]).as_view()
    try:
        return cast("HttpResponse", view(request))
    except SuspiciousOperation:
        is_patient = ratelimit.consume(request, action="inbound_refused")
        return HttpResponse(status=401 if is_patient else 429)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError):
        # Who knows the secret and sends something else than this service does.
        return HttpResponse(status=400)


@receiver(tracking)
def note_report(sender: type[AnymailCoreWebhookView], event: object, esp_name: str, **_rest: object) -> None:
    """Take over what a service reports; most events (sent, opened) mean nothing to us."""
    kind, address = getattr(event, "event_type", ""), getattr(event, "recipient", "") or ""
    facts = {"event": f"{esp_name}:{number}" if (number := getattr(event, "event_id", None)) else ""}
    at = getattr(event, "timestamp", None)
    passes = says_it_passes(getattr(event, "esp_event", None))
    if not passes and (cause := _cause(kind, getattr(event, "reject_reason", None))):
        bounces.mark_bounced(str(getattr(event, "message_id", "") or ""), bounces.CAME_BACK[cause])
        bounces.suppress(address, cause, at=at, **facts)
    elif kind in (EventType.BOUNCED, EventType.DEFERRED):
        if kind == EventType.BOUNCED:
            bounces.mark_bounced(str(getattr(event, "message_id", "") or ""), bounces.REFUSED)
        bounces.note_soft_bounce(address, at=at, **facts)


def _cause(kind: str, reject_reason: str | None) -> Suppression.Cause | None:
    if kind == EventType.COMPLAINED or (kind == EventType.REJECTED and reject_reason == RejectReason.SPAM):
        return Suppression.Cause.COMPLAINT
    if kind in (EventType.BOUNCED, EventType.REJECTED) and reject_reason in GONE:
        return Suppression.Cause.BOUNCE
    return None


@login_required
@require_POST
def address_check(request: HttpRequest) -> HttpResponse:
    """Send a mail with a link, to somebody whose address mail came back from."""
    person = cast("User", request.user)
    found = bounces.suppression_of(person.email)
    if found is None:
        messages.info(request, _("Mail to your address is on already."))
    elif not ratelimit.consume(request, action="address_check", user=person):
        messages.error(request, _("You asked for this a few times. Try again in an hour."))
    else:
        send_check(person, found)
        said = _("We have sent a mail to %(address)s. Press the link in it; then everything works again.")
        messages.success(request, said % {"address": person.email})
    return redirect("notifications:settings")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link does, and do it on POST: who reads the mail owns the address. No sign-in, no cookie."""
    person = read_check(token)
    if person is None:
        return render(request, "notifications/address_gone.html", status=404)
    if request.method == "POST":
        bounces.confirm_address(person.email)
    context = {"token": token, "address": person.email, "done": request.method == "POST"}
    return render(request, "notifications/address_confirm.html", context)
