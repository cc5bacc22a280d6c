"""Telling what became of an outcome: by who is asked, by any reader; and looking at what readers told."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.context import is_signed_in
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404, has_permission
from leerkring.core.vocabulary import speak_of

from ..actions import uptake_told as actions
from ..forms.uptake import ReuseForm, UptakeForm
from ..models import Outcome, Uptake
from ..uptake_links import read_uptake_token

PAGE = "casework/uptake_form.html"


@never_cache
def uptake_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Who is asked by mail answers, without signing in; the link is for this one question."""
    asked = read_uptake_token(token)
    found = actions.asked_person(asked) if asked else None
    if asked is None or found is None:
        return render(request, "casework/uptake_gone.html", status=404)
    outcome, person = found
    speak_of(outcome)
    given = (
        Uptake.objects.filter(outcome=outcome, user=person, rule=asked.rule).values("use", "where", "story").first()
    )
    form = UptakeForm(request.POST or None, initial=given)
    if form.is_valid():
        actions.answer_uptake(outcome, form.told, by=person, rule=asked.rule)
        return render(
            request, "casework/uptake_thanks.html", {"outcome": outcome, "told": form.told, "is_asked": True}
        )
    context = {"outcome": outcome, "form": form, "is_asked": True, "name": person.given_name, "is_changed": given}
    return render(request, PAGE, context, status=422 if form.is_bound else 200)


@never_cache
def uptake_tell(request: HttpRequest, slug: str) -> HttpResponse:
    """A reader tells that they use it."""
    outcome = _get(request, "casework.tell_uptake", slug)
    form = ReuseForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        status = _tell(request, outcome, form)
        if status == 302:
            return redirect("casework:uptake_thanks", slug=slug)
    return render(request, PAGE, {"outcome": outcome, "form": form}, status=status)


def _tell(request: HttpRequest, outcome: Outcome, form: ReuseForm) -> int:
    """Keep what was told and return 302; else the status of the page that says why not."""
    if not ratelimit.consume(request, action="contact", key=f"uptake:{outcome.pk}:{request.META.get('REMOTE_ADDR')}"):
        form.add_error(None, _("You have sent several messages already. Wait an hour and send this one again."))
        return 429
    by = request.user if is_signed_in(request) else None
    is_maker = by is not None and has_permission(by, "casework.manage_publication", outcome)
    try:
        actions.tell_uptake(outcome, form.told, by=by, is_maker=is_maker)  # type: ignore[arg-type]
    except Refused as error:
        form.add_error(None, error)
        return 409
    return 302


@require_safe
def uptake_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what happens now."""
    return render(request, "casework/uptake_thanks.html", {"outcome": _get(request, "casework.tell_uptake", slug)})


@login_required
@require_safe
def uptake_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """All that was told, for who writes the text: what waits first."""
    outcome = _get(request, "casework.manage_publication", slug)
    rows = list(outcome.uptakes.select_related("user"))
    rows.sort(key=lambda row: not row.is_waiting)
    context = {"outcome": outcome, "rows": rows, "waiting": sum(row.is_waiting for row in rows)}
    return render(request, "casework/uptake_list.html", context)


@login_required
@require_POST
def uptake_decide(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show to everybody what was told, or hide it."""
    outcome = _get(request, "casework.manage_publication", slug)
    uptake = get_object_or_404(outcome.uptakes.all(), pk=pk)
    is_shown = "show" in request.POST
    try:
        actions.decide_uptake(uptake, by=request.user, is_shown=is_shown)
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Everybody sees it now.") if is_shown else _("It is not shown."))
    return redirect("casework:uptake_list", slug=slug)


def _get(request: HttpRequest, permission: str, slug: str) -> Outcome:
    rows = Outcome.objects.select_related("community__programme").defer("body")
    outcome: Outcome = get_permitted_or_404(rows, request.user, permission, slug=slug)
    return outcome
