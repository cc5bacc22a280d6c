"""Whose news somebody gets: of the circles they are in, and of those they follow."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

from leerkring.accounts.models import User
from leerkring.notifications.scopes import Scope

from .models import Community, Follow, Membership


def circles_heard_by(person: User) -> Sequence[Scope]:
    """Return the circles this person is in, was in until it ended, or follows, by name: those they may see."""
    mine = Membership.objects.reading().filter(community=OuterRef("pk"), user=person)
    followed = Follow.objects.filter(community=OuterRef("pk"), user=person)
    rows = Community.objects.permitted(person, "communities.view_community")
    rows = rows.filter(Q(Exists(mine)) | Q(Exists(followed))).exclude(status=Community.Status.DRAFT)
    return [Scope(row.pk, row.name, row.get_absolute_url()) for row in rows.order_by("name", "pk")]
