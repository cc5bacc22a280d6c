"""Migrating while the portal runs: never waiting long for a lock, as everybody else would wait behind it."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

# A table that is read at this moment can't be changed; who asks for it meanwhile waits behind the migration.
LOCK_SECONDS = 1
PAUSE_SECONDS = 2
ATTEMPTS = 60
# What PostgreSQL says when the time for a lock is up.
NO_LOCK = "55P03"
# After how many new objects the collector looks, and how seldom among older ones; Python's own are 700, 10, 10.
SELDOM = (20_000, 20, 20)


def migrate(say: Callable[[str], object]) -> None:
    """Migrate when there is something to migrate; looking is ten times as quick as Django's own command.

    A migration that does not get its lock is undone by the database and tried again, for some minutes.
    """
    for attempt in range(1, ATTEMPTS + 1):
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        say("Migrating the database …")
        try:
            with collecting_seldom():
                _migrate()
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", "") != NO_LOCK or attempt == ATTEMPTS:
                raise
            say("A table is in use; trying again in a moment.")
            Event().wait(PAUSE_SECONDS)


def _migrate() -> None:
    if connection.vendor != "postgresql":
        call_command("migrate", interactive=False, verbosity=0)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        # Whatever this process does next may wait as long as it likes; a connection that broke forgets by itself.
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let the garbage collector look seldom, and never among what was loaded before.

    Django makes all models again for many of the steps; looking among them took a third of the work. It costs 100 MB.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.collect()
