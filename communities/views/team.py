"""The team of a programme."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission

from ..actions.team import invite_to_team, remove_from_team, resend_team_invitation, revoke_team_invitation
from ..forms.team import TeamForm
from ..models import ProgrammeMember, TeamInvitation
from ..programme_page import shown_invitations
from .part import ask, done, keep, load_programme, refused, status_of

LIST = "team_list"
CHANGE = "communities.change_programme"


@login_required
def team_list(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Show who is on the team and who was asked; coordinators ask somebody in."""
    rule = CHANGE if request.method == "POST" else "communities.manage_programme"
    programme = load_programme(request, programme_slug, rule)
    form = TeamForm(request.POST or None, initial={"role": "broker"})

    made: list[TeamInvitation | ProgrammeMember] = []

    def invite(**fields: Any) -> None:
        made.append(invite_to_team(programme, by=request.user, **fields))

    if request.method == "POST" and keep(form, invite):
        return done(request, programme, LIST, _said(made[0]))
    context = {
        "programme": programme,
        "team": programme.team.select_related("user").order_by("role", "user__family_name"),
        "may_change": has_permission(request.user, CHANGE, programme),
        "form": form,
        "invitations": shown_invitations(programme),
    }
    return render(request, "communities/programme_team.html", context, status=status_of(form))


def _said(made: TeamInvitation | ProgrammeMember) -> str:
    if isinstance(made, ProgrammeMember):
        return _("%(name)s was on the team already, and has this task from now on.") % {"name": made.user.full_name}
    return _("%(email)s gets a mail with a link.") % {"email": made.email}


@login_required
def team_remove(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Take a task from somebody, after asking."""
    programme = load_programme(request, programme_slug, CHANGE)
    member = get_object_or_404(programme.team.select_related("user"), pk=pk)
    name = {"name": member.user.full_name, "role": member.get_role_display()}
    if request.method != "POST":
        title = _("Remove %(name)s as %(role)s?") % name
        text = _("From this moment, they can't do anything more with this task.")
        cancel = f"{programme.get_absolute_url()}beheren/team/"
        return ask(request, title=title, text=text, yes=_("Remove from the team"), cancel=cancel)
    try:
        remove_from_team(member, by=request.user)
    except Refused as error:
        return refused(request, programme, LIST, error)
    if not has_permission(request.user, "communities.manage_programme", programme):
        return redirect("communities:programme_list")
    return done(request, programme, LIST, _("%(name)s is no longer %(role)s.") % name)


def _do(
    request: SignedInRequest, programme_slug: str, pk: int, deed: Callable[..., TeamInvitation], said: str
) -> HttpResponse:
    programme = load_programme(request, programme_slug, CHANGE)
    invitation = get_object_or_404(programme.team_invitations, pk=pk)
    try:
        deed(invitation, by=request.user)
    except Refused as error:
        return refused(request, programme, LIST, error)
    return done(request, programme, LIST, said % {"email": invitation.email})


@login_required
@require_POST
def team_resend(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Send an invitation once more; the old link stops working."""
    said = _("The invitation of %(email)s is on its way again. The old link has stopped working.")
    return _do(request, programme_slug, pk, resend_team_invitation, said)


@login_required
@require_POST
def team_revoke(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Withdraw an invitation; they can be asked again as easily."""
    said = _("The invitation of %(email)s has been withdrawn.")
    return _do(request, programme_slug, pk, revoke_team_invitation, said)
