"""What is held about people: for everybody in a statement, for operators and the privacy contact as a register."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.admin import site
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.permissions.incident import is_privacy_contact
from leerkring.accounts.http import SignedInRequest
from leerkring.accounts.models import Objection
from leerkring.accounts.privacy.objections import all_uses
from leerkring.accounts.privacy.registry import all_processings
from leerkring.core.sheets import sheet_response
from leerkring.core.visitors import kept_for_visitors

from .. import privacy_register

HOUR = 60 * 60
SHOWN = 50


@require_safe
@kept_for_visitors(HOUR)
def statement(request: HttpRequest) -> TemplateResponse:
    """Say what is held about people, as the apps declare it."""
    return TemplateResponse(request, "website/privacy.html", {"processings": all_processings()})


def for_guardians(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in operators with a second proof, and the privacy contact; for anybody else there is nothing."""

    @login_required
    @require_safe
    @wraps(view)
    def guarded(request: SignedInRequest, **kwargs: Any) -> HttpResponse:
        if is_privacy_contact(request.user):
            return view(request, **kwargs)
        if not request.user.is_staff:
            raise Http404("Not found.")
        if not site.has_permission(request):
            asked = _("The administration asks for a second proof. First switch on an app or a passkey.")
            messages.info(request, asked)
            return redirect("mfa_index")
        return view(request, **kwargs)

    return guarded


@for_guardians
def register(request: SignedInRequest) -> HttpResponse:
    """Show the register of processing."""
    head = privacy_register.head()
    rows = [list(zip(head, row, strict=True)) for row in privacy_register.rows()]
    return render(request, "website/privacy_register.html", {"rows": rows, "facts": privacy_register.controller()})


@for_guardians
def register_sheet(request: SignedInRequest) -> HttpResponse:
    """Hand it out as a spreadsheet."""
    return sheet_response("verwerkingsregister", privacy_register.head(), privacy_register.rows())


@for_guardians
def objection_list(request: SignedInRequest) -> HttpResponse:
    """Show who objects to what."""
    rows = Objection.objects.select_related("user").order_by("-made_at", "pk")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    labels = {use.name: use.label for use in all_uses()}
    said = [(labels.get(row.about, row.about), row) for row in page.object_list]
    return render(request, "website/objection_list.html", {"page": page, "said": said})
