"""Notification settings, the link that stops a kind of mail, and the mail that is kept."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings as portal_settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from leerkring.accounts.models import User

from .forms import PreferenceForm
from .kept_mail import KeptMail, mail_names, read_mail
from .kinds import Kind, optional_kinds
from .preferences import preference_of, save_preference
from .preferences import unsubscribe as stop_mail
from .tokens import read_token

View = Callable[..., HttpResponse]
MAILS_PER_PAGE = 30
# The frame shows somebody's HTML: it may look like itself and link out of the frame, and nothing else.
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Choose which mail to get."""
    person = cast("User", request.user)
    form = PreferenceForm(request.POST or None, preference=preference_of(person))
    if request.method == "POST" and form.is_valid():
        save_preference(person, **form.choices())
        messages.success(request, _("Saved. From now on you get mail as you chose."))
        return redirect("notifications:settings")
    return render(request, "notifications/settings.html", {"form": form})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link stops, and stop it on POST: from the page's button or by the mail program itself (RFC 8058).

    No sign-in, no cookie, no redirect, and no CSRF token: what proves the wish is the signed link.
    """
    found = _subscription(token)
    if found is None:
        return render(request, "notifications/unsubscribe_invalid.html", status=404)
    person, kind = found
    if request.method == "POST":
        stop_mail(person, kind.name)
    if request.POST.get("List-Unsubscribe") == "One-Click":
        return HttpResponse(_("You no longer get this mail."), content_type="text/plain; charset=utf-8")
    context = {"kind": kind, "token": token, "done": request.method == "POST"}
    return render(request, "notifications/unsubscribe.html", context)


def _subscription(token: str) -> tuple[User, Kind] | None:
    subscription = read_token(token)
    kinds = {kind.name: kind for kind in optional_kinds()}
    if subscription is None or subscription.kind not in kinds:
        return None
    person = User.objects.filter(pk=subscription.user_id, is_active=True).first()
    return (person, kinds[subscription.kind]) if person else None


# --- The mail that is kept: it holds sign-in codes, so it exists only where the settings say so -----------------


def kept_mail_only(view: View) -> View:
    """Answer 404 on a portal that sends its mail."""

    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not portal_settings.SHOW_KEPT_MAIL:
            raise Http404("This portal keeps no mail.")
        return view(request, *args, **kwargs)

    return guarded


@kept_mail_only
def kept_mail_list(request: HttpRequest) -> HttpResponse:
    """Show the mails, newest first; ``to`` asks for those to one address."""
    to = request.GET.get("to", "").strip()
    mails = (read_mail(name) for name in mail_names()) if to else None
    found = mail_names() if mails is None else [mail.name for mail in mails if mail and to.lower() in mail.to.lower()]
    page = Paginator(found, MAILS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "mails": [_get_mail(name) for name in page.object_list],
        "to": to,
        "query": urlencode({"to": to}) if to else "",
    }
    return render(request, "dev/mail_list.html", context)


@kept_mail_only
def kept_mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail."""
    return render(request, "dev/mail.html", {"mail": _get_mail(name)})


@kept_mail_only
@xframe_options_sameorigin
def kept_mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """Show the HTML of a mail, for the frame."""
    # django-csp leaves a policy alone that is there already.
    return HttpResponse(_get_mail(name).html, headers={"Content-Security-Policy": FRAME_POLICY})


@kept_mail_only
def kept_mail_attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Give an attachment; never to be opened in the browser."""
    for attachment in _get_mail(name).attachments:
        if attachment.number == number:
            response = HttpResponse(attachment.content, content_type="application/octet-stream")
            response.headers["Content-Disposition"] = f'attachment; filename="{_plain(attachment.name)}"'
            return response
    raise Http404("Not found.")


def _get_mail(name: str) -> KeptMail:
    mail = read_mail(name)
    if mail is None:
        raise Http404("Not found.")
    return mail


def _plain(name: str) -> str:
    return "".join(char for char in name if char.isascii() and (char.isalnum() or char in "._- ")) or "file"
