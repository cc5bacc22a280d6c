"""The life of a programme: draft, running, stopped; and what it says about itself."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.text import free_slug
from leerkring.files.actions import delete_file, store

from ..models import Area, Programme, ProgrammeMember
from .area import keep_area

SAME_PRESS = timedelta(minutes=1)
# These stand where the address of a programme would.
TAKEN_BY_PAGES = {"nieuw", "uitnodiging"}
PICTURE = "communities.programme_picture"


@transaction.atomic
def create_programme(
    *,
    by: User,
    name: str,
    description: str = "",
    noun_singular: str = "leerkring",
    noun_plural: str = "leerkringen",
    is_open: bool = True,
    parent: Programme | None = None,
) -> Programme:
    """Make a programme in draft, with ``by`` as its coordinator; a button pressed twice makes one.

    Refused when another programme has this name, or when ``by`` does not coordinate ``parent``.
    """
    _lock_all()
    since = timezone.now() - SAME_PRESS
    pressed = Programme.objects.filter(name=name, created_by=by, status="draft", created_at__gte=since).first()
    if pressed:
        return pressed
    _refuse_taken_name(name)
    _refuse_foreign_parent(parent, by)
    facts = {
        "name": name,
        "description": description,
        "noun_singular": noun_singular,
        "noun_plural": noun_plural,
        "is_open": is_open,
        "parent": parent,
    }
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                slug=_free_address(name), status=Programme.Status.DRAFT, created_by=by, **facts
            )
    except IntegrityError as error:
        # Two at the same moment in an empty portal, where there is no row yet to wait for.
        raise _taken() from error
    ProgrammeMember.objects.create(programme=programme, user=by, role=ProgrammeMember.Role.COORDINATOR)
    return programme


def _lock_all() -> None:
    """Names, addresses and the tree are about all programmes, of which there are few: one change at a time."""
    list(Programme.objects.select_for_update().order_by("pk").values_list("pk"))


def _free_address(name: str) -> str:
    similar = Programme.objects.filter(slug__startswith=slugify(name)[:60].strip("-"))
    return free_slug(name, set(similar.values_list("slug", flat=True)) | TAKEN_BY_PAGES, fallback="programma")


def _refuse_taken_name(name: str, *, but: int = 0) -> None:
    if Programme.objects.filter(name__iexact=name).exclude(pk=but).exists():
        raise _taken()


def _taken() -> Refused:
    return Refused({"name": _("There already is a programme with this name. Choose another one.")})


def _refuse_foreign_parent(parent: Programme | None, by: User) -> None:
    """Being part of another programme shows on its page, so its coordinators must want it."""
    if parent is None or parent.team.filter(user=by, role=ProgrammeMember.Role.COORDINATOR).exists():
        return
    raise Refused({"parent": _("Choose a programme that you coordinate yourself.")})


def possible_parents(user: User, programme: Programme | None = None) -> list[Programme]:
    """Return the programmes that this one may become part of: those ``user`` coordinates, without a loop."""
    mine = Programme.objects.filter(team__user=user, team__role=ProgrammeMember.Role.COORDINATOR)
    below = _below(programme) if programme else set()
    found = [row for row in mine.exclude(status=Programme.Status.WITHDRAWN).order_by("name") if row.pk not in below]
    if programme and programme.parent and programme.parent not in found:
        found.insert(0, programme.parent)
    return found


def _below(programme: Programme) -> set[int]:
    """Return a programme and all that is part of it, however deep; one query."""
    parents = dict(Programme.objects.exclude(parent=None).values_list("pk", "parent"))
    found = {programme.pk}
    while new := {pk for pk, parent in parents.items() if parent in found} - found:
        found |= new
    return found


@transaction.atomic
def change_programme(programme: Programme, *, by: User, version: int, **fields: Any) -> Programme:
    """Change what a programme is called, says and is part of.

    Raises ``Overtaken`` when somebody saved after ``version`` was read; refuses a name that is taken and a loop.
    """
    _lock_all()
    row = _current(programme, version)
    if "name" in fields:
        _refuse_taken_name(fields["name"], but=row.pk)
    parent = fields.get("parent")
    if parent and parent.pk != row.parent_id:
        _refuse_foreign_parent(parent, by)
        if parent.pk in _below(row):
            raise Refused({"parent": _("That programme is part of this one. Choose another one.")})
    return _keep(row, **fields)


def _current(programme: Programme, version: int) -> Programme:
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    if row.version != version:
        raise Overtaken(_("Somebody else changed this programme while you were busy."))
    return row


def _keep(row: Programme, **fields: Any) -> Programme:
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    return row


@transaction.atomic
def set_infographic(
    programme: Programme, *, by: User, version: int, text: str, picture: UploadedFile | None = None
) -> Programme:
    """Put a picture with its text on the page; without a new picture only the text changes."""
    row = _current(programme, version)
    if picture is None and row.infographic is None:
        raise Refused({"picture": _("Choose a picture.")})
    old = row.infographic if picture else None
    new = store(picture, by=by, purpose=PICTURE) if picture else row.infographic
    _keep(row, infographic=new, infographic_text=text)
    if old:
        delete_file(old)
    return row


@transaction.atomic
def remove_infographic(programme: Programme, *, by: User) -> Programme:
    """Take the infographic and its text off the page; harmless when there is none."""
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    if old := row.infographic:
        _keep(row, infographic=None, infographic_text="")
        delete_file(old)
    return row


def missing_parts(programme: Programme) -> list[str | Promise]:
    """Return what a draft still lacks before the world may see it, as sentences."""
    return [] if programme.description.strip() else [_("Write an introduction: what is it about, and for whom?")]


@transaction.atomic
def publish_programme(programme: Programme, *, by: User) -> Programme:
    """Show a draft to everybody, or let a stopped programme go on; a second time is harmless.

    Refused with what is still missing.
    """
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    if row.is_active:
        return row
    if missing := missing_parts(row):
        raise Refused(missing)
    return _keep(row, status=Programme.Status.ACTIVE, withdrawn_at=None)


@transaction.atomic
def withdraw_programme(programme: Programme, *, by: User) -> Programme:
    """Stop a programme: its page and its circles stay, no new circle starts in it. A second time is harmless."""
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    if row.is_withdrawn:
        return row
    if Programme.Status.WITHDRAWN not in Programme.NEXT[Programme.Status(row.status)]:
        raise Refused(_("A draft can't be stopped. You can throw it away."))
    return _keep(row, status=Programme.Status.WITHDRAWN, withdrawn_at=timezone.now())


@transaction.atomic
def discard_programme(programme: Programme, *, by: User) -> None:
    """Throw a draft away, with all that was written for it; a second time is harmless."""
    row = Programme.objects.select_for_update().filter(pk=programme.pk).first()
    if row is None:
        return
    if not row.is_draft:
        raise Refused(_("This programme has been public. You can stop it, not throw it away."))
    if row.parts.exists() or row.communities.exists():
        raise Refused(_("Other programmes or circles are part of this draft. Move those first."))
    files = [block.picture for block in row.blocks.select_related("picture") if block.picture]
    if row.infographic:
        files.append(row.infographic)
    row.delete()
    for file in files:
        delete_file(file)


@transaction.atomic
def add_areas(programme: Programme, areas: list[Area], *, by: User) -> None:
    """Say that the programme works in these areas; naming one twice is naming it once."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    programme.areas.add(*[kept for area in areas if (kept := keep_area(area))])


def remove_area(programme: Programme, area: Area, *, by: User) -> None:
    """Say that the programme does not work in this area; a second time is harmless."""
    programme.areas.remove(area)
