"""An open link, also as a QR code, with which anybody may join until it ends or is full."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.tokens import hash_token

from ..models import Community, JoinLink, Membership
from ..tokens import join_link_token
from .membership import join_community

LONGEST = timedelta(days=60)
MOST_PEOPLE = 300
# More at a time and nobody knows any more which poster hangs where.
MOST_OPEN = 5


@transaction.atomic
def open_link(community: Community, *, by: User, role: str, sector: str, ends_at: datetime, limit: int) -> JoinLink:
    """Make a link with which people join in this role and sector, until it ends or ``limit`` have joined."""
    circle = Community.objects.select_for_update().get(pk=community.pk)
    if circle.status != Community.Status.ACTIVE:
        raise Refused(_("An open link works as soon as the circle has started, and until it is closed."))
    if role == Membership.Role.COORDINATOR:
        raise Refused(_("Nobody becomes coordinator by an open link. Invite a coordinator by name."))
    now = timezone.now()
    if not now < ends_at <= now + LONGEST + timedelta(days=1):
        raise Refused(_("Choose a last day within 60 days."))
    if sum(link.is_open for link in circle.join_links.filter(closed_at__isnull=True)) >= MOST_OPEN:
        raise Refused(_("There are %(count)s open links. Close one first.") % {"count": MOST_OPEN})
    link = JoinLink(community=circle, role=role, sector=sector, ends_at=ends_at, limit=limit, created_by=by)
    link.nonce = secrets.token_hex(16)
    link.token_hash = hash_token(join_link_token(link))
    link.save()
    return link


@transaction.atomic
def close_link(link: JoinLink, *, by: User) -> JoinLink:
    """Let nobody join with it any more, at once; twice is harmless."""
    row = JoinLink.objects.select_for_update().get(pk=link.pk)
    if row.closed_at is None:
        row.closed_at = timezone.now()
        row.save(update_fields=["closed_at"])
    return row


def find_link(token: str) -> JoinLink | None:
    """Return the link with this secret, open or not; None for one that never was."""
    rows = JoinLink.objects.select_related("community__programme")
    return rows.filter(token_hash=hash_token(token)).first()


@transaction.atomic
def join_by_link(link: JoinLink, *, by: User) -> Membership:
    """Make ``by`` a member by an open link. Who already is one takes no place; whom a coordinator let go stays out.

    The last place is given once: it is taken by a conditional UPDATE under the lock on the circle.
    """
    circle = Community.objects.select_for_update().get(pk=link.community_id)
    if member := circle.memberships.active().filter(user=by).first():
        return member
    if was_let_go(circle, by):
        raise Refused(_("A coordinator ended your membership of this circle. Ask them for an invitation."))
    if circle.status != Community.Status.ACTIVE:
        raise Refused(_("This circle takes no new members now."))
    places = JoinLink.objects.filter(
        pk=link.pk, closed_at__isnull=True, ends_at__gt=timezone.now(), used__lt=F("limit")
    )
    if not places.update(used=F("used") + 1):
        raise Refused(_("Nobody can join with this link any more: it is full, has ended or was closed."))
    return join_community(circle, by=by, role=link.role, sector=link.sector)


def was_let_go(community: Community, person: User) -> bool:
    """Return whether a coordinator ended the last membership of this person here.

    Also one whose account was erased since: who left by themselves is still named.
    """
    ended = community.memberships.filter(user=person, left_at__isnull=False).order_by("-left_at").first()
    return ended is not None and ended.left_by_id != person.pk


def reason_ended(link: JoinLink) -> str:
    """Return why nobody can join with it: ``circle``, ``closed``, ``expired`` or ``full``; empty while one can."""
    if link.community.status != Community.Status.ACTIVE:
        return "circle"
    if link.closed_at is not None:
        return "closed"
    if link.ends_at <= timezone.now():
        return "expired"
    return "full" if link.used >= link.limit else ""
