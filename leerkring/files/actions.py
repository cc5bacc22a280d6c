"""Taking files in and throwing them away."""

import hashlib
import uuid
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.base import File as Stream
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.core.errors import Refused
from leerkring.core.faults import is_disk_full

from .checks import Checked, check_upload, clean_name, too_large
from .models import File
from .purposes import get_purpose, of_nobody
from .scan import Verdict, scan


def store(upload: UploadedFile, *, by: Any, purpose: str) -> File:
    """Store what a person uploads, after looking at its content; ``Refused`` says why not and what to do.

    ``purpose`` is the name of a registered purpose; ``by`` pays for it from their quota, unless it is of nobody's.
    Where a virus scanner gives no answer the file is held: kept, and shown when it has.
    """
    target = get_purpose(purpose)
    if (upload.size or 0) > target.max_bytes:
        raise too_large(target)
    upload.seek(0)
    checked = check_upload(upload.read(target.max_bytes + 1), upload.name or "", target)
    verdict = scan(checked.content)
    if verdict == Verdict.INFECTED:
        raise Refused(_("The virus scanner found something in this file, so it was not kept."))
    with transaction.atomic():
        if target.by_person:
            _check_quota(by, len(checked.content))
        return _save(checked, by=by, purpose=purpose, is_held=verdict == Verdict.NO_ANSWER)


def store_bytes(content: bytes, *, name: str, content_type: str, by: Any, purpose: str) -> File:
    """Store what the portal itself made; trusted, so neither drawn anew nor counted against a quota.

    ``by`` is who it was made for, or None.
    """
    if content_type not in get_purpose(purpose).types:
        raise ValueError(f"{purpose} takes no {content_type}.")
    with transaction.atomic():
        return _save(Checked(content, content_type, clean_name(name, content_type)), by=by, purpose=purpose)


def store_made(made: BinaryIO, *, name: str, content_type: str, by: Any, purpose: str) -> File:
    """Store a big thing that the portal itself made, read in pieces; else as ``store_bytes``."""
    digest, size = hashlib.sha256(), 0
    made.seek(0)
    while piece := made.read(1024 * 1024):
        digest.update(piece)
        size += len(piece)
    made.seek(0)
    key = uuid.uuid4().hex
    stored = default_storage.save(f"{key[:2]}/{key}", Stream(made))
    facts = {"owner": by, "purpose": purpose, "content_type": content_type, "blob": stored}
    try:
        return File.objects.create(name=clean_name(name, content_type), size=size, sha256=digest.hexdigest(), **facts)
    except BaseException:
        default_storage.delete(stored)
        raise


def delete_file(file: File) -> None:
    """Delete the row now and the bytes once that is certain; whoever calls this has asked for permission."""
    name = str(file.blob.name)
    with transaction.atomic():
        file.delete()
        transaction.on_commit(lambda: default_storage.delete(name))


def used_bytes(person: Any) -> int:
    """Return how much this person's uploads take."""
    return (
        File.objects.filter(owner=person).exclude(purpose__in=of_nobody()).aggregate(total=Sum("size"))["total"] or 0
    )


def _check_quota(person: Any, extra: int) -> None:
    """Refuse what goes over the quota; the lock on the person makes two uploads at once wait for each other."""
    person._meta.default_manager.select_for_update().get(pk=person.pk)
    if used_bytes(person) + extra > settings.FILES_QUOTA_MB * 1024 * 1024:
        raise Refused(
            _("Your uploads may take %(limit)s MB together. Delete something first.")
            % {"limit": settings.FILES_QUOTA_MB}
        )


def _write(content: bytes) -> str:
    """Write the bytes and return their name; what was half written is taken away again."""
    key = uuid.uuid4().hex
    name = f"{key[:2]}/{key}"
    try:
        return default_storage.save(name, ContentFile(content))
    except OSError as error:
        default_storage.delete(name)
        if not is_disk_full(error):
            raise
        raise Refused(_("There is no room for this file now. It was not kept; try again later.")) from error


def _save(checked: Checked, *, by: Any, purpose: str, is_held: bool = False) -> File:
    """Write the bytes under a name nobody can guess, then the row; without a row the bytes go again."""
    name = _write(checked.content)
    try:
        return File.objects.create(
            owner=by,
            purpose=purpose,
            name=checked.name,
            content_type=checked.content_type,
            size=len(checked.content),
            sha256=checked.sha256,
            blob=name,
            held_at=timezone.now() if is_held else None,
        )
    except BaseException:
        default_storage.delete(name)
        raise
