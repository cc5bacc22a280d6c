"""Putting a backup back, in an empty place only."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from leerkring.core.restored import settle_all

from ..social import STORED
from .database import the_database
from .manifest import Damaged, Manifest, Part, differences, mark_of_key, read_manifest
from .sealed import Seal
from .take import DATABASE, FILES

Say = Callable[[str], object]


def put_back(folder: Path, *, seal: Seal, other_key: bool, say: Say) -> Manifest:
    """Fill the empty portal with a backup; ``Damaged`` before anything was touched when something is wrong with it.

    Mail is on hold from the first moment on, and what the backup can't know is settled before this returns.
    """
    manifest = read_manifest(folder, seal)
    _refuse_what_does_not_fit(manifest, other_key=other_key)
    _refuse_full_places()
    _verify(folder, manifest, seal)
    say(f"verified\t{len(manifest.files) + 1} files")
    database = the_database()
    with tempfile.TemporaryDirectory(dir=settings.VAR) as name:
        plain = Path(name) / DATABASE
        with plain.open("wb") as target:
            seal.read(folder / DATABASE, target)
        database.load(plain, held_at=timezone.now().isoformat())
        _files(folder, Path(name) / "file", manifest, seal)
    _compare(manifest, database.counts())
    say(f"put back\t{sum(manifest.counts.values())} rows\t{len(manifest.files)} files")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    for cache in caches.all():
        cache.clear()
    for what, number in settle_all(manifest.taken):
        say(f"{what}\t{number}")
    return manifest


def _refuse_what_does_not_fit(manifest: Manifest, *, other_key: bool) -> None:
    if manifest.vendor != connection.vendor:
        raise Damaged(f"The backup is of {manifest.vendor}; this portal runs on {connection.vendor}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    ours = {app.partition(".")[0] for app in known}
    newer = [each for each in manifest.migrations if each.partition(".")[0] in ours and each not in known]
    if newer and not _are_replaced(newer):
        raise Damaged(f"The backup is of a newer portal than this one: it has {newer[0]}.")
    if manifest.key != mark_of_key() and not other_key:
        raise Damaged(
            "SECRET_KEY is another one than when the backup was made: links in mail and suppressed addresses need "
            "it. Use that key, or go on without them: --other-key."
        )


def _are_replaced(migrations: list[str]) -> bool:
    """Whether a squashed migration that is known here stands for each of them."""
    loader = MigrationLoader(None)
    replaced = {f"{app}.{name}" for migration in loader.disk_migrations.values() for app, name in migration.replaces}
    return set(migrations) <= replaced


def _refuse_full_places() -> None:
    if the_database().counts():
        raise Damaged("The database is not empty. A backup is put back in an empty one only.")
    try:
        folders, files = default_storage.listdir("")
    except FileNotFoundError:
        return
    # What we drew ourselves is nobody's, and is drawn again.
    if set(folders) - {STORED} or files:
        raise Damaged("There are uploads already. A backup is put back where there are none.")


def _verify(folder: Path, manifest: Manifest, seal: Seal) -> None:
    """Read everything once, and name the first that is not as it was."""
    for path, expected in _parts(folder, manifest):
        try:
            found = Part(*seal.read(path))
        except FileNotFoundError as error:
            raise Damaged(f"{seal.name(path.name)} is missing in the backup.") from error
        except Exception as error:
            raise Damaged(f"{seal.name(path.name)} can't be read: {error}") from error
        if found != expected:
            raise Damaged(f"{seal.name(path.name)} was changed since the backup was made.")


def _parts(folder: Path, manifest: Manifest) -> list[tuple[Path, Part]]:
    files = [(folder / FILES / name, part) for name, part in manifest.files.items()]
    return [(folder / DATABASE, manifest.database), *files]


def _files(folder: Path, plain: Path, manifest: Manifest, seal: Seal) -> None:
    for name in manifest.files:
        with plain.open("w+b") as target:
            seal.read(folder / FILES / name, target)
            target.seek(0)
            if default_storage.save(name, File(target)) != name:
                raise Damaged(f"{name} stood in the storage already.")


def _compare(manifest: Manifest, counts: dict[str, int]) -> None:
    # The one row that holds the mail.
    expected = dict(manifest.counts)
    expected["notifications_pulse"] = counts.get("notifications_pulse", 0)
    wrong = list(differences(expected, counts))
    if wrong:
        raise Damaged("The database holds something else than the backup:\n" + "\n".join(wrong))
