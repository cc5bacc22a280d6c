"""Lists that are read in."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Community
from .community import change_community


@rule("communities.change_import_job")
def change_import_job(user: Any) -> Q:
    """A list holds people's addresses: only who sent it sees it, as long as they may change the circle it is for."""
    if not user.is_authenticated:
        return NOBODY
    mine = Community.objects.filter(change_community(user))
    return Q(by=user) & (Q(community__isnull=True) | Q(community__in=mine.values("pk")))


def own_file(user: Any) -> Q:
    """The file of a list is seen by nobody but who sent it."""
    return Q(owner=user) if user.is_authenticated else NOBODY
