"""The mail that is kept: it holds sign-in codes, so its pages exist only where the settings say so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings as portal_settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from .kept_mail import KeptMail, mail_names, read_mail

View = Callable[..., HttpResponse]
MAILS_PER_PAGE = 30
# The frame shows somebody's HTML: it may look like itself and link out of the frame, and nothing else.
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


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
