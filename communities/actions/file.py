"""Keeping files together: adding, newer versions, moving, the bin."""

from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.files.actions import delete_file, store
from leerkring.files.models import File

from ..models import Community, Folder, SharedFile, SharedFileVersion

# The purpose of what a circle keeps.
KEPT = "communities.kept_file"
MOST_FOLDERS = 100
BETWEEN = _("Somebody else changed this while you were busy.")


@transaction.atomic
def add_file(
    community: Community, upload: UploadedFile, *, by: User, folder: Folder | None = None, beside: bool = False
) -> SharedFile:
    """Keep a file. One of that name in the same place gets a newer version, or with ``beside`` a neighbour.

    The same bytes again are kept once.
    """
    circle = _lock_circle(community)
    stored = _store(circle, upload, by)
    known = _named(circle, folder, stored.name).first()
    if known and _is_same(known, stored):
        delete_file(stored)
        return known
    if known and not beside:
        _refuse_other_kind(known, stored)
        return _add_version(known, stored, by)
    name = _free_name(circle, folder, stored.name)
    row = SharedFile.objects.create(community=circle, folder=folder, name=name, added_by=by)
    SharedFileVersion.objects.create(shared=row, number=1, file=stored, by=by)
    return row


@transaction.atomic
def add_version(shared: SharedFile, upload: UploadedFile, *, by: User) -> SharedFile:
    """Put a newer version of a file in its place; the same bytes again change nothing."""
    circle = _lock_circle(shared.community)
    row = _lock(shared)
    if row.binned_at:
        raise Refused(_("This file has been thrown away meanwhile."))
    stored = _store(circle, upload, by)
    if _is_same(row, stored):
        delete_file(stored)
        return row
    _refuse_other_kind(row, stored)
    return _add_version(row, stored, by)


@transaction.atomic
def change_file(shared: SharedFile, *, by: User, version: int, name: str, folder: Folder | None) -> SharedFile:
    """Give a file another name or another place; its extension stays. ``Overtaken`` when somebody saved in between."""
    circle = _lock_circle(shared.community)
    row = _lock(shared)
    suffix = PurePosixPath(row.name).suffix
    words = f"{name.strip().removesuffix(suffix)}{suffix}"
    if (row.name, row.folder) == (words, folder):
        return row
    if row.binned_at:
        raise Refused(_("This file has been thrown away meanwhile."))
    if row.version != version:
        raise Overtaken(BETWEEN)
    if _named(circle, folder, words).exclude(pk=row.pk).exists():
        raise Refused(_("There is a file of this name there already. Choose another name."))
    return _save(row, name=words, folder=folder)


@transaction.atomic
def bin_file(shared: SharedFile, *, by: User) -> SharedFile:
    """Throw a file away; it can be taken out of the bin. Twice is harmless."""
    row = _lock(shared)
    return row if row.binned_at else _save(row, binned_at=timezone.now())


@transaction.atomic
def restore_file(shared: SharedFile, *, by: User) -> SharedFile:
    """Take a file out of the bin; where its name was taken meanwhile it gets a number. Twice is harmless."""
    circle = _lock_circle(shared.community)
    row = _lock(shared)
    if row.binned_at is None:
        return row
    return _save(row, binned_at=None, name=_free_name(circle, row.folder, row.name))


@transaction.atomic
def erase_file(shared: SharedFile, *, by: User) -> None:
    """Throw away for good what is in the bin, with all its versions; gone already is fine."""
    row = SharedFile.objects.select_for_update().filter(pk=shared.pk).first()
    if row is None:
        return
    if row.binned_at is None:
        raise Refused(_("This file has been taken out of the bin meanwhile."))
    stored = [version.file for version in row.versions.select_related("file")]
    row.delete()
    for file in stored:
        delete_file(file)


@transaction.atomic
def add_folder(community: Community, *, by: User, name: str) -> Folder:
    """Make a folder; one of that name that is there is the one."""
    circle = _lock_circle(community)
    words = name.strip()
    if known := circle.folders.filter(name__iexact=words).first():
        return known
    if circle.folders.count() >= MOST_FOLDERS:
        raise Refused(_("A circle has at most %(count)s folders.") % {"count": MOST_FOLDERS})
    return Folder.objects.create(community=circle, name=words)


@transaction.atomic
def change_folder(folder: Folder, *, by: User, version: int, name: str) -> Folder:
    """Give a folder another name. ``Overtaken`` when somebody saved in between."""
    row = Folder.objects.select_for_update().get(pk=folder.pk)
    words = name.strip()
    if row.name == words:
        return row
    if row.version != version:
        raise Overtaken(BETWEEN)
    if Folder.objects.filter(community=row.community_id, name__iexact=words).exclude(pk=row.pk).exists():
        raise Refused(_("There is a folder of this name already. Choose another name."))
    row.name, row.version = words, row.version + 1
    row.save(update_fields=["name", "version"])
    return row


@transaction.atomic
def remove_folder(folder: Folder, *, by: User) -> None:
    """Take an empty folder away; what stands in the bin counts too."""
    row = Folder.objects.select_for_update().filter(pk=folder.pk).first()
    if row and row.files.exists():
        raise Refused(_("This folder is not empty. Move what is in it first, and empty the bin."))
    if row:
        row.delete()


def kept_bytes(community: Community) -> int:
    """Return how much the files of a circle take, their versions and the bin included."""
    files = File.objects.filter(pk__in=_versions(community).values("file"))
    return files.aggregate(total=Sum("size"))["total"] or 0


def _versions(community: Community) -> QuerySet[SharedFileVersion]:
    return SharedFileVersion.objects.filter(shared__community=community)


def _lock_circle(community: Community) -> Community:
    circle = Community.objects.select_for_update().get(pk=community.pk)
    if circle.status != Community.Status.ACTIVE:
        raise Refused(_("This circle isn’t running, so its files stay as they are."))
    if not circle.has_module(Community.Module.FILES):
        raise Refused(_("Files are switched off in this circle. A coordinator can switch them on."))
    return circle


def _store(circle: Community, upload: UploadedFile, by: User) -> File:
    """Store an upload within the quota of the circle, whose lock makes two uploads wait for each other."""
    limit = settings.CIRCLE_QUOTA_MB * 1024 * 1024
    taken = kept_bytes(circle)
    if taken + (upload.size or 0) > limit:
        raise Refused(
            _("The files of this circle may take %(limit)s MB together. %(taken)s MB is in use. Empty the bin first.")
            % {"limit": settings.CIRCLE_QUOTA_MB, "taken": round(taken / 1024 / 1024)}
        )
    return store(upload, by=by, purpose=KEPT)


def _named(circle: Community, folder: Folder | None, name: str) -> QuerySet[SharedFile]:
    place = Q(folder=folder) if folder else Q(folder__isnull=True)
    return SharedFile.objects.filter(place, community=circle, binned_at__isnull=True, name__iexact=name)


def _free_name(circle: Community, folder: Folder | None, name: str) -> str:
    path, number, free = PurePosixPath(name), 2, name
    while _named(circle, folder, free).exists():
        free, number = f"{path.stem} ({number}){path.suffix}", number + 1
    return free


def _is_same(shared: SharedFile, stored: File) -> bool:
    newest = shared.versions.select_related("file").first()
    return newest is not None and newest.file.sha256 == stored.sha256


def _refuse_other_kind(shared: SharedFile, stored: File) -> None:
    if PurePosixPath(shared.name).suffix != PurePosixPath(stored.name).suffix:
        raise Refused(_("This is another kind of file than the version before. Add it as a file of its own."))


def _add_version(row: SharedFile, stored: File, by: User) -> SharedFile:
    newest = row.versions.first()
    number = newest.number + 1 if newest else 1
    SharedFileVersion.objects.create(shared=row, number=number, file=stored, by=by)
    return _save(row)


def _lock(shared: SharedFile) -> SharedFile:
    return SharedFile.objects.select_for_update(of=("self",)).select_related("folder").get(pk=shared.pk)


def _save(row: SharedFile, **facts: Any) -> SharedFile:
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*facts, "version"])
    return row
