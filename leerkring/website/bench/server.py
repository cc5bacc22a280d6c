"""A portal of the benchmark's own: its folder or database, its data, its web workers, and the CPU they use."""

import os
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg2
from django.conf import settings

# Members, and circles: the bigger sizes grow in circles. The biggest is what scheduling must bear.
SIZES = {"1k": (1_000, 25), "10k": (10_000, 250), "100k": (100_000, 2_500), "1m": (1_000_000, 50_000)}


class Server:
    """gunicorn on made-up data; use it in a ``with`` block."""

    def __init__(self, size: str) -> None:
        self.members, self.circles = SIZES[size]
        self.folder = Path(settings.VAR) / "bench" / size
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = _own_database(settings.DATABASE_URL, f"leerkring_bench_{size}") if settings.GROWN else ""
        self._environment = self._make_environment()

    def _make_environment(self) -> dict[str, str]:
        own = {"VAR": str(self.folder), "PORT": str(self.port), "BIND": "127.0.0.1", "DEBUG": "0", "DEMO": "0"}
        own |= {"SITE_URL": self.url, "ALLOWED_HOSTS": "127.0.0.1", "WEB_CONCURRENCY": "2"}
        own |= {"DATABASE_URL": self.database} if self.database else {}
        return os.environ | own

    def __enter__(self) -> "Server":
        self.folder.mkdir(parents=True, exist_ok=True)
        self._manage("prepare")
        stamp = self.folder / f"seeded{'-grown' if self.database else ''}"
        if not stamp.exists():
            self._manage("seed", "--communities", str(self.circles), "--members", str(self.members), "--force")
            stamp.touch()
        with (self.folder / "web.log").open("wb") as log:
            # A line per request would hide the figures.
            self._master = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "leerkring/gunicorn.py", "leerkring.website.bench.wsgi"],
                cwd=settings.BASE_DIR,
                env=self._environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self._wait()
        return self

    def __exit__(self, *_error: object) -> None:
        self._master.terminate()
        self._master.wait(30)

    def _manage(self, *command: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def run(self, module: str) -> str:
        """Run a module in a process of its own, on the data of this server, and return what it prints."""
        command = [sys.executable, "-m", module]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=self._environment, stdout=subprocess.PIPE, check=True, text=True
        ).stdout

    def _wait(self) -> None:
        pause = threading.Event()
        for _attempt in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/bench/empty/", timeout=5).close()
            except (urllib.error.URLError, OSError):
                pause.wait(0.1)
            else:
                return
        raise TimeoutError("The benchmark's web server did not start.")

    def _workers(self) -> list[psutil.Process]:
        return psutil.Process(self._master.pid).children()

    def cpu_seconds(self) -> float:
        """Return what the web workers, and PostgreSQL where it is used, have spent until now."""
        processes = self._workers()
        if self.database:
            processes += [process for process in psutil.process_iter() if self._serves_us(process)]
        return sum(_spent(process) for process in processes)

    def _serves_us(self, process: psutil.Process) -> bool:
        """PostgreSQL writes the name of the database in the title of each process that serves it."""
        name = self.database.rpartition("/")[2]
        try:
            return process.name() == "postgres" and f" {name} " in " ".join(process.cmdline())
        except psutil.Error:
            return False

    def memory(self) -> dict[str, float]:
        """Return what the biggest web worker holds, in MiB: all it sees, its share of that, and what is its own.

        Workers share with their master what was loaded before they were made: seen by each, and there once.
        """
        found = [worker.memory_full_info() for worker in self._workers()]
        return {name: max(getattr(each, name) for each in found) / 2**20 for name in ("rss", "pss", "uss")}


def _spent(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0
    return times.user + times.system


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _own_database(url: str, name: str) -> str:
    """Return the address of a database beside the one that was given, which a benchmark must not fill."""
    own = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    connection = psycopg2.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone():
                cursor.execute(f'CREATE DATABASE "{name}"')
    finally:
        connection.close()
    return own
