"""The team of a programme: asking somebody in, their answer, and letting them go."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.tokens import hash_token
from leerkring.notifications.actions import notify

from ..models import Programme, ProgrammeMember, TeamInvitation, Theme
from ..tokens import team_token
from .answer import account_of, owns_address

VALID = timedelta(days=30)
KIND = "communities.team_invitation"


@transaction.atomic
def invite_to_team(programme: Programme, *, by: User, email: str, role: str) -> TeamInvitation | ProgrammeMember:
    """Ask an address into the team. Who is on the team already gets the task at once.

    Asking the same again sends a new link in the place of the old one. Refused for a task they have.
    """
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    person = account_of(email)
    tasks = set(row.team.filter(user=person).values_list("role", flat=True)) if person else set()
    if role in tasks:
        raise Refused({"email": _("%(name)s has this task already.") % {"name": person}})
    if person and tasks:
        return row.team.create(user=person, role=role)
    return _ask(row, by=by, email=email, role=role)


@transaction.atomic
def invite_theme_lead(theme: Theme, *, by: User, email: str) -> TeamInvitation:
    """Ask an address to lead a theme; asking again sends a new link in the place of the old one."""
    row = Programme.objects.select_for_update().get(pk=theme.programme_id)
    return _ask(row, by=by, email=email, theme=theme)


def _ask(programme: Programme, *, by: User, email: str, role: str = "", theme: Theme | None = None) -> TeamInvitation:
    asked = {"role": role, "theme": theme, "status": TeamInvitation.Status.SENT}
    known = programme.team_invitations.filter(email__iexact=email, **asked).first()
    return _send(known or TeamInvitation(programme=programme, email=email.lower(), **asked), by=by)


def _send(invitation: TeamInvitation, *, by: User) -> TeamInvitation:
    """Give the invitation a link of its own, and mail it; an earlier link stops working."""
    now = timezone.now()
    invitation.nonce = secrets.token_hex(16)
    invitation.sent_at, invitation.expires_at, invitation.invited_by = now, now + VALID, by
    # The secret is made of the number that the row gets; until then its nonce keeps the column unique.
    invitation.token_hash = hash_token(invitation.nonce)
    invitation.save()
    invitation.token_hash = hash_token(team_token(invitation))
    invitation.save(update_fields=["token_hash"])
    person = account_of(invitation.email)
    notify(
        invitation.email,
        KIND,
        key=f"team_invitation:{invitation.pk}:{invitation.nonce}",
        context={"invitation": invitation.pk, "nonce": invitation.nonce},
        language=person.language if person else by.language,
    )
    return invitation


def _lock(invitation: TeamInvitation) -> TeamInvitation:
    """Lock the programme before its invitation, always in this order."""
    Programme.objects.select_for_update().get(pk=invitation.programme_id)
    rows = TeamInvitation.objects.select_for_update(of=("self",)).select_related("programme", "theme")
    return rows.get(pk=invitation.pk)


@transaction.atomic
def resend_team_invitation(invitation: TeamInvitation, *, by: User) -> TeamInvitation:
    """Send it once more, with a new link; the old link stops working."""
    row = _lock(invitation)
    if row.status != TeamInvitation.Status.SENT:
        raise Refused(_("This invitation has already been answered or withdrawn."))
    return _send(row, by=by)


@transaction.atomic
def revoke_team_invitation(invitation: TeamInvitation, *, by: User) -> TeamInvitation:
    """Withdraw it: its link stops working at once. A second time is harmless."""
    row = _lock(invitation)
    if row.status == TeamInvitation.Status.REVOKED:
        return row
    if row.status != TeamInvitation.Status.SENT:
        raise Refused(_("This invitation has already been answered."))
    return _answer(row, TeamInvitation.Status.REVOKED)


def find_team_invitation(token: str) -> TeamInvitation | None:
    """Return the invitation that a link belongs to, in whatever state; None for a link that is none."""
    rows = TeamInvitation.objects.select_related("programme", "theme", "invited_by")
    return rows.filter(token_hash=hash_token(token)).first()


@transaction.atomic
def accept_team_invitation(invitation: TeamInvitation, *, by: User) -> TeamInvitation:
    """Give ``by`` the task or the theme they were asked for.

    Refused for another address than the one that was asked, and when the invitation was answered or withdrawn or has
    expired; the same person a second time is harmless.
    """
    row = _lock(invitation)
    if not owns_address(by, row.email):
        raise Refused(_("This invitation is for %(email)s.") % {"email": row.email})
    if row.status == TeamInvitation.Status.ACCEPTED and row.accepted_by_id == by.pk:
        return row
    _refuse_unless_open(row)
    if row.theme:
        row.theme.lead, row.theme.lead_name = by, ""
        row.theme.version += 1
        row.theme.save(update_fields=["lead", "lead_name", "version"])
    else:
        ProgrammeMember.objects.get_or_create(programme=row.programme, user=by, role=row.role)
    return _answer(row, TeamInvitation.Status.ACCEPTED, by=by)


@transaction.atomic
def decline_team_invitation(invitation: TeamInvitation) -> TeamInvitation:
    """Note that somebody would rather not; the link shows that they were asked. Twice is harmless."""
    row = _lock(invitation)
    if row.status == TeamInvitation.Status.DECLINED:
        return row
    _refuse_unless_open(row)
    return _answer(row, TeamInvitation.Status.DECLINED)


def _refuse_unless_open(invitation: TeamInvitation) -> None:
    if invitation.status != TeamInvitation.Status.SENT:
        raise Refused(_("This invitation has already been answered or withdrawn."))
    if invitation.is_expired:
        raise Refused(_("This invitation has expired."))


def _answer(invitation: TeamInvitation, status: str, *, by: User | None = None) -> TeamInvitation:
    invitation.status, invitation.accepted_by, invitation.answered_at = status, by, timezone.now()
    invitation.save(update_fields=["status", "accepted_by", "answered_at"])
    return invitation


@transaction.atomic
def remove_from_team(member: ProgrammeMember, *, by: User) -> None:
    """Take a task from somebody, at once; a second time is harmless.

    The last coordinator stays, as nobody could change the programme any more.
    """
    programme = Programme.objects.select_for_update().get(pk=member.programme_id)
    coordinators = programme.team.filter(role=ProgrammeMember.Role.COORDINATOR)
    is_last = member.role == ProgrammeMember.Role.COORDINATOR and not coordinators.exclude(pk=member.pk).exists()
    if is_last:
        raise Refused(_("A programme needs a coordinator. First ask somebody else to become coordinator."))
    programme.team.filter(pk=member.pk).delete()
