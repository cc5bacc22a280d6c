"""The migrated database that tests begin with: made once, by whoever comes first, and copied by all the others.

Running all migrations takes a quarter of a minute. For SQLite what they made is kept until one of them changes; for
PostgreSQL until the tests are over.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from django.conf import settings

ROOT = Path(__file__).parents[3]
KEPT = ROOT / ".pytest_cache" / "migrated"
# As `prepare` does, without what it puts in.
MIGRATE = """
from django.core.management import call_command
from leerkring.website.migrating import migrate
migrate(print)
call_command("createcachetable", verbosity=0)
"""


def migrated_file() -> Path:
    """Return where the migrated database of SQLite stands."""
    file = KEPT / f"{_made_of()}.sqlite3"
    with _one_at_a_time():
        if not file.exists():
            for old in KEPT.glob("*.sqlite3"):
                old.unlink()
            with tempfile.TemporaryDirectory(dir=KEPT) as folder:
                _migrate(folder, {"DATABASE_URL": "", "REDIS_URL": ""})
                new = Path(folder, "leerkring.sqlite3")
                with closing(sqlite3.connect(new)) as connection:
                    # Without a second file beside it.
                    connection.execute("PRAGMA journal_mode = DELETE")
                new.replace(file)
    return file


def put_migrated(folder: Path) -> None:
    """Give an embedded portal that is to start in this folder its database: it has nothing to migrate."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated_file(), folder / "leerkring.sqlite3")


def migrated_template() -> str:
    """Return the name of the migrated database of PostgreSQL, of which others are made."""
    name = f"{_templates()}{_made_of()[:12]}"
    with _one_at_a_time():
        if name not in _found():
            half = f"{name}_half"
            on_server(f'DROP DATABASE IF EXISTS "{half}"')
            on_server(f'CREATE DATABASE "{half}"')
            with tempfile.TemporaryDirectory() as folder:
                _migrate(folder, {"DATABASE_URL": urlsplit(settings.DATABASE_URL)._replace(path=f"/{half}").geturl()})
            on_server(f'ALTER DATABASE "{half}" RENAME TO "{name}"')
    return name


def drop_templates() -> None:
    """Leave nothing behind on the server."""
    if settings.DATABASE_URL and KEPT.exists():
        for name in _found():
            on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def on_server(command: str) -> list[tuple]:
    """Tell the server of PostgreSQL something that is about whole databases, and return the rows of its answer."""
    with closing(psycopg2.connect(urlsplit(settings.DATABASE_URL)._replace(path="/postgres").geturl())) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(command)
            return cursor.fetchall() if cursor.description else []


def _templates() -> str:
    return f"{urlsplit(settings.DATABASE_URL).path[1:]}_migrated_"


def _found() -> list[str]:
    rows = on_server(f"SELECT datname FROM pg_database WHERE starts_with(datname, '{_templates()}')")
    return [name for (name,) in rows]


def _made_of() -> str:
    """Return what changes when a migration does, or what it makes."""
    kinds = ["requirements.txt", "*/data/*", "*/migrations/*.py", "leerkring/*/migrations/*.py"]
    files = sorted(path for kind in kinds for path in ROOT.glob(kind) if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:24]


def _migrate(folder: str, variables: dict[str, str]) -> None:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", MIGRATE]
    environment = os.environ | {"VAR": folder} | variables
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
