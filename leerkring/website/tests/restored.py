"""An empty place beside the database of a test, in which a backup can be put back, and questions to it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings

from .migrated import on_server

ROOT = Path(__file__).parents[3]


class Place:
    """A portal of its own: a folder, and on PostgreSQL a database."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.name = folder, f"leerkring_restored_{os.getpid()}"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = kept | {"VAR": str(folder), "SECRET_KEY": settings.SECRET_KEY, "DEMO": "off"}
        if settings.DATABASE_URL:
            url = urlsplit(settings.DATABASE_URL)
            self.environment["DATABASE_URL"] = urlunsplit(url._replace(path=f"/{self.name}"))

    def manage(self, *words: str, **variables: str) -> subprocess.CompletedProcess:
        """Run one command of the portal there."""
        command = [sys.executable, "manage.py", *words]
        environment = self.environment | variables
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    def ask(self, sql: str) -> list[tuple]:
        """Return what the database there answers."""
        if settings.DATABASE_URL:
            with closing(psycopg2.connect(self.environment["DATABASE_URL"])) as there, there.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        with closing(sqlite3.connect(self.folder / "leerkring.sqlite3")) as there:
            return there.execute(sql).fetchall()

    def on_server(self, command: str) -> None:
        """Make or drop the database, where there is a server."""
        if settings.DATABASE_URL:
            on_server(command)


@contextmanager
def empty_place(folder: Path):
    """Have an empty place while the block lasts."""
    place = Place(folder)
    place.on_server(f"CREATE DATABASE {place.name}")
    try:
        yield place
    finally:
        place.on_server(f"DROP DATABASE {place.name} WITH (FORCE)")
