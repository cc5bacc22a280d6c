"""What somebody does with an invitation: see it, accept, decline, or ask to come in under another address."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.tokens import hash_token
from leerkring.notifications.actions import About, Intent, notify, notify_all

from ..models import Invitation, Membership
from .invitation import CLAIM_ANSWERED, end_invitation, lock_invitation
from .membership import join_community

CLAIMED = "communities.invitation_claimed"
Status = Invitation.Status


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation that a link belongs to, in whatever state; None for a link that never or no longer is."""
    rows = Invitation.objects.select_related("community__programme", "invited_by", "organisation")
    return rows.filter(token_hash=hash_token(token)).first()


def owns_address(user: User, email: str) -> bool:
    """Return whether ``email`` is the address of this account, or a verified second one."""
    verified = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True)
    return user.email.lower() == email.lower() or verified.exists()


def account_of(email: str) -> User | None:
    """Return the account that signs in with this address."""
    second = Q(emailaddress__email__iexact=email, emailaddress__verified=True)
    people: QuerySet[User] = User.objects.filter(Q(email__iexact=email) | second)
    return people.distinct().first()


def mark_opened(invitation: Invitation) -> None:
    """Note that a browser showed the page of an invitation; the first time counts."""
    Invitation.objects.filter(pk=invitation.pk, status=Status.SENT, opened_at=None).update(opened_at=timezone.now())


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> Membership:
    """Make ``by`` a member in the place they were asked for.

    Refused for another address than the one that was asked, and when the invitation was answered or withdrawn or has
    expired; the same person a second time is harmless.
    """
    row = lock_invitation(invitation)
    if not owns_address(by, row.email):
        raise Refused(_("This invitation is for %(email)s.") % {"email": row.email})
    if row.status == Status.ACCEPTED and row.accepted_by_id == by.pk:
        member = row.community.memberships.active().filter(user=by).first()
        if member:
            return member
    _refuse_unless_open(row)
    membership = join_community(row.community, by=by, **row.place)
    end_invitation(row, Status.ACCEPTED, accepted_by=by)
    return membership


@transaction.atomic
def decline_invitation(invitation: Invitation, *, reason: str = "") -> Invitation:
    """Note that somebody doesn't join, and why if they say so; the link shows that they are the one who was asked.

    A second time is harmless, and may still bring the reason.
    """
    row = lock_invitation(invitation)
    if row.status == Status.DECLINED:
        if reason and not row.decline_reason:
            row.decline_reason = reason
            row.save(update_fields=["decline_reason"])
        return row
    _refuse_unless_open(row)
    return end_invitation(row, Status.DECLINED, decline_reason=reason)


def _refuse_unless_open(invitation: Invitation) -> None:
    if not invitation.is_sent:
        raise Refused(_("This invitation has already been answered or withdrawn."))
    if invitation.is_expired:
        raise Refused(_("This invitation has expired."))


# --- Another address than the one that was asked


@transaction.atomic
def claim_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Ask whether ``by`` may come in with an invitation that went to another address; the coordinators are told.

    The one who asked first waits for an answer; the same person again is harmless.
    """
    row = lock_invitation(invitation)
    _refuse_unless_open(row)
    if row.community.is_over:
        raise Refused(_("This circle has been closed. Nobody can join any more."))
    if row.claimed_by_id == by.pk:
        return row
    if row.claimed_by_id:
        raise Refused(_("Somebody else is already waiting for an answer about this invitation."))
    if row.community.memberships.active().filter(user=by).exists():
        raise Refused(_("You are in this circle already."))
    row.claimed_by, row.claimed_at = by, timezone.now()
    row.save(update_fields=["claimed_by", "claimed_at"])
    context = {"invitation": row.pk, "by": by.pk}
    # Whoever asks again after a no asks a new question.
    key = f"claim:{row.pk}:{by.pk}:{row.claimed_at.isoformat()}"
    where = About(row.community_id)
    notify_all(CLAIMED, [Intent(person, key, context, about=where) for person in _deciders(row)])
    return row


def _deciders(invitation: Invitation) -> QuerySet[User]:
    """Return the coordinators; the inviter is one of them, or has handed the circle over."""
    active = Membership.objects.active().filter(community=invitation.community_id)
    coordinators = active.with_role(Membership.Role.COORDINATOR)
    return User.objects.filter(pk__in=coordinators.values("user")).order_by("pk")


@transaction.atomic
def agree_claim(invitation: Invitation, claimant: User, *, by: User) -> Membership:
    """Let ``claimant`` in under their own address: the invitation counts as accepted, and they are told.

    Refused when it is no longer they who ask; a second time is harmless. An invitation that expired while they
    waited is still good.
    """
    row = lock_invitation(invitation)
    if row.status == Status.ACCEPTED and row.accepted_by_id == claimant.pk:
        member = row.community.memberships.active().filter(user=claimant).first()
        if member:
            return member
    _refuse_unless_claimed(row, claimant)
    membership = join_community(row.community, by=claimant, **row.place)
    _tell_claimant(row, claimant, agreed=True)
    end_invitation(row, Status.ACCEPTED, accepted_by=claimant)
    return membership


@transaction.atomic
def refuse_claim(invitation: Invitation, claimant: User, *, by: User) -> Invitation:
    """Keep the invitation for the address that was asked; who asked is told. A second time is harmless."""
    row = lock_invitation(invitation)
    if row.claimed_by_id is None and row.is_sent:
        return row
    _refuse_unless_claimed(row, claimant)
    _tell_claimant(row, claimant, agreed=False)
    row.claimed_by, row.claimed_at = None, None
    row.save(update_fields=["claimed_by", "claimed_at"])
    return row


def _refuse_unless_claimed(invitation: Invitation, claimant: User) -> None:
    if not invitation.is_sent:
        raise Refused(_("This invitation has already been answered or withdrawn."))
    if invitation.claimed_by_id != claimant.pk:
        raise Refused(_("%(name)s is not waiting for an answer any more.") % {"name": claimant.full_name})


def _tell_claimant(invitation: Invitation, claimant: User, *, agreed: bool) -> None:
    context = {"invitation": invitation.pk, "agreed": agreed}
    asked = invitation.claimed_at.isoformat() if invitation.claimed_at else ""
    notify(claimant, CLAIM_ANSWERED, key=f"claim-answer:{invitation.pk}:{asked}:{agreed}", context=context)
