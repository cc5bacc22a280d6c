"""Making a backup."""

import platform
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import django
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from .database import the_database
from .manifest import Manifest, Part, write_manifest
from .sealed import Seal

DATABASE = "database"
FILES = "files"


def take_backup(folder: Path, *, seal: Seal, say: Callable[[str], object]) -> Manifest:
    """Write a backup into ``folder``, which must not exist yet; it appears when it is whole.

    The database first, then the files that its rows name: an upload writes its bytes before its row, so only what was
    thrown away in between can be missing, and the manifest says so.
    """
    if folder.exists():
        raise FileExistsError(f"{folder} is there already; a backup makes its own folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".backup-") as name:
        new = Path(name) / "backup"
        new.mkdir(mode=0o700)
        manifest, names = _database(new, Path(name) / "plain", seal, timezone.now())
        say(f"database\t{sum(manifest.counts.values())} rows\t{manifest.database.size} bytes")
        for each in names:
            _file(each, new, manifest, seal)
        say(f"files\t{len(manifest.files)}\t{sum(part.size for part in manifest.files.values())} bytes")
        for each in manifest.missing:
            say(f"missing in the storage\t{each}")
        write_manifest(manifest, new, seal)
        new.rename(folder)
    return manifest


def _database(folder: Path, plain: Path, seal: Seal, now: datetime) -> tuple[Manifest, list[str]]:
    database = the_database()
    facts = database.dump(plain)
    with plain.open("rb") as source:
        part = Part(*seal.write(source, folder / DATABASE))
    plain.unlink()
    versions = {"django": django.get_version(), "python": platform.python_version(), "database": database.version()}
    made = Manifest(now.isoformat(), connection.vendor, versions, facts.migrations, facts.counts, part)
    return made, facts.files


def _file(name: str, folder: Path, manifest: Manifest, seal: Seal) -> None:
    try:
        with default_storage.open(name, "rb") as source:
            manifest.files[name] = Part(*seal.write(source, folder / FILES / name))
    except FileNotFoundError:
        manifest.missing.append(name)
