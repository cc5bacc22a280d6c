"""A browser, and a portal of the mode that this run of the tests is about."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from leerkring.website.tests.migrated import migrated_template, on_server

from .chromium import FLAGS, found_chromium
from .portal import Portal, free_port

# As many as Redis has unless told otherwise.
REDIS_DATABASES = 16


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    chromium = found_chromium()
    if not chromium:
        pytest.skip("Chromium is not installed.")
    # Playwright runs a loop of its own in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium, args=FLAGS) as launched,
    ):
        yield launched


class Recorder:
    """Keeps each mail that an SMTP server hears as a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.heard = 0

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        self.heard += 1
        (self.folder / f"{self.heard:04}.eml").write_bytes(envelope.content)
        return "250 heard"


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> Iterator[Portal]:
    """A portal started by ``make run``: embedded, or grown on PostgreSQL, Redis and SMTP."""
    folder = tmp_path_factory.mktemp("portal")
    (folder / "mail").mkdir()
    if settings.DATABASE_URL:
        yield from _grown(folder)
        return
    portal = Portal(folder)
    try:
        yield portal.start()
    finally:
        portal.stop()


def _grown(folder: Path) -> Iterator[Portal]:
    name = f"leerkring_e2e_{os.getpid()}"
    server = urlsplit(settings.DATABASE_URL)
    on_server(f'CREATE DATABASE "{name}" TEMPLATE "{migrated_template()}"')
    mail = Controller(Recorder(folder / "mail"), hostname="127.0.0.1", port=free_port())
    mail.start()
    portal = Portal(folder)
    portal.environment = {
        "MODE": "grown",
        "SECRET_KEY": "only-for-this-test-" * 4,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": portal.url,
        "DATABASE_URL": urlunsplit(server._replace(path=f"/{name}")),
        "REDIS_URL": _own_redis(),
        "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
    }
    try:
        portal.manage("demo", "--force")
        yield portal.start()
    finally:
        portal.stop()
        mail.stop()
        on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def _own_redis() -> str:
    """Return a numbered database of Redis for the portal of this process of the tests.

    In a shared one the worker of one portal takes the jobs of the other, which then waits in vain for its mail.
    """
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    url = urlsplit(settings.REDIS_URL)
    number = (int(url.path.strip("/") or 0) - 1 - process) % REDIS_DATABASES
    return urlunsplit(url._replace(path=f"/{number}"))
