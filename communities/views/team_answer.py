"""The page behind the link that asks somebody into a team, or to lead a theme. GET changes nothing."""

from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from leerkring.accounts.actions import register_person
from leerkring.accounts.models import User
from leerkring.accounts.sign_in import sign_in
from leerkring.core.context import is_signed_in
from leerkring.core.errors import Refused
from leerkring.core.vocabulary import speak_of

from ..actions.answer import account_of, owns_address
from ..actions.team import accept_team_invitation, decline_team_invitation, find_team_invitation
from ..forms.answer import NamesForm
from ..models import TeamInvitation


def _find(token: str) -> TeamInvitation | None:
    invitation = find_team_invitation(token)
    if invitation:
        speak_of(invitation)
    return invitation


def _page(request: HttpRequest, invitation: TeamInvitation, way: str, **context: Any) -> HttpResponse:
    status = 410 if way == "ended" else 200
    context |= {"invitation": invitation, "programme": invitation.programme, "way": way}
    return render(request, "communities/programme_answer.html", context, status=status)


def _is_open(invitation: TeamInvitation) -> bool:
    return invitation.status == TeamInvitation.Status.SENT and not invitation.is_expired


def _after(invitation: TeamInvitation) -> str:
    """Return where somebody goes who said yes: the desk, or for a theme the page that names them."""
    if invitation.role:
        return reverse("communities:programme_desk", kwargs={"programme_slug": invitation.programme.slug})
    return reverse("dashboard") if invitation.programme.is_draft else invitation.programme.get_absolute_url()


@never_cache
def team_answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """Say who asks for what; POST says yes: as who is signed in, or with a new account in one step."""
    invitation = _find(token)
    if invitation is None:
        return render(request, "communities/invitation_unknown.html", status=404)
    me = cast("User", request.user) if is_signed_in(request) else None
    if me and invitation.accepted_by_id == me.pk:
        return redirect(_after(invitation))
    if not _is_open(invitation):
        return _page(request, invitation, "ended")
    if me:
        return _answer_signed_in(request, invitation, token, me)
    if account_of(invitation.email):
        return _page(request, invitation, "sign_in", token=token)
    return _answer_new(request, invitation, token)


def _answer_signed_in(request: HttpRequest, invitation: TeamInvitation, token: str, me: User) -> HttpResponse:
    if not owns_address(me, invitation.email):
        return _page(request, invitation, "other", token=token)
    if request.method != "POST":
        return _page(request, invitation, "join", token=token)
    try:
        accept_team_invitation(invitation, by=me)
    except Refused as error:
        messages.error(request, error.messages[0])
        return redirect("communities:team_answer", token=token)
    messages.success(request, _("Thank you. You can start right away."))
    return redirect(_after(invitation))


def _answer_new(request: HttpRequest, invitation: TeamInvitation, token: str) -> HttpResponseBase:
    form = NamesForm(request.POST or None, invitation)
    if request.method == "POST" and form.is_valid():
        try:
            user = _register(invitation, form.cleaned_data)
        except Refused as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Thank you. You can start right away."))
            return sign_in(request, user, next_url=_after(invitation))
    return _page(request, invitation, "new", token=token, form=form)


@transaction.atomic
def _register(invitation: TeamInvitation, names: dict[str, str]) -> User:
    """Make the account and give the task together, or neither."""
    user = register_person(email=invitation.email, language=get_language() or "", **names)
    accept_team_invitation(invitation, by=user)
    return user


@never_cache
def team_decline(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether they would rather not; POST notes it. No account is needed for a no."""
    invitation = _find(token)
    if invitation is None:
        return render(request, "communities/invitation_unknown.html", status=404)
    if invitation.status == TeamInvitation.Status.DECLINED:
        return _page(request, invitation, "declined")
    if not _is_open(invitation):
        return _page(request, invitation, "ended")
    if request.method != "POST":
        return _page(request, invitation, "decline", token=token)
    try:
        decline_team_invitation(invitation)
    except Refused as error:
        messages.error(request, error.messages[0])
        return redirect("communities:team_answer", token=token)
    return redirect("communities:team_decline", token=token)
