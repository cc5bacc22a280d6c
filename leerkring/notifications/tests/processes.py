"""Real worker processes on the database of the test that runs."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from uuid import uuid4

from celery import Celery
from django.conf import settings
from django.db import connection

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

    def __init__(self, folder: Path, *, smtp_port: int, lease: float) -> None:
        self.running: list[subprocess.Popen] = []
        self._log = folder / "worker.log"
        self._environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "leerkring.notifications.tests.process_settings",
            "VAR": str(folder),
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
            "PORTAL_DATABASE": str(connection.settings_dict["NAME"]),
            "PORTAL_QUEUE": f"test-{uuid4().hex}",
            "PORTAL_LEASE": str(lease),
        }
        self._beat = self._make_beat(folder)

    def start(self) -> subprocess.Popen:
        """Start one worker."""
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *WORKER, "-n", f"{uuid4().hex}@test"],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen) -> None:
        """End a worker and its children at once, in the middle of whatever it does."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def tick(self) -> None:
        """Put a tick in the queue, as the beat does."""
        self._beat.send_task("leerkring.notifications.tasks.tick", queue=self._environment["PORTAL_QUEUE"])

    def stop(self) -> None:
        """End everything that still runs."""
        for process in list(self.running):
            self.kill(process)
        with self._beat.connection_for_write() as broker:
            broker.default_channel.queue_delete(self._environment["PORTAL_QUEUE"])
        self._beat.close()

    @property
    def log(self) -> str:
        """What the workers said."""
        return self._log.read_text() if self._log.exists() else ""

    def _make_beat(self, folder: Path) -> Celery:
        if settings.REDIS_URL:
            return Celery("beat", broker=settings.REDIS_URL, set_as_current=False)
        beat = Celery("beat", broker="filesystem://", set_as_current=False)
        folders = {"data_folder_in": folder / "queue" / "messages", "control_folder": folder / "queue" / "control"}
        for path in folders.values():
            path.mkdir(parents=True, exist_ok=True)
        options = {name: str(path) for name, path in folders.items()}
        beat.conf.broker_transport_options = options | {"data_folder_out": options["data_folder_in"]}
        return beat


@contextmanager
def workers(folder: Path, **options: float) -> Iterator[Workers]:
    """Have workers while the block lasts."""
    portal = Workers(folder, **options)
    try:
        yield portal
    finally:
        portal.stop()
