"""What the pages of files show."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery

from .actions.file import kept_bytes
from .discussion import name_of
from .models import Community, Folder, SharedFile, SharedFileVersion

PER_PAGE = 50


def files_for(user: Any) -> Any:
    """Return files with what their newest version is, and what this reader may do with them."""
    newest = SharedFileVersion.objects.filter(shared=OuterRef("pk")).order_by("-number")
    return SharedFile.objects.select_related("community__programme", "folder", "added_by").annotate(
        newest_at=Subquery(newest.values("at")[:1]),
        newest_size=Subquery(newest.values("file__size")[:1]),
        newest_number=Subquery(newest.values("number")[:1]),
    ).mark_permissions(
        user,
        may_change="communities.change_shared_file",
        may_add_version="communities.add_file_version",
        may_restore="communities.restore_shared_file",
        may_erase="communities.erase_shared_file",
        may_manage="communities.erase_shared_file",
    )  # fmt: skip


def listed(community: Any, user: Any, page: Any, *, folder: Folder | None = None) -> dict[str, Any]:
    """Return the files in a folder, or those in none with the folders; and how much room is left."""
    rows = files_for(user).permitted(user, "communities.view_shared_file")
    rows = rows.filter(community=community, folder=folder, binned_at__isnull=True)
    is_on = community.has_module(Community.Module.FILES)
    folders = Folder.objects.permitted(user, "communities.view_folder").filter(community=community)
    counted = Count("files", filter=Q(files__binned_at__isnull=True))
    return {
        "page": Paginator(rows, PER_PAGE).get_page(page),
        "folders": [] if folder else list(folders.annotate(count=counted)),
        "is_on": is_on,
        "may_add": is_on and community.may_add,
        "used_mb": round(kept_bytes(community) / 1024 / 1024),
        "quota_mb": settings.CIRCLE_QUOTA_MB,
    }


def binned(community: Community, user: Any) -> list[SharedFile]:
    """Return what is in the bin that this reader may see, what was thrown away last on top."""
    rows = files_for(user).permitted(user, "communities.view_shared_file")
    return list(rows.filter(community=community, binned_at__isnull=False).order_by("-binned_at", "-pk")[:PER_PAGE])


def versions_of(shared: SharedFile) -> list[dict[str, Any]]:
    """Return the versions of a file, the newest first, each with who made it."""
    return [{"row": row, "name": name_of(row.by)} for row in shared.versions.select_related("file", "by")]
