"""The status page, for operators."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from leerkring.notifications.onhold import confirm
from leerkring.notifications.resend import resend_newest

from ..status import SHOWN_FAILURES
from ..status import status as look


@require_http_methods(["GET", "HEAD"])
def status(request: HttpRequest) -> HttpResponse:
    """Show how the portal does."""
    context = {**admin.site.each_context(request), "title": _("Status"), "status": look()}
    return TemplateResponse(request, "admin/website/status.html", context)


@require_POST
def release_mail(request: HttpRequest) -> HttpResponse:
    """Let mail go again after a backup was put back."""
    dropped = confirm(drop="drop" in request.POST)
    said = _("Mail goes out again. Given up: %(count)s.")
    messages.success(request, said % {"count": dropped})
    return redirect("status")


@require_POST
def resend_failures(request: HttpRequest) -> HttpResponse:
    """Send again what the page shows as given up."""
    count = resend_newest(SHOWN_FAILURES)
    said = ngettext("%(count)s mail goes out again.", "%(count)s mails go out again.", count)
    messages.success(request, said % {"count": count})
    return redirect("status")
