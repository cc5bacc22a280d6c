"""Upgrading while people use the portal: this release runs on the database of the next one, and during the change."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event
from time import perf_counter

import psycopg2
import pytest

from leerkring.notifications.tests.processes import ROOT, wait_until

from .test_nodes import upload

pytestmark = [pytest.mark.grown, pytest.mark.django_db]
PAGES = ["/leerkringen/lingewaard/", "/dashboard/", "/leerkringen/"]
MIGRATE = "from leerkring.website.migrating import migrate; migrate(print)"


def start_migrating(portal) -> subprocess.Popen:
    environment = portal.environment | {
        "VAR": str(portal.folder),
        "DJANGO_SETTINGS_MODULE": "leerkring.website.tests.grown.upgrade.settings",
        "PYTHONUNBUFFERED": "1",
    }
    words = [sys.executable, "manage.py", "shell", "--no-imports", "--command", MIGRATE]
    with (portal.folder / "migrating").open("wb") as said:
        return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT)


def has_column(portal) -> bool:
    asked = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'next_release'"
    return portal.database.ask(asked)[0][0] == 2


@pytest.mark.promise(15)
def test_database_is_migrated_under_load_and_a_held_lock_without_an_error(portal, figure):
    stop, seen = Event(), []
    person, said = portal.person(), portal.folder / "migrating"

    def ask(number: int) -> None:
        while not stop.is_set():
            start = perf_counter()
            status = person.see(portal.web[number % 2], PAGES[number % len(PAGES)])
            seen.append((status, perf_counter() - start))

    with closing(psycopg2.connect(portal.database.url)) as reader, ThreadPoolExecutor(4) as pool:
        # Somebody reads the table for a long time, as a backup does.
        reader.cursor().execute("SELECT 1 FROM communities_community")
        asking = [pool.submit(ask, number) for number in range(4)]
        try:
            process = start_migrating(portal)
            wait_until(lambda: b"in use" in said.read_bytes(), seconds=60, else_say=said.read_text)
            assert not has_column(portal)
            reader.rollback()
            assert process.wait(timeout=60) == 0, said.read_text()
        finally:
            stop.set()
        assert [task.result() for task in asking] == [None] * 4

    assert has_column(portal) and len(seen) > 20
    assert {status for status, _seconds in seen} == {200}
    figure(f"{len(seen)} requests meanwhile, none refused, the slowest {max(took for _status, took in seen):.1f} s")
    # Nobody waited for much longer than the migration may wait for its lock, whatever else the machine does.
    assert max(seconds for _status, seconds in seen) < 15
    # This release writes in the tables of the next.
    assert upload(portal, portal.web[0], "upgraded.pdf").status_code == 302
