"""What the page of a programme is built from: blocks and links, each in its place."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.files.actions import delete_file, store

from ..models import Programme, ProgrammeBlock, ProgrammeLink
from .order import last_position, move
from .programme import PICTURE

MOST_BLOCKS = 40


def _lock(programme_id: int) -> Programme:
    """Lock the programme before what stands on its page, always in this order."""
    return Programme.objects.select_for_update().get(pk=programme_id)


@transaction.atomic
def add_block(
    programme: Programme, *, by: User, kind: str, picture: UploadedFile | None = None, **parts: Any
) -> ProgrammeBlock:
    """Put a block at the end of the page; a picture needs a file. ``parts`` are its words and what was chosen."""
    row = _lock(programme.pk)
    if row.blocks.count() >= MOST_BLOCKS:
        raise Refused(_("A page has room for 40 blocks. Remove one first."))
    if kind == ProgrammeBlock.Kind.PICTURE and picture is None:
        raise Refused({"picture": _("Choose a picture.")})
    file = store(picture, by=by, purpose=PICTURE) if picture else None
    return ProgrammeBlock.objects.create(
        programme=row, kind=kind, position=last_position(row.blocks.all()), picture=file, **parts
    )


@transaction.atomic
def change_block(
    block: ProgrammeBlock, *, by: User, version: int, picture: UploadedFile | None = None, **parts: Any
) -> ProgrammeBlock:
    """Change the words of a block and what was chosen for it, and its picture when there is a new one.

    Raises ``Overtaken`` when somebody saved after ``version`` was read.
    """
    _lock(block.programme_id)
    row = ProgrammeBlock.objects.select_for_update(of=("self",)).select_related("picture").get(pk=block.pk)
    if row.version != version:
        raise Overtaken(_("Somebody else changed this block while you were busy."))
    old = row.picture if picture else None
    fields = dict(parts)
    if picture:
        fields["picture"] = store(picture, by=by, purpose=PICTURE)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    if old:
        delete_file(old)
    return row


@transaction.atomic
def move_block(block: ProgrammeBlock, *, by: User, up: bool) -> None:
    """Change places with the block above or below; at the end of the page nothing happens."""
    move(_lock(block.programme_id).blocks.all(), block, up=up)


@transaction.atomic
def remove_block(block: ProgrammeBlock, *, by: User) -> None:
    """Take a block with its picture off the page; a second time is harmless."""
    _lock(block.programme_id)
    row = ProgrammeBlock.objects.select_related("picture").filter(pk=block.pk).first()
    if row is None:
        return
    picture = row.picture
    row.delete()
    if picture:
        delete_file(picture)


@transaction.atomic
def add_link(programme: Programme, *, by: User, title: str, url: str) -> ProgrammeLink:
    """Put an address elsewhere on the page; the same address twice is one link, with the newest words."""
    row = _lock(programme.pk)
    create = {"title": title, "position": last_position(row.links.all())}
    newest = {"title": title, "version": F("version") + 1}
    return row.links.update_or_create(url=url, defaults=newest, create_defaults=create)[0]


@transaction.atomic
def change_link(link: ProgrammeLink, *, by: User, version: int, title: str, url: str) -> ProgrammeLink:
    """Change the words or the address of a link; raises ``Overtaken`` when somebody saved after ``version`` was read.

    Refused when somebody took it off the page.
    """
    row = _lock(link.programme_id).links.filter(pk=link.pk).first()
    if row is None:
        raise Refused(_("Somebody removed this link while you were busy."))
    if row.version != version:
        raise Overtaken(_("Somebody else changed this link while you were busy."))
    row.title, row.url, row.version = title, url, row.version + 1
    row.save(update_fields=["title", "url", "version"])
    return row


def remove_link(link: ProgrammeLink, *, by: User) -> None:
    """Take a link off the page; a second time is harmless."""
    ProgrammeLink.objects.filter(pk=link.pk).delete()
