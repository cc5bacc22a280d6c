"""Asking people in, and their answer."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import Intent, notify_all

from ..models import Community, Invitation, Membership
from ..tokens import hash_token, invitation_token
from .membership import join_community
from .organisation import ensure_organisations

VALID = timedelta(days=30)
KIND = "communities.invitation"


@dataclass(frozen=True)
class Invitee:
    """Somebody to ask in."""

    email: str
    sector: str
    role: str
    given_name: str = ""
    tussenvoegsel: str = ""
    family_name: str = ""
    organisation: str = ""


@dataclass
class Prepared:
    """What became of a list of people: how many are new, and the addresses that were already there."""

    new: int = 0
    members: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)


@transaction.atomic
def prepare_invitations(community: Community, people: Iterable[Invitee], *, by: User) -> Prepared:
    """Keep people to ask in; nothing is sent yet. Members and who was asked already are left as they are."""
    row = Community.objects.select_for_update().get(pk=community.pk)
    if row.is_over:
        raise Refused(_("This circle has been closed. Nobody can join any more."))
    result, new = Prepared(), {}
    members, invited = _known_addresses(row)
    for person in people:
        email = person.email.lower()
        if email in members:
            result.members.append(email)
        elif email in invited or email in new:
            result.invited.append(email)
        else:
            new[email] = person
    organisations = ensure_organisations(person.organisation for person in new.values())
    rows = [_prepared(row, person, organisations, by) for person in new.values()]
    Invitation.objects.bulk_create(rows, batch_size=500)
    result.new = len(rows)
    return result


def _known_addresses(community: Community) -> tuple[set[str], set[str]]:
    members = community.memberships.active().values_list(Lower("user__email"), flat=True)
    invited = community.invitations.open().values_list(Lower("email"), flat=True)
    return set(members), set(invited)


def _prepared(community: Community, person: Invitee, organisations: Mapping, by: User) -> Invitation:
    return Invitation(
        community=community,
        email=person.email.lower(),
        given_name=person.given_name,
        tussenvoegsel=person.tussenvoegsel,
        family_name=person.family_name,
        sector=person.sector,
        role=person.role,
        organisation=organisations.get(" ".join(person.organisation.split()).casefold()),
        invited_by=by,
    )


@transaction.atomic
def change_prepared(community: Community, places: Mapping[int, tuple[str, str]], *, by: User) -> None:
    """Give prepared people, by the id of their invitation, another sector and role; sent ones stay as they are."""
    rows = list(community.invitations.prepared().select_for_update().filter(pk__in=places))
    for row in rows:
        row.sector, row.role = places[row.pk]
    Invitation.objects.bulk_update(rows, ["sector", "role"], batch_size=500)


@transaction.atomic
def remove_prepared(invitation: Invitation, *, by: User) -> None:
    """Take somebody off the list who was not asked yet; a second time is harmless."""
    Invitation.objects.prepared().filter(pk=invitation.pk).delete()


@transaction.atomic
def send_prepared(community: Community, *, by: User) -> int:
    """Send what is prepared; return how many. Refused for a circle that doesn't run."""
    row = Community.objects.select_for_update().get(pk=community.pk)
    if row.status != Community.Status.ACTIVE:
        raise Refused(_("Invitations go out as soon as the circle has started."))
    prepared = list(row.invitations.prepared().select_for_update())
    _send(prepared, by=by)
    return len(prepared)


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Send an invitation once more, with a new link that ends 30 days from now; the old link stops working."""
    row = _lock(invitation)
    if not row.is_sent:
        raise Refused(_("This invitation has already been answered or withdrawn."))
    _send([row], by=by)
    return row


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Withdraw an invitation: its link stops working at once. A second time is harmless."""
    row = _lock(invitation)
    if row.status == Invitation.Status.REVOKED:
        return row
    if not row.is_sent:
        raise Refused(_("This invitation has already been answered."))
    return _answer(row, Invitation.Status.REVOKED)


def _lock(invitation: Invitation) -> Invitation:
    """Lock the community before its invitation, always in this order."""
    Community.objects.select_for_update().get(pk=invitation.community_id)
    return Invitation.objects.select_for_update(of=("self",)).select_related("community").get(pk=invitation.pk)


def _send(invitations: list[Invitation], *, by: User) -> None:
    now = timezone.now()
    for invitation in invitations:
        invitation.nonce = secrets.token_hex(16)
        invitation.token_hash = hash_token(invitation_token(invitation))
        invitation.status = Invitation.Status.SENT
        invitation.sent_at, invitation.expires_at = now, now + VALID
        invitation.invited_by = by
    changed = ["nonce", "token_hash", "status", "sent_at", "expires_at", "invited_by"]
    Invitation.objects.bulk_update(invitations, changed, batch_size=500)
    languages = _languages(invitations)
    notify_all(
        KIND,
        [
            Intent(
                invitation.email,
                key=f"invitation:{invitation.pk}:{invitation.nonce}",
                context={"invitation": invitation.pk, "nonce": invitation.nonce},
                language=languages.get(invitation.email, by.language),
            )
            for invitation in invitations
        ],
    )


def _languages(invitations: list[Invitation]) -> dict[str, str]:
    """The language of those who have an account, by address."""
    addresses = [invitation.email for invitation in invitations]
    return dict(User.objects.filter(email__in=addresses).values_list("email", "language"))


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


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> Membership:
    """Make ``by`` a member in the place they were asked for.

    Refused for another address than the one that was asked, and when the invitation was answered or withdrawn or has
    expired; the same person a second time is harmless.
    """
    row = _lock(invitation)
    if not owns_address(by, row.email):
        raise Refused(_("This invitation is for %(email)s.") % {"email": row.email})
    if row.status == Invitation.Status.ACCEPTED and row.accepted_by_id == by.pk:
        member = row.community.memberships.active().filter(user=by).first()
        if member:
            return member
    _refuse_unless_open(row)
    membership = join_community(row.community, by=by, role=row.role, sector=row.sector, organisation=row.organisation)
    _answer(row, Invitation.Status.ACCEPTED, by=by)
    return membership


@transaction.atomic
def decline_invitation(invitation: Invitation) -> Invitation:
    """Note that somebody doesn't join; the link shows that they are the one who was asked. Twice is harmless."""
    row = _lock(invitation)
    if row.status == Invitation.Status.DECLINED:
        return row
    _refuse_unless_open(row)
    return _answer(row, Invitation.Status.DECLINED)


def _refuse_unless_open(invitation: Invitation) -> None:
    if not invitation.is_sent:
        raise Refused(_("This invitation has already been answered or withdrawn."))
    if invitation.is_expired:
        raise Refused(_("This invitation has expired."))


def _answer(invitation: Invitation, status: str, *, by: User | None = None) -> Invitation:
    invitation.status, invitation.accepted_by, invitation.answered_at = status, by, timezone.now()
    invitation.save(update_fields=["status", "accepted_by", "answered_at"])
    return invitation
