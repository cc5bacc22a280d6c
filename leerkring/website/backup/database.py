"""One moment of the database as a file, and such a file as the database.

SQLite copies itself, PostgreSQL has tools for it.

Sessions and what is only kept to be quick stay out: a session must end with the machine it was made on.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.db import connection
from django.db.models import FileField
from psycopg2.extensions import make_dsn, parse_dsn

from leerkring.notifications.models import Pulse
from leerkring.notifications.onhold import HELD

Ask = Callable[[str], list[tuple[Any, ...]]]
# Their tables come back empty.
LEFT_OUT = ("django_session", "portal_cache", "usersessions_usersession")


class CannotDo(Exception):
    """A tool is missing or failed; the message says which and what it said."""


@dataclass
class Facts:
    """What the database held at that moment."""

    counts: dict[str, int]
    migrations: list[str]
    files: list[str]


class Database(Protocol):
    """What both kinds can do."""

    def dump(self, path: Path) -> Facts:
        """Write the database as it is at this moment; return what it held."""

    def load(self, path: Path, *, held_at: str) -> None:
        """Fill the empty database, with mail held from its first moment on; all of it or nothing."""

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has; empty for an empty database."""

    def version(self) -> str:
        """Return the version of the engine."""


class SQLite:
    """A database in a file. Copied by SQLite itself, so that who writes meanwhile is not in the way."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def dump(self, path: Path) -> Facts:
        with closing(sqlite3.connect(self.path)) as live, closing(sqlite3.connect(path)) as copy:
            live.backup(copy)
            ask = _asking(copy.cursor())
            for table in set(LEFT_OUT) & set(_tables_of_sqlite(ask)):
                copy.execute(f'DELETE FROM "{table}"')
            copy.commit()
            # What was deleted is still somewhere in the file until then.
            copy.execute("VACUUM")
            copy.execute("PRAGMA journal_mode=DELETE")
            return _facts(ask, _tables_of_sqlite(ask))

    def load(self, path: Path, *, held_at: str) -> None:
        connection.close()
        new = self.path.with_name(f"{self.path.name}.new")
        shutil.copyfile(path, new)
        with closing(sqlite3.connect(new)) as copy:
            copy.execute(_held_sql(), (HELD, held_at))
            copy.commit()
        for rest in ("-wal", "-shm"):
            self.path.with_name(f"{self.path.name}{rest}").unlink(missing_ok=True)
        new.replace(self.path)

    def counts(self) -> dict[str, int]:
        if not self.path.exists():
            return {}
        with closing(sqlite3.connect(self.path)) as live:
            ask = _asking(live.cursor())
            return _counts(ask, _tables_of_sqlite(ask))

    def version(self) -> str:
        return sqlite3.sqlite_version


class PostgreSQL:
    """A database on a server. pg_dump sees exactly the moment in which the rows are counted (an exported snapshot)."""

    def dump(self, path: Path) -> Facts:
        with self._moment() as cursor:
            ask = _asking(cursor)
            facts = _facts(ask, _tables_of_postgresql(ask))
            snapshot = ask("SELECT pg_export_snapshot()")[0][0]
            left_out = [f"--exclude-table-data={table}" for table in LEFT_OUT]
            options = ["--format=custom", "--no-owner", "--no-privileges", "--no-comments", f"--snapshot={snapshot}"]
            self._run("pg_dump", *options, *left_out, f"--file={path}", f"--dbname={self._dsn()}")
        facts.counts |= {table: 0 for table in LEFT_OUT if table in facts.counts}
        return facts

    def load(self, path: Path, *, held_at: str) -> None:
        """Let pg_restore speak to psql in one transaction, that ends well only when both came to their end."""
        schema = self.schema
        said = [_program("psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--dbname={self._dsn()}"]
        with subprocess.Popen(
            [*said, "--file=-"], env=self._environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        ) as psql:
            assert psql.stdin is not None
            psql.stdin.write(b"BEGIN;\n")
            psql.stdin.flush()
            script = [_program("pg_restore"), "--no-owner", "--no-privileges", "--no-comments", "--file=-", str(path)]
            restored = subprocess.run(script, stdout=psql.stdin)
            if restored.returncode == 0:
                held = _held_sql(schema).replace("%s", "'{}'").format(HELD, held_at)
                psql.stdin.write(f"{held};\nCOMMIT;\n".encode())
            psql.stdin.close()
        if restored.returncode or psql.returncode:
            raise CannotDo("The database could not be filled; what went wrong stands above. It is still empty.")

    def counts(self) -> dict[str, int]:
        with connection.cursor() as cursor:
            ask = _asking(cursor)
            return _counts(ask, _tables_of_postgresql(ask))

    def version(self) -> str:
        with connection.cursor() as cursor:
            return str(_asking(cursor)("SHOW server_version")[0][0])

    @property
    def schema(self) -> str:
        """Where the tables stand."""
        with connection.cursor() as cursor:
            return str(_asking(cursor)("SELECT current_schema()")[0][0])

    @contextmanager
    def _moment(self) -> Iterator[Any]:
        other = connection.copy("backup")
        try:
            other.set_autocommit(False)
            with other.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                yield cursor
            other.rollback()
        finally:
            other.close()

    def _dsn(self) -> str:
        """Return how to reach the same database, without the password: everybody sees the words of a command."""
        connection.ensure_connection()
        given = parse_dsn(connection.connection.dsn)
        given.pop("password", None)
        return str(make_dsn(**given))

    def _environment(self) -> dict[str, str]:
        return os.environ | {"PGPASSWORD": str(connection.settings_dict["PASSWORD"] or "")}

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run([_program(program), *arguments], env=self._environment(), stderr=subprocess.PIPE)
        if done.returncode:
            raise CannotDo(f"{program}: {done.stderr.decode(errors='replace').strip()}")


def the_database() -> Database:
    """Return the database of this portal."""
    if connection.vendor == "postgresql":
        return PostgreSQL()
    return SQLite(str(connection.settings_dict["NAME"]))


def _program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise CannotDo(f"{name} is not installed (Debian: apt install postgresql-client).")
    return found


def _asking(cursor: Any) -> Ask:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        cursor.execute(sql)
        return list(cursor.fetchall())

    return ask


def _facts(ask: Ask, tables: list[str]) -> Facts:
    migrations = [f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations ORDER BY app, name")]
    return Facts(_counts(ask, tables), migrations, sorted(_named_files(ask)))


def _counts(ask: Ask, tables: list[str]) -> dict[str, int]:
    return {table: ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in tables}


def _named_files(ask: Ask) -> set[str]:
    """Return the files in the storage that rows name."""
    names: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, FileField):
                found = ask(f'SELECT "{field.column}" FROM "{model._meta.db_table}"')
                names |= {name for (name,) in found if name}
    return names


def _tables_of_sqlite(ask: Ask) -> list[str]:
    found = ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    return sorted(name for (name,) in found)


def _tables_of_postgresql(ask: Ask) -> list[str]:
    of_schema = "relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
    found = ask(f"SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND {of_schema}")
    return sorted(name for (name,) in found)


def _held_sql(schema: str = "") -> str:
    """Return what holds the mail; two places, for the name and the moment."""
    table = f'"{schema}"."{Pulse._meta.db_table}"' if schema else f'"{Pulse._meta.db_table}"'
    place = "%s" if schema else "?"
    update = "ON CONFLICT (name) DO UPDATE SET at = excluded.at"
    return f"INSERT INTO {table} (name, at) VALUES ({place}, {place}) {update}"
