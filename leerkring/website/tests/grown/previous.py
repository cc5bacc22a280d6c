"""The release before this one, as people run it: its own code on its own database, and people who use it."""

import os
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Condition, Event
from time import perf_counter

from leerkring.notifications.tests.mail_server import Recorder
from leerkring.notifications.tests.processes import ROOT, wait_until
from leerkring.website.demo import PASSWORD

from .nodes import Node, Person, start_all
from .servers import OwnRedis, PostgreSQL

RELEASES = Path(__file__).parent / "releases"
# The static files of that release are not kept, and no page may stop over their names.
SETTINGS = """
from leerkring.settings import *
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
"""
# Its database was filled on some day; on which it is again, whenever the test runs, so that what was to come still is.
# By way of a day far away: from one day to the next, a row would meet the one that still stands there.
AS_ON_THAT_DAY = """
DO $$
DECLARE
    passed interval := (SELECT (current_date - max(applied)::date) * interval '1 day' FROM django_migrations);
    away interval := interval '40000 days';
    step interval;
    it record;
BEGIN
    FOREACH step IN ARRAY ARRAY[away, passed - away] LOOP
        FOR it IN
            SELECT table_name, string_agg(format('%%1$I = %%1$I + %%2$L::interval', column_name, step), ', ') AS moved
            FROM information_schema.columns
            WHERE table_schema = 'public' AND data_type IN ('date', 'timestamp with time zone')
                AND is_generated = 'NEVER'
            GROUP BY table_name
        LOOP
            EXECUTE format('UPDATE %%I SET %%s', it.table_name, it.moved);
        END LOOP;
    END LOOP;
END $$
"""
NEXT_MEETING = """
    SELECT meetings_meeting.id FROM meetings_meeting
    JOIN meetings_cycle ON meetings_cycle.id = cycle_id
    JOIN communities_community ON communities_community.id = community_id
    WHERE communities_community.slug = 'lingewaard' AND starts_at > now() ORDER BY starts_at LIMIT 1
"""
NODES = [("web", "web1"), ("web", "web2"), ("worker", "worker"), ("beat", "beat")]
# How long who uses it looks at each answer at least, in seconds; as long as it took, where a machine is busy.
LOOKING = 0.1
MARIT, DAAN, RIET = (f"{name}@example.nl" for name in ("marit.hoekstra", "daan.willems", "riet.derksen"))


def unpacked(folder: Path) -> Path:
    """Return the newest release that was kept, unpacked there."""
    newest = max(RELEASES.glob("*.tar.xz"), key=lambda path: [int(part) for part in path.name.split(".")[:3]])
    with tarfile.open(newest) as tar:
        # Python 3.11.2, which Debian has, knows no filters yet.
        tar.extraction_filter = getattr(tarfile, "data_filter", None)
        tar.extractall(folder)
    (folder / "without_static.py").write_text(SETTINGS)
    return folder


class Front:
    """Stands before the web nodes, as nginx does: hands requests out in turn, and takes nodes in and out."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self._turn, self._asked, self._changed = count(), Counter(), Condition()

    @contextmanager
    def node(self) -> Iterator[Node]:
        """Give the node that answers next."""
        with self._changed:
            node = self.nodes[next(self._turn) % len(self.nodes)]
            self._asked[node.port] += 1
        try:
            yield node
        finally:
            with self._changed:
                self._asked[node.port] -= 1
                self._changed.notify_all()

    def replace(self, old: Node, new: Node) -> None:
        """Put one node in the place of another, which stops after its last answer."""
        with self._changed:
            self.nodes = [new if node is old else node for node in self.nodes]
            assert self._changed.wait_for(lambda: not self._asked[old.port], timeout=120)
        old.retire()


@dataclass
class Load:
    """People who read and write all the time, and what they were answered."""

    front: Front
    stop: Event = field(default_factory=Event)
    seen: list[tuple[str, int, float]] = field(default_factory=list)
    asking: list[Future] = field(default_factory=list)

    def repeat(self, pool: ThreadPoolExecutor, deed: Callable[[Node, int], tuple[str, int]]) -> None:
        """Let somebody do something again and again."""

        def go_on() -> None:
            for number in count():
                if self.stop.is_set():
                    return
                start = perf_counter()
                with self.front.node() as node:
                    what, status = deed(node, number)
                took = perf_counter() - start
                self.seen.append((what, status, took))
                self.stop.wait(max(took, LOOKING))

        self.asking.append(pool.submit(go_on))

    def wait_for_more(self, requests: int) -> None:
        """Wait until so many more were answered."""
        already = len(self.seen)
        wait_until(
            lambda: len(self.seen) >= already + requests or any(task.done() for task in self.asking),
            seconds=600,
            else_say=lambda: self.seen[-5:],
        )


@dataclass
class Previous:
    """A portal of the previous release."""

    folder: Path
    database: PostgreSQL
    redis: OwnRedis
    mail: Recorder
    environment: dict[str, str]
    nodes: list[Node] = field(default_factory=list)
    _keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Old nodes find nothing there, and new ones what the release step collects.
        (self.folder / "static").mkdir()
        self.database.ask(AS_ON_THAT_DAY)
        ((self.meeting,),) = self.database.ask(NEXT_MEETING)

    def start(self, *, old: bool) -> list[Node]:
        """Start the nodes of the one release or the other, side by side, and return them."""
        release, code = ("old", self.folder / "code") if old else ("new", ROOT)
        environment = self.environment | ({"DJANGO_SETTINGS_MODULE": "without_static"} if old else {})
        made = [Node(kind, self.folder / f"{release}-{name}", environment, code=code) for kind, name in NODES]
        self.nodes += made
        start_all(made)
        return made

    def log_in(self, *emails: str) -> None:
        """Let people of the demo log in, by their password."""
        node = self.nodes[0]
        for email in emails:
            person, facts = Person(), {"login": email, "password": PASSWORD}
            assert person.send_form(node, "/account/inloggen/wachtwoord/", facts).status_code == 302, email
            self._keys[email] = person.cookies["sessionid"]

    def person(self, email: str) -> Person:
        """Return somebody who has logged in."""
        return Person(self._keys[email])

    def start_release(self) -> subprocess.Popen:
        """Begin with the release step of this code, as it stands in the Procfile."""
        # The embedded mode collects static files without compressing them.
        environment = self.environment | {"VAR": str(self.folder), "MODE": "embedded", "PYTHONUNBUFFERED": "1"}
        with (self.folder / "released").open("wb") as said:
            words = [sys.executable, "manage.py", "prepare", "--no-demo"]
            return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT)

    @property
    def said(self) -> str:
        """What the release step said."""
        return (self.folder / "released").read_text()

    def stop(self) -> None:
        """End everything."""
        for node in self.nodes:
            node.kill()
        self.redis.stop()
        self.database.remove()


def environment_for(database: PostgreSQL, redis: OwnRedis, mail: Recorder) -> dict[str, str]:
    """Return what each process of that portal is told."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | {
        "MODE": "grown",
        "SECRET_KEY": "a key of this test alone, that is long enough to be one" * 2,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1",
        "DATABASE_URL": database.url,
        "REDIS_URL": redis.url,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
        "MAP_TILES": "none",
        "THOROUGH_CHECK": "off",
        "SECOND_FACTOR_REQUIRED": "off",
        "WEB_CONCURRENCY": "1",
    }
