"""How far circles are: phases, former names, handovers."""

from typing import Any

from communities.actions.handover import offer_handover
from communities.models import Community, FormerName, Handover, Membership, PhaseCheck
from leerkring.accounts.models import User

Rows = list[dict[str, Any]]


def load_lives(rows: Rows, communities: dict[str, Community], users: dict[str, User]) -> None:
    """Bring the circles where they are; what somebody changed there since then is left as it is."""
    for row in rows:
        community = communities[row["circle"]]
        if community.phase_checks.exists():
            continue
        Community.objects.active().filter(pk=community.pk).update(phase=row["phase"])
        coordinator = _coordinator(community)
        for point in row["done"]:
            PhaseCheck.objects.create(community=community, point=point, done_by=coordinator)
        if "formerly" in row:
            FormerName.objects.get_or_create(community=community, **{"slug": None} | row["formerly"])
        if "handover" in row:
            _offer(community, row["handover"], users, by=coordinator)


def _coordinator(community: Community) -> User:
    coordinating = community.memberships.active().with_role(Membership.Role.COORDINATOR)
    return coordinating.select_related("user").earliest("pk").user


def _offer(community: Community, row: dict[str, Any], users: dict[str, User], *, by: User) -> None:
    """Offer the circle as its coordinator does; the mail about it is real."""
    receiver = users[row["receiver"]]
    if not Handover.objects.filter(community=community, receiver=receiver).exists():
        offer_handover(community, by=by, to=receiver, giver_stays=row["stays"], note=row["note"])
