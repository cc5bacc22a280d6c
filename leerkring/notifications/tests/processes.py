"""Real worker processes on the database of the test that runs."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

from celery import Celery
from django.conf import settings
from django.db import connection
from redis import Redis

ROOT = Path(__file__).resolve().parents[3]
WORKER = [
    "-m",
    "celery",
    "-A",
    "leerkring",
    "worker",
    "--without-gossip",
    "--without-mingle",
    "-c",
    "1",
    "-l",
    "WARNING",
]
BEAT = ["-m", "celery", "-A", "leerkring", "beat", "-l", "WARNING", "--pidfile="]


def wait_until(is_so: Callable[[], bool], *, seconds: float, else_say: Callable[[], object]) -> None:
    """Wait until something is so; fail with what ``else_say`` knows when it takes too long."""
    pause = Event()
    for _turn in range(int(seconds / 0.02)):
        if is_so():
            return
        pause.wait(0.02)
    raise AssertionError(f"Not within {seconds} s: {else_say()}")


class Workers:
    """Starts and kills workers, and wakes them as the beat does."""

    def __init__(self, folder: Path, *, smtp_port: int, lease: float, tick: float = 60, redis_url: str = "") -> None:
        self.running: list[subprocess.Popen] = []
        self.beats: list[subprocess.Popen] = []
        self._folder, self._redis_url = folder, redis_url or settings.REDIS_URL
        self._log = folder / "worker.log"
        self._environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "leerkring.notifications.tests.process_settings",
            "VAR": str(folder),
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
            "PORTAL_DATABASE": str(connection.settings_dict["NAME"]),
            "PORTAL_QUEUE": f"test-{uuid4().hex}",
            "PORTAL_LEASE": str(lease),
            "PORTAL_TICK": str(tick),
            "REDIS_URL": self._redis_url,
        }
        self._beat = self._make_beat(folder)

    def start(self) -> subprocess.Popen:
        """Start one worker."""
        process = self._run(*WORKER, "-n", f"{uuid4().hex}@test")
        self.running.append(process)
        return process

    def start_beat(self) -> subprocess.Popen:
        """Start one beat; a second one is what nobody should do and somebody will."""
        process = self._run(*BEAT, "-s", str(self._folder / f"beat-{uuid4().hex}"))
        self.beats.append(process)
        return process

    def _run(self, *command: str) -> subprocess.Popen:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, process: subprocess.Popen) -> None:
        """End a worker or beat and its children at once, in the middle of whatever it does."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        (self.running if process in self.running else self.beats).remove(process)

    def empty_broker(self) -> None:
        """Take everything out of this test's own Redis, as when it lost its memory."""
        with Redis.from_url(self._redis_url) as redis:
            redis.flushdb()

    def tick(self) -> None:
        """Put a tick in the queue, as the beat does."""
        self._beat.send_task("leerkring.notifications.tasks.tick", queue=self._environment["PORTAL_QUEUE"])

    def stop(self) -> None:
        """End everything that still runs."""
        for process in [*self.running, *self.beats]:
            self.kill(process)
        with self._beat.connection_for_write() as broker:
            broker.default_channel.queue_delete(self._environment["PORTAL_QUEUE"])
        self._beat.close()

    @property
    def log(self) -> str:
        """What the workers said."""
        return self._log.read_text() if self._log.exists() else ""

    def _make_beat(self, folder: Path) -> Celery:
        if self._redis_url:
            return Celery("beat", broker=self._redis_url, set_as_current=False)
        beat = Celery("beat", broker="filesystem://", set_as_current=False)
        folders = {"data_folder_in": folder / "queue" / "messages", "control_folder": folder / "queue" / "control"}
        for path in folders.values():
            path.mkdir(parents=True, exist_ok=True)
        options = {name: str(path) for name, path in folders.items()}
        beat.conf.broker_transport_options = options | {"data_folder_out": options["data_folder_in"]}
        return beat


@contextmanager
def workers(folder: Path, **options: Any) -> Iterator[Workers]:
    """Have workers while the block lasts."""
    portal = Workers(folder, **options)
    try:
        yield portal
    finally:
        portal.stop()
