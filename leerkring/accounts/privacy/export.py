"""A copy of all that is held about somebody: asked for, made by a worker, told by mail, thrown away after a week.

The database is the truth: a worker claims a copy for a while, and one that died leaves it to the next. Whose copy it
is, and whether they may still have it, is looked at when it is made and again when it is fetched.
"""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from allauth.account.models import EmailAddress
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from leerkring.files.actions import delete_file, store_made
from leerkring.files.models import File
from leerkring.files.purposes import ZIP

from ..apps import EXPORT
from ..models import DataExport, User
from ..signals import export_ready
from .registry import all_processings
from .rows import Copy, Page

TASK = "leerkring.accounts.tasks.make_export"
SCHEMA = "my-data.schema.json"
LEASE = timedelta(minutes=10)
BATCH = 20


@transaction.atomic
def ask_export(person: User, *, now: datetime) -> DataExport:
    """Ask for a copy; while one is being made, that one. What was given up begins anew."""
    User.objects.select_for_update().get(pk=person.pk)
    waiting = DataExport.objects.filter(user=person, ready_at=None)
    waiting.filter(attempts__gte=DataExport.MOST_ATTEMPTS).delete()
    export = waiting.first() or DataExport.objects.create(user=person, asked_at=now, total=len(all_processings()) + 1)
    _wake(export.pk)
    return export


def _wake(pk: int) -> None:
    def ask() -> None:
        current_app.send_task(TASK, args=[pk], retry=False)

    transaction.on_commit(ask, robust=True)


def wake_exports(now: datetime) -> int:
    """Ask workers again for what still waits (``register_eraser``). Writes no mail."""
    for pk in _waiting(now).order_by("asked_at").values_list("pk", flat=True)[:BATCH]:
        _wake(pk)
    return 0


def _waiting(now: datetime) -> Any:
    free = Q(held_until=None) | Q(held_until__lt=now)
    return DataExport.objects.filter(free, ready_at=None, attempts__lt=DataExport.MOST_ATTEMPTS)


def make_export(pk: int) -> bool:
    """Make a copy; return whether it was made now. A second worker on the same copy does nothing."""
    now = timezone.now()
    claim = {"held_until": now + LEASE, "attempts": F("attempts") + 1, "done": 0}
    if not _waiting(now).filter(pk=pk).update(**claim):
        return False
    person = User.objects.filter(data_exports=pk, is_active=True).first()
    if person is None:
        return False
    with tempfile.TemporaryFile() as made, translation.override(person.language):
        _write(made, person, pk, now)
        return _keep(made, person, pk)


def _keep(made: BinaryIO, person: User, pk: int) -> bool:
    """Store it, and tell its owner; who was erased or switched off meanwhile gets nothing."""
    now = timezone.now()
    with transaction.atomic():
        locked = User.objects.select_for_update().filter(pk=person.pk, is_active=True).first()
        export = DataExport.objects.select_for_update().filter(pk=pk, ready_at=None).first()
        if locked is None or export is None:
            return False
        name = f"mijn-gegevens-{timezone.localdate(now):%Y%m%d}.zip"
        export.file = store_made(made, name=name, content_type=ZIP, by=locked, purpose=EXPORT)
        export.ready_at, export.ends_at = now, now + DataExport.LASTS
        export.done = export.total
        export.save()
        export_ready.send(DataExport, export=export)
    return True


def _write(made: BinaryIO, person: User, pk: int, now: datetime) -> None:
    """Write JSON with its schema, a page to read, and the uploads."""
    addresses = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    copy, parts = Copy(person, sorted({person.email, *addresses})), []
    for number, processing in enumerate(all_processings(), 1):
        parts.append(copy.part(processing))
        DataExport.objects.filter(pk=pk).update(done=number, held_until=timezone.now() + LEASE)
    files = list(_files(person))
    data = {
        "schema": f"{settings.SITE_URL}/{SCHEMA}",
        "made_at": now.isoformat(),
        "person": {"name": person.full_name, "email": person.email},
        "parts": parts,
        "files": [{"path": path, "name": file.name, "size": file.size} for path, file in files],
    }
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("gegevens.json", json.dumps(data, ensure_ascii=False, indent=2))
        archive.write(settings.BASE_DIR / "docs" / SCHEMA, SCHEMA)
        archive.writestr("gegevens.html", _page(data))
        for path, file in files:
            _add(archive, path, file)


def _files(person: User) -> Iterator[tuple[str, File]]:
    rows = File.objects.filter(owner=person, held_at=None, is_infected=False).exclude(purpose=EXPORT)
    for number, file in enumerate(rows.order_by("created_at", "pk"), 1):
        yield f"bestanden/{number:04}-{file.name.replace('/', '-')}", file


def _add(archive: zipfile.ZipFile, path: str, file: File) -> None:
    try:
        with default_storage.open(str(file.blob.name)) as stored, archive.open(path, "w") as target:
            while piece := stored.read(1024 * 1024):
                target.write(piece)
    except FileNotFoundError:
        # Thrown away at this moment.
        return


def _page(data: dict[str, Any]) -> str:
    parts = [
        part | {"tables": [table | {"page": _page_of(table)} for table in part["tables"]]} for part in data["parts"]
    ]
    return render_to_string("accounts/data_copy.html", data | {"parts": parts, "language": translation.get_language()})


def _page_of(table: dict[str, Any]) -> Page:
    return Page(apps.get_model(table["model"]), table["rows"])


def erase_exports(now: datetime) -> int:
    """Throw away copies that have ended (a ``Period``); return how many."""
    ended = list(DataExport.objects.filter(ends_at__lte=now).select_related("file").order_by("ends_at")[:BATCH])
    for export in ended:
        with transaction.atomic():
            export.delete()
            if export.file:
                delete_file(export.file)
    return len(ended)
