"""Telling coordinators that mail to somebody does not arrive."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from leerkring.accounts.models import User
from leerkring.notifications.actions import About, Intent, notify_all
from leerkring.notifications.signals import address_suppressed

from ..models import Invitation, Membership

KIND = "communities.unreachable"


@receiver(address_suppressed)
def tell_coordinators(
    sender: object, address: str, person: User | None, cause: str, at: datetime, **_rest: Any
) -> None:
    """Tell the coordinators of each circle that somebody is in, or is invited to by this address; once each time."""
    intents: list[Intent] = []
    if person:
        rows = Membership.objects.active().filter(user=person)
        for row in rows:
            intents += _intents(row.community_id, {"membership": row.pk, "cause": cause}, f"m{row.pk}", at, person)
    waiting = Invitation.objects.filter(email__iexact=address, status=Invitation.Status.SENT)
    for invitation in waiting:
        context = {"invitation": invitation.pk, "cause": cause}
        intents += _intents(invitation.community_id, context, f"i{invitation.pk}", at, person)
    if intents:
        notify_all(KIND, intents)


def _intents(
    community: int, context: dict[str, Any], whom: str, at: datetime, person: User | None
) -> Iterator[Intent]:
    coordinators = Membership.objects.active().filter(community=community, user__is_active=True)
    coordinators = coordinators.with_role(Membership.Role.COORDINATOR).select_related("user")
    key = f"{KIND}:{whom}:{at.isoformat()}"
    for row in coordinators:
        if row.user != person:
            yield Intent(row.user, key, context, about=About(community))
