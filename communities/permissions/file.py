"""Files of a circle: members keep them together, alumni read them."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Community, SharedFile, SharedFileVersion
from .base import in_community, is_coordinator

RUNNING = Q(community__status=Community.Status.ACTIVE)
STARTED = ~Q(community__status=Community.Status.DRAFT)
IN_BIN = Q(binned_at__isnull=False)


@rule("communities.view_files")
def view_files(user: Any) -> Q:
    """The files of a circle, for who is in it, alumni too; asked of the circle."""
    return ~Q(status=Community.Status.DRAFT) & in_community(user, path="pk", alumni=True)


@rule("communities.add_file")
def add_file(user: Any) -> Q:
    """Everybody who takes part adds files and folders; asked of the circle."""
    return Q(status=Community.Status.ACTIVE) & in_community(user, path="pk")


@rule("communities.view_folder")
def view_folder(user: Any) -> Q:
    """As the files in it."""
    return STARTED & in_community(user, alumni=True)


@rule("communities.change_folder")
def change_folder(user: Any) -> Q:
    """Coordinators name folders otherwise, and take empty ones away."""
    return RUNNING & is_coordinator(user)


@rule("communities.view_shared_file")
def view_shared_file(user: Any) -> Q:
    """Who is in the circle, alumni too; what is in the bin only who can take it out."""
    if not user.is_authenticated:
        return NOBODY
    here = Q(binned_at__isnull=True) & in_community(user, alumni=True)
    return STARTED & (here | (IN_BIN & _keepers(user)))


@rule("communities.add_file_version")
def add_file_version(user: Any) -> Q:
    """Everybody who takes part puts a newer version in its place."""
    return RUNNING & Q(binned_at__isnull=True) & in_community(user)


@rule("communities.change_shared_file")
def change_shared_file(user: Any) -> Q:
    """Whoever added a file names, moves and bins it; coordinators do too."""
    return RUNNING & Q(binned_at__isnull=True) & _keepers(user)


@rule("communities.restore_shared_file")
def restore_shared_file(user: Any) -> Q:
    """Whoever could bin it takes it out again."""
    return RUNNING & IN_BIN & _keepers(user)


@rule("communities.erase_shared_file")
def erase_shared_file(user: Any) -> Q:
    """Coordinators throw away for good what is in the bin."""
    return RUNNING & IN_BIN & is_coordinator(user)


def view_kept_file(user: Any) -> Q:
    """Return the condition on a stored file that it is a version of a file that ``user`` may see."""
    seen = SharedFile.objects.filter(view_shared_file(user))
    return Q(pk__in=SharedFileVersion.objects.filter(shared__in=seen.values("pk")).values("file"))


def _keepers(user: Any) -> Q:
    if not user.is_authenticated:
        return NOBODY
    return (Q(added_by=user.pk) & in_community(user)) | is_coordinator(user)
