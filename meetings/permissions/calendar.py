"""Who makes and sees the addresses with which calendars fetch meetings."""

from typing import Any

from django.db.models import Q

from communities.models import Community
from communities.permissions import in_community
from leerkring.core.permissions import NOBODY, rule


@rule("meetings.change_feed")
def change_feed(user: Any) -> Q:
    """Whose feed it is, until it is revoked: nobody else, coordinators and operators neither."""
    return Q(user=user.pk, revoked_at__isnull=True) if user.is_authenticated else NOBODY


@rule("meetings.add_feed")
def add_feed(user: Any) -> Q:
    """Members make a feed of a circle that runs; a condition on circles."""
    return Q(status=Community.Status.ACTIVE) & in_community(user, path="pk")
