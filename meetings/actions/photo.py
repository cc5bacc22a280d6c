"""Pictures of a meeting."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.files.actions import delete_file, store

from ..models import Meeting, Photo
from .harvest import lock_harvest, refuse_when_done
from .meeting import lock_meeting

PHOTOS = "meetings.photo"


def add_photo(meeting: Meeting, upload: UploadedFile, *, by: User, caption: str, is_public: bool) -> Photo:
    """Keep a picture, drawn anew without what the camera adds; the same one twice is one.

    The form has asked whether who is in it agrees.
    """
    # Drawing takes a moment, so nothing is locked meanwhile.
    file = store(upload, by=by, purpose=PHOTOS)
    try:
        with transaction.atomic():
            row = lock_harvest(meeting)
            known = row.photos.filter(file__sha256=file.sha256).first()
            if known is None and row.photos.count() >= Photo.MOST:
                raise Refused(_("A meeting holds at most %(count)s pictures.") % {"count": Photo.MOST})
            if known is None:
                return row.photos.create(file=file, caption=caption, is_public=is_public, added_by=by)
    except BaseException:
        delete_file(file)
        raise
    delete_file(file)
    return known


class PhotoOvertaken(Overtaken):
    """Somebody else saved it first; ``current`` is what stands there now."""

    def __init__(self, current: Photo) -> None:
        super().__init__(
            _("Somebody else changed this while you were typing. Compare, and save again if yours is right.")
        )
        self.current = current


@transaction.atomic
def change_photo(photo: Photo, *, by: User, version: int, caption: str, is_public: bool) -> Photo:
    """Say better what is in it, or who may see it; also when the report is approved. Raises ``PhotoOvertaken``."""
    meeting = lock_meeting(photo.meeting)
    refuse_when_done(meeting)
    row = meeting.photos.filter(pk=photo.pk).first()
    if row is None:
        raise Refused(_("Somebody took this picture away in the meantime."))
    if (row.caption, row.is_public) == (caption, is_public):
        return row
    if row.version != version:
        raise PhotoOvertaken(row)
    row.caption, row.is_public, row.version = caption, is_public, version + 1
    row.save()
    return row


@transaction.atomic
def remove_photo(photo: Photo, *, by: User) -> None:
    """Take a picture away for good, in a closed circle too: who is in it may think otherwise later.

    Gone already is fine.
    """
    meeting = lock_meeting(photo.meeting)
    row = meeting.photos.select_related("file").filter(pk=photo.pk).first()
    if row is not None:
        delete_file(row.file)
