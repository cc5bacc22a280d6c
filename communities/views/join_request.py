"""Asking to join a circle, for whoever comes by; and what its coordinators answer."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from leerkring.accounts.http import SignedInRequest
from leerkring.accounts.models import User
from leerkring.core.context import is_signed_in
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.refusals import answer_refusal

from ..actions.join_link import was_let_go
from ..actions.join_request import accept_request, ask_to_join, decline_request, standing_of, withdraw_request
from ..actions.organisation import find_organisation
from ..forms.join_request import AnswerRequestForm, JoinRequestForm
from ..models import Community, JoinRequest, Membership

KEPT = "join_typed"


@never_cache
def join_request(request: HttpRequest, slug: str) -> HttpResponse:
    """Say where the reader stands with this circle, and let who may ask do so. A visitor logs in first."""
    community = get_permitted_or_404(
        Community.objects.select_related("programme"), request.user, "communities.view_joining", slug=slug
    )
    me = cast("User", request.user) if is_signed_in(request) else None
    standing = standing_of(community, me)
    form = JoinRequestForm(request.POST or None, initial=_typed(request, slug))
    if request.method == "POST" and standing.may_ask and form.is_valid():
        return _ask(request, community, me, form)
    context = {"community": community, "standing": standing, "form": form, "next": request.path}
    return render(request, "communities/join_request.html", context)


def _typed(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Return what a visitor typed before logging in."""
    if not is_signed_in(request):
        return {}
    kept = request.session.get(KEPT) or {}
    return kept.get("form", {}) if kept.get("slug") == slug else {}


def _ask(request: HttpRequest, community: Community, me: User | None, form: JoinRequestForm) -> HttpResponse:
    found = form.cleaned_data
    if me is None:
        request.session[KEPT] = {"slug": community.slug, "form": found}
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    known = find_organisation(found["organisation"])
    try:
        ask_to_join(
            community,
            by=me,
            motivation=found["motivation"],
            role=found["role"],
            organisation=known,
            organisation_name=found["organisation"],
        )
    except Refused as error:
        form.add_error(None, error)
        standing = standing_of(community, me)
        context = {"community": community, "standing": standing, "form": form, "next": request.path}
        return render(request, "communities/join_request.html", context, status=409)
    request.session.pop(KEPT, None)
    messages.success(request, _("Your request has been sent to the coordinators."))
    return redirect("communities:join_request", slug=community.slug)


@login_required
def join_request_withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take one's own request back, after asking."""
    mine = get_permitted_or_404(
        JoinRequest.objects.select_related("community"),
        request.user,
        "communities.withdraw_join_request",
        community__slug=slug,
    )
    back = reverse("communities:join_request", kwargs={"slug": slug})
    if request.method == "POST":
        try:
            withdraw_request(mine, by=request.user)
        except Refused as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("Your request has been withdrawn."))
        return redirect(back)
    question = {
        "title": _("Withdraw your request?"),
        "text": _("The coordinators don't see it any more. You can ask again later."),
        "yes": _("Withdraw"),
        "cancel": back,
    }
    return render(request, "components/confirm_page.html", question)


@login_required
def join_request_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show coordinators who asks to join, and what was answered before."""
    community = get_permitted_or_404(
        Community.objects.select_related("programme"), request.user, "communities.change_community", slug=slug
    )
    rows = JoinRequest.objects.permitted(request.user, "communities.view_join_request").filter(community=community)
    rows = rows.select_related("user", "organisation", "answered_by")
    context = {
        "community": community,
        "tab": "people",
        "waiting": list(rows.filter(status=JoinRequest.Status.OPEN)),
        "answered": list(rows.exclude(status=JoinRequest.Status.OPEN).order_by("-answered_at")[:50]),
    }
    return render(request, "communities/join_request_list.html", context)


@login_required
def join_request_answer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Read one request and answer it: yes with a place in the circle, or no with a kind word."""
    asked = get_permitted_or_404(
        JoinRequest.objects.select_related("community__programme", "user", "organisation"),
        request.user,
        "communities.answer_join_request",
        pk=pk,
        community__slug=slug,
    )
    sector = Membership.SECTOR_OF[Membership.Role(asked.role)]
    form = AnswerRequestForm(request.POST or None, initial={"role": asked.role, "sector": sector})
    if request.method == "POST" and form.is_valid():
        return _answer(request, asked, form)
    context = {
        "community": asked.community,
        "tab": "people",
        "asked": asked,
        "form": form,
        "was_let_go": was_let_go(asked.community, asked.user),
    }
    return render(request, "communities/join_request_answer.html", context)


def _answer(request: SignedInRequest, asked: JoinRequest, form: AnswerRequestForm) -> HttpResponse:
    found, name = form.cleaned_data, {"name": asked.user.full_name}
    back = reverse("communities:join_request_list", kwargs={"slug": asked.community.slug})
    try:
        if request.POST.get("answer") == "no":
            decline_request(asked, by=request.user, note=found["note"])
            messages.success(request, _("%(name)s gets a mail that there is an answer.") % name)
        else:
            accept_request(asked, by=request.user, **found)
            messages.success(request, _("%(name)s is in the circle now, and gets a mail about it.") % name)
    except Refused as error:
        return answer_refusal(request, error, back)
    return redirect(back)
