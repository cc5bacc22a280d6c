"""Following a circle, and stopping."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import Community, Follow


@transaction.atomic
def follow_community(community: Community, *, by: User) -> Follow:
    """Follow what a circle makes public; twice is once. Refused for its own people, and when it is archived."""
    row = Community.objects.select_for_update().get(pk=community.pk)
    if row.status not in {Community.Status.ACTIVE, Community.Status.CLOSED}:
        raise Refused(_("There will be nothing new in this circle. You can't follow it."))
    if row.memberships.reading().filter(user=by).exists():
        raise Refused(_("You are in this circle, so you hear what is new anyway."))
    return Follow.objects.get_or_create(community=row, user=by)[0]


@transaction.atomic
def unfollow_community(community: Community, *, by: User) -> None:
    """Stop following; a second time is harmless."""
    Follow.objects.filter(community=community, user=by).delete()


def end_follows(community: Community) -> None:
    """Let everybody go who follows a circle that is archived; in the transaction that archives it."""
    Follow.objects.filter(community=community).delete()
