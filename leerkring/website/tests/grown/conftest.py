"""A grown portal on this machine: two web and two worker nodes that share PostgreSQL, Redis and an object storage."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from leerkring.notifications.tests.mail_server import Recorder, running
from leerkring.notifications.tests.processes import ROOT

from .nodes import Node, Person, start_all
from .servers import ObjectStorage, OwnRedis, PostgreSQL


@dataclass
class Portal:
    """The nodes, what they share, and who is in it."""

    folder: Path
    database: PostgreSQL
    redis: OwnRedis
    storage: ObjectStorage
    mail: Recorder
    environment: dict[str, str]
    scene: dict[str, Any]
    nodes: list[Node]

    @property
    def web(self) -> list[Node]:
        return [node for node in self.nodes if node.kind == "web"]

    @property
    def workers(self) -> list[Node]:
        return [node for node in self.nodes if node.kind == "worker"]

    def person(self, number: int = 0) -> Person:
        """Return somebody who is logged in."""
        return Person(self.scene["keys"][number])

    def add(self, kind: str, name: str, **more: Any) -> Node:
        """Add a node that has yet to start."""
        environment = self.environment | more.pop("environment", {})
        self.nodes.append(Node(kind, self.folder / name, environment, **more))
        return self.nodes[-1]

    def mails_to(self, address: str) -> list:
        """Return the mail that arrived for somebody."""
        return [mail for mail in self.mail.mails if address in str(mail["To"])]


@pytest.fixture(scope="package")
def portal(django_db_setup, tmp_path_factory):
    """The whole portal; a test that breaks something mends it."""
    assert connection.vendor == "postgresql"
    folder = tmp_path_factory.mktemp("grown")
    with running(Recorder()) as mail:
        database, redis, storage = PostgreSQL(), OwnRedis(), ObjectStorage()
        environment = _environment(database, redis, storage, mail)
        found = Portal(folder, database, redis, storage, mail, environment, {}, [])
        try:
            # The embedded mode collects static files without compressing them.
            found.scene = _scene(environment | {"VAR": str(folder), "MODE": "embedded", "DEMO": "off"})
            for name in ("web1", "web2"):
                found.add("web", name)
            # They know a kind of mail of the tests as well.
            own = {"PORTAL_DATABASE": "leerkring", "PORTAL_QUEUE": "celery", "PORTAL_LEASE": "8", "PORTAL_TICK": "1"}
            own["DJANGO_SETTINGS_MODULE"] = "leerkring.notifications.tests.process_settings"
            for name in ("worker1", "worker2", "beat"):
                found.add(name.rstrip("12"), name, environment=own)
            start_all(found.nodes)
            yield found
        finally:
            for node in found.nodes:
                node.kill()
            storage.stop()
            redis.stop()
            database.remove()


def _environment(database: PostgreSQL, redis: OwnRedis, storage: ObjectStorage, mail: Recorder) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "MODE": "grown",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1",
        "DATABASE_URL": database.url,
        "REDIS_URL": redis.url,
        "STORAGE_URL": storage.url,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
        "MAP_TILES": "none",
        "THOROUGH_CHECK": "off",
        "DEBUG": "off",
    }


def _scene(environment: dict[str, str]) -> dict[str, Any]:
    run = "import leerkring.website.tests.grown.scene"
    words = [sys.executable, "manage.py", "shell", "--no-imports", "--command", run]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def add_node(portal):
    """Return a function that starts one more node, for this test only."""
    added = []

    def add(kind: str, name: str, **more: Any) -> Node:
        added.append(portal.add(kind, name, **more).start())
        return added[-1]

    yield add
    for node in added:
        node.kill()
        portal.nodes.remove(node)
