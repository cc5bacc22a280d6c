"""Following a circle or a programme, and stopping."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import Community, Follow, Programme, ProgrammeFollow


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


@transaction.atomic
def follow_programme(programme: Programme, *, by: User) -> ProgrammeFollow:
    """Follow what a programme and its circles make public; twice is once. Refused when it does not run."""
    row = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if not row.is_active:
        raise Refused(_("This programme does not run. You can't follow it."))
    return ProgrammeFollow.objects.get_or_create(programme=row, user=by)[0]


@transaction.atomic
def unfollow_programme(programme: Programme, *, by: User) -> None:
    """Stop following; a second time is harmless."""
    ProgrammeFollow.objects.filter(programme=programme, user=by).delete()
