"""Passing a circle on: somebody offers their task to a member, and it holds when that member accepts."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import About, notify

from ..models import Community, Handover, Membership

OFFERED, ANSWERED = "communities.handover_offered", "communities.handover_answered"
Role, Status = Membership.Role, Handover.Status


@transaction.atomic
def offer_handover(community: Community, *, by: User, to: User, giver_stays: bool = False, note: str = "") -> Handover:
    """Offer the task of coordinator to a member, who is told by mail.

    One open offer of somebody at a time: the same once more is that one offer, to somebody else is refused.
    """
    row = _lock(community)
    _coordinating(row, by)
    receiver = _member(row, to)
    if receiver is None or to == by:
        raise Refused(_("Choose somebody who takes part in this circle."))
    if giver_stays and receiver.coordinates:
        raise Refused(_("%(name)s already is a coordinator.") % {"name": to.full_name})
    open_offer = row.handovers.select_related("receiver").filter(giver=by, status=Status.OFFERED).first()
    if open_offer is None:
        offer = Handover.objects.create(community=row, giver=by, receiver=to, giver_stays=giver_stays, note=note)
        key, context = f"handover:{offer.pk}", {"handover": offer.pk}
        notify(to, OFFERED, key=key, context=context, about=About(row.pk))
        return offer
    if open_offer.receiver != to:
        said = _("You have already offered this circle to %(name)s. Withdraw that offer first.")
        raise Refused(said % {"name": open_offer.receiver.full_name})
    return open_offer


@transaction.atomic
def accept_handover(handover: Handover, *, by: User) -> Handover:
    """Make the receiver coordinator; who passed it on stays one, or goes on as a member. A second time is harmless.

    Refused when it was withdrawn or answered, and when who offered it has no circle to pass on any more.
    """
    community, row = _lock_both(handover)
    _refuse_unless_for(row, by)
    if row.status == Status.ACCEPTED:
        return row
    _refuse_unless_open(row)
    _refuse_when_over(community)
    giver = _coordinating(community, row.giver)
    receiver = _member(community, by)
    if receiver is None:
        raise Refused(_("You don't take part in this circle any more."))
    _become_coordinator(receiver)
    if not row.giver_stays:
        _become_member(giver)
    return _answer(row, Status.ACCEPTED)


@transaction.atomic
def decline_handover(handover: Handover, *, by: User) -> Handover:
    """Say no to an offer: nothing changes, and who offered it is told. A second time is harmless."""
    _community, row = _lock_both(handover)
    _refuse_unless_for(row, by)
    if row.status == Status.DECLINED:
        return row
    _refuse_unless_open(row)
    return _answer(row, Status.DECLINED)


@transaction.atomic
def withdraw_handover(handover: Handover, *, by: User) -> Handover:
    """Take an offer back before it is answered; a second time is harmless."""
    _community, row = _lock_both(handover)
    if row.status == Status.WITHDRAWN:
        return row
    _refuse_unless_open(row)
    row.status, row.answered_at = Status.WITHDRAWN, timezone.now()
    row.save(update_fields=["status", "answered_at"])
    return row


def _lock(community: Community) -> Community:
    row = Community.objects.select_for_update().get(pk=community.pk)
    _refuse_when_over(row)
    return row


def _refuse_when_over(community: Community) -> None:
    if community.is_over:
        raise Refused(_("This circle has been closed."))


def _lock_both(handover: Handover) -> tuple[Community, Handover]:
    """Lock the community before its offer, always in this order."""
    community = Community.objects.select_for_update().get(pk=handover.community_id)
    rows = Handover.objects.select_for_update(of=("self",)).select_related("giver", "receiver")
    return community, rows.get(pk=handover.pk)


def _member(community: Community, person: User) -> Membership | None:
    return Membership.objects.active().select_for_update().filter(community=community, user=person).first()


def _coordinating(community: Community, person: User) -> Membership:
    """Return the membership by which somebody coordinates now; an offer gives no more than its giver has."""
    membership = _member(community, person)
    if membership is None or not membership.coordinates:
        raise Refused(_("%(name)s is no longer a coordinator of this circle.") % {"name": person.full_name})
    return membership


def _refuse_unless_for(row: Handover, by: User) -> None:
    if row.receiver != by:
        raise Refused(_("This offer is for somebody else."))


def _refuse_unless_open(row: Handover) -> None:
    if row.status != Status.OFFERED:
        raise Refused(_("This offer has already been answered or withdrawn."))


def _become_coordinator(membership: Membership) -> None:
    """Coordinating comes first; what somebody was stays their second role."""
    if membership.role != Role.COORDINATOR:
        membership.role, membership.second_role = Role.COORDINATOR, membership.role
        _save(membership)


def _become_member(membership: Membership) -> None:
    if membership.role == Role.COORDINATOR:
        membership.role = membership.second_role or Role.PROFESSIONAL
    membership.second_role = ""
    _save(membership)


def _save(membership: Membership) -> None:
    membership.version += 1
    membership.save(update_fields=["role", "second_role", "version"])


def _answer(row: Handover, status: str) -> Handover:
    row.status, row.answered_at = status, timezone.now()
    row.save(update_fields=["status", "answered_at"])
    key, context = f"handover:{row.pk}:{status}", {"handover": row.pk, "status": status}
    notify(row.giver, ANSWERED, key=key, context=context, about=About(row.community_id))
    return row
