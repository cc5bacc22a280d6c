"""My data: see it, take it along, correct it, object, and be erased."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leerkring.core.errors import Refused
from leerkring.files.responses import file_response

from ..decorators import fresh_sign_in_required
from ..http import SignedInRequest
from ..privacy import erasure, export, objections
from ..privacy.registry import all_processings, hindrances
from ..privacy.regret import read_token
from ..privacy_forms import EraseForm, ObjectionForm


@login_required
@require_safe
def data(request: SignedInRequest) -> HttpResponse:
    """Show what is held and what can be done about it; while a copy is made, how far it is."""
    copy = request.user.data_exports.select_related("file").first()
    if request.headers.get("HX-Request"):
        return render(request, "accounts/data_copy_state.html", {"copy": copy})
    made = set(request.user.objections.values_list("about", flat=True))
    return render(
        request,
        "accounts/data.html",
        {
            "copy": copy,
            "processings": all_processings(),
            "uses": [(use, use.name in made) for use in objections.all_uses()],
            "erasure": getattr(request.user, "erasure_request", None),
            "objection_form": ObjectionForm(),
        },
    )


@login_required
@require_POST
def export_ask(request: SignedInRequest) -> HttpResponse:
    """Ask for a copy."""
    export.ask_export(request.user, now=timezone.now())
    messages.success(request, _("We make your copy. You get a mail when it is ready."))
    return redirect("accounts:data")


@login_required
@fresh_sign_in_required
@reauthentication_required
@never_cache
@require_safe
def export_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Hand out a copy to the person it is about, while it lasts."""
    copies = request.user.data_exports.filter(pk=pk, ends_at__gt=timezone.now(), file__isnull=False)
    copy = copies.select_related("file").first()
    if copy is None or copy.file is None:
        raise Http404("Not yours, or not any more.")
    return file_response(copy.file)


@login_required
@require_POST
def object_to(request: SignedInRequest, about: str) -> HttpResponse:
    """Object to one use of my data, or take that back."""
    form = ObjectionForm(request.POST)
    if about not in {use.name for use in objections.all_uses()} or not form.is_valid():
        raise Http404("No such use.")
    if "back" in request.POST:
        objections.take_back(request.user, about)
        messages.success(request, _("Your objection is taken back."))
    else:
        objections.object_to(request.user, about, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("Your objection is noted."))
    return redirect("accounts:data")


@login_required
@fresh_sign_in_required
@reauthentication_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: SignedInRequest) -> HttpResponse:
    """Ask to be erased, after showing once more who this is; say first what must be put right."""
    form = EraseForm(request.POST or None)
    try:
        if request.method == "POST" and form.is_valid():
            erasure.ask_erasure(request.user, keeps_name=form.cleaned_data["keeps_name"], now=timezone.now())
            return redirect("accounts:data")
    except Refused as error:
        form.add_error(None, error)
    return render(request, "accounts/erase.html", {"form": form, "hindrances": hindrances(request.user)})


@login_required
@require_POST
def erase_cancel(request: SignedInRequest) -> HttpResponse:
    """Think better of it."""
    if erasure.cancel_erasure(request.user):
        messages.success(request, _("You stay. Nothing was erased."))
    return redirect("accounts:data")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase_keep(request: HttpRequest, token: str) -> HttpResponse:
    """Think better of it by the link in the mail: a GET only shows."""
    person = read_token(token)
    is_kept = person is not None and request.method == "POST" and erasure.cancel_erasure(person)
    if is_kept:
        return render(request, "accounts/erase_kept.html")
    if person is None or request.method == "POST":
        return render(request, "accounts/erase_kept.html", {"is_over": True}, status=404)
    context = {
        "title": _("Keep your account?"),
        "text": _("You asked to be erased. Press the button and you stay; nothing has been erased yet."),
        "yes": _("I stay"),
        "safe": True,
    }
    return render(request, "components/confirm_page.html", context)
