"""The page behind the link of an invitation. The link shows that the reader was asked; GET changes nothing."""

from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from leerkring.accounts.actions import register_person
from leerkring.accounts.models import User
from leerkring.accounts.sign_in import sign_in
from leerkring.core.context import is_signed_in
from leerkring.core.errors import Refused
from leerkring.core.refusals import answer_refusal
from leerkring.core.vocabulary import speak_of

from ..actions.answer import (
    accept_invitation,
    account_of,
    claim_invitation,
    decline_invitation,
    find_invitation,
    mark_opened,
    owns_address,
)
from ..forms.answer import DeclineForm, NamesForm
from ..models import Invitation


def _found(token: str) -> Invitation | None:
    """Return the invitation that this link is the key of, and speak the words of its programme."""
    invitation = find_invitation(token)
    if invitation:
        speak_of(invitation)
    return invitation


def _page(request: HttpRequest, invitation: Invitation | None, name: str, **context: Any) -> HttpResponse:
    status = context.pop("status", 200)
    if invitation:
        context |= {"invitation": invitation, "community": invitation.community}
    return render(request, f"communities/invitation_{name}.html", context, status=status)


def _ended(request: HttpRequest, invitation: Invitation) -> HttpResponse | None:
    """Return the page for an invitation that can't be answered (any more); None when it can."""
    if invitation.is_sent and not invitation.is_expired:
        closed = invitation.community.is_over
        return _page(request, invitation, "ended", reason="closed", status=410) if closed else None
    reason = "expired" if invitation.is_expired else invitation.status
    return _page(request, invitation, "ended", reason=reason, status=410)


def _reader(request: HttpRequest) -> User | None:
    return cast("User", request.user) if is_signed_in(request) else None


@never_cache
def invitation_answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """Say who invites to what; POST joins: as who is signed in, or with a new account in one step."""
    invitation, me = _found(token), _reader(request)
    if invitation is None:
        return _page(request, None, "unknown", status=404)
    if me and _joined(me, invitation):
        return redirect(invitation.community)
    if ended := _ended(request, invitation):
        return ended
    if me:
        return _answer_signed_in(request, invitation, token, me)
    if account_of(invitation.email):
        return _page(request, invitation, "answer", token=token, way="sign_in")
    return _answer_new(request, invitation, token)


def _joined(me: User, invitation: Invitation) -> bool:
    """Whether this person used the link before and is in the circle."""
    if invitation.accepted_by_id != me.pk:
        return False
    return invitation.community.memberships.active().filter(user=me).exists()


def _answer_signed_in(request: HttpRequest, invitation: Invitation, token: str, me: User) -> HttpResponse:
    if not owns_address(me, invitation.email):
        waits = invitation.claimed_by_id == me.pk
        return _page(request, invitation, "answer", token=token, way="waits" if waits else "other")
    if request.method != "POST":
        return _page(request, invitation, "answer", token=token, way="join")
    try:
        accept_invitation(invitation, by=me)
    except Refused as error:
        messages.error(request, error.messages[0])
        return redirect("communities:invitation_answer", token=token)
    _welcome(request, invitation)
    return redirect(invitation.community)


def _answer_new(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponseBase:
    form = NamesForm(request.POST or None, invitation)
    if request.method == "POST" and form.is_valid():
        try:
            user = _register(invitation, form.cleaned_data)
        except Refused as error:
            form.add_error(None, error)
        else:
            _welcome(request, invitation)
            return sign_in(request, user, next_url=invitation.community.get_absolute_url())
    return _page(request, invitation, "answer", token=token, way="new", form=form)


@transaction.atomic
def _register(invitation: Invitation, names: dict[str, str]) -> User:
    """Make the account and the membership together, or neither."""
    user = register_person(email=invitation.email, language=get_language() or "", **names)
    accept_invitation(invitation, by=user)
    return user


def _welcome(request: HttpRequest, invitation: Invitation) -> None:
    messages.success(request, _("Welcome to the circle %(name)s.") % {"name": invitation.community.name})


@never_cache
def invitation_decline(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether they would rather not join; POST notes it. No account is needed for a no."""
    invitation = _found(token)
    if invitation is None:
        return _page(request, None, "unknown", status=404)
    if invitation.status == Invitation.Status.DECLINED:
        return _page(request, invitation, "declined")
    if ended := _ended(request, invitation):
        return ended
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, invitation, "decline", token=token, form=form)
    try:
        decline_invitation(invitation, reason=form.cleaned_data["reason"])
    except Refused as error:
        return answer_refusal(request, error, reverse("communities:invitation_answer", kwargs={"token": token}))
    return redirect("communities:invitation_decline", token=token)


@never_cache
@require_POST
def invitation_opened(request: HttpRequest, token: str) -> HttpResponse:
    """Note that a browser shows the page of an invitation: its script says so, as a GET may not."""
    invitation = find_invitation(token)
    if invitation is None:
        return _page(request, None, "unknown", status=404)
    mark_opened(invitation)
    return HttpResponse(status=204)


@never_cache
def invitation_claim(request: HttpRequest, token: str) -> HttpResponse:
    """Ask to come in under the address one is signed in with, which is not the one that was asked."""
    invitation, me = find_invitation(token), _reader(request)
    if invitation is None:
        return _page(request, None, "unknown", status=404)
    if request.method == "POST" and me and not owns_address(me, invitation.email):
        try:
            claim_invitation(invitation, by=me)
        except Refused as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("Your question is on its way to the coordinator. You get a mail."))
    return redirect("communities:invitation_answer", token=token)
