"""Joining and leaving."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import Community, Membership, Organisation


@transaction.atomic
def join_community(
    community: Community, *, by: User, role: str, sector: str, organisation: Organisation | None = None
) -> Membership:
    """Make ``by`` a member. Who already is one stays what they were: joining twice is one membership.

    An alumnus takes part again, in the place they are asked for now.
    """
    locked = Community.objects.select_for_update().get(pk=community.pk)
    if locked.is_over:
        raise Refused(_("This circle has been closed. Nobody can join any more."))
    membership, _created = Membership.objects.get_or_create(
        community=locked,
        user=by,
        left_at__isnull=True,
        defaults={"role": role, "sector": sector, "organisation": organisation},
    )
    if membership.is_alumnus:
        membership.alumnus_since, membership.role, membership.sector = None, role, sector
        membership.organisation = organisation or membership.organisation
        membership.save(update_fields=["alumnus_since", "role", "sector", "organisation"])
    count_members(locked)
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: User) -> Membership:
    """Let somebody go, by themselves or by a coordinator; a second time is harmless.

    Holds at once: every permission, mail and feed asks for active memberships. The last coordinator stays, as a
    circle without one could not be changed or closed by anybody.
    """
    community = Community.objects.select_for_update().get(pk=membership.community_id)
    row = Membership.objects.select_for_update().get(pk=membership.pk)
    if row.left_at:
        return row
    if _is_last_coordinator(row) and not community.is_over:
        raise Refused(_("A circle needs a coordinator. First ask somebody else to become coordinator."))
    row.left_at = timezone.now()
    row.save(update_fields=["left_at"])
    count_members(community)
    return row


def _is_last_coordinator(membership: Membership) -> bool:
    if membership.role != Membership.Role.COORDINATOR:
        return False
    others = Membership.objects.active().filter(community=membership.community_id, role=membership.role)
    return not others.exclude(pk=membership.pk).exists()


def count_members(community: Community) -> None:
    """Make the counter true; the caller holds the lock on the community."""
    community.member_count = community.memberships.active().count()
    community.save(update_fields=["member_count"])
