"""Servers of our own, that a test may stop and start: PostgreSQL, Redis and an object storage."""

import os
import shutil
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import boto3
import psycopg2
from django.db import connection
from moto.server import ThreadedMotoServer
from redis import Redis

from leerkring.notifications.tests.mail_server import free_port
from leerkring.notifications.tests.processes import wait_until

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
# PostgreSQL refuses to run as root.
AS_POSTGRES = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
# In memory where there is room: making and removing its thousands of files takes a disk longer than all the rest.
MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class PostgreSQL:
    """A cluster in a folder: a copy of the (migrated) database of the tests, what a file holds, or a follower."""

    def __init__(self, *, follows: "PostgreSQL | None" = None, holds: Path | None = None) -> None:
        in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
        self.folder = Path(tempfile.mkdtemp(prefix="leerkring-pg-", dir=MEMORY if in_memory else None))
        if AS_POSTGRES:
            shutil.chown(self.folder, **AS_POSTGRES)
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/leerkring"
        try:
            self._follow(follows) if follows else self._fill(holds)
        except BaseException:
            self.remove()
            raise

    def _follow(self, other: "PostgreSQL") -> None:
        source = ["-h", "127.0.0.1", "-p", other.port, "-U", "postgres"]
        self._run("pg_basebackup", *source, "-R", "--no-sync", "-c", "fast", "-D", self.folder / "data")
        self.start()

    def _fill(self, holds: Path | None) -> None:
        self._run("initdb", "--no-sync", "--auth=trust", "--username=postgres", "-D", self.folder / "data")
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "leerkring")
        load = ["psql", "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", self.url]
        if holds:
            subprocess.run([*load, "-f", str(holds)], stdout=subprocess.DEVNULL, check=True)
        else:
            self._copy(load)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c fsync=off -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-w", "-D", self.folder / "data", "-o", options, "-l", self.folder / "log", "start")

    def stop(self) -> None:
        """Pull the plug."""
        self._run("pg_ctl", "-w", "-D", self.folder / "data", "-m", "immediate", "stop")

    def ask(self, sql: str, *values: object) -> list[tuple]:
        """Return what it answers."""
        with closing(psycopg2.connect(self.url)) as there, there.cursor() as cursor:
            there.autocommit = True
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def remove(self) -> None:
        """Stop it for good."""
        subprocess.run(
            [BINARIES[-1] / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop"], **QUIET, **AS_POSTGRES
        )
        shutil.rmtree(self.folder, ignore_errors=True)

    def _copy(self, load: list[str]) -> None:
        known = connection.settings_dict
        server = ["-h", known["HOST"] or "127.0.0.1", "-p", str(known["PORT"] or 5432), "-U", known["USER"]]
        environment = os.environ | {"PGPASSWORD": known["PASSWORD"] or ""}
        dump = ["pg_dump", "--no-owner", "--no-privileges", "--no-comments", *server, str(known["NAME"])]
        with subprocess.Popen(dump, env=environment, stdout=subprocess.PIPE) as reading:
            subprocess.run(load, stdin=reading.stdout, stdout=subprocess.DEVNULL, check=True)
        assert reading.returncode == 0, "the database of the tests can't be copied"

    def _run(self, program: str, *words: object) -> None:
        command = [BINARIES[-1] / program, *map(str, words)]
        done = subprocess.run(
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **AS_POSTGRES
        )
        if done.returncode:
            log = self.folder / "log"
            raise AssertionError(f"{program} failed: {log.read_text()[-2000:] if log.exists() else ''}")


class OwnRedis:
    """A Redis without a memory of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen | None = None
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        words = ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"]
        self._process = subprocess.Popen(words, **QUIET)
        wait_until(self._answers, seconds=10, else_say=lambda: "no Redis")

    def stop(self) -> None:
        """Pull the plug."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def flush(self) -> None:
        """Let it forget everything."""
        with Redis.from_url(self.url) as redis:
            redis.flushall()

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url) as redis:
                return bool(redis.ping())
        except OSError:
            return False
        except Exception as error:
            return "Connection" not in type(error).__name__ and "Busy" not in type(error).__name__


class ObjectStorage:
    """moto's S3, with a bucket of its own: all of moto in one process shares what it keeps."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.bucket = f"leerkring-{port}"
        self.url = f"s3://key:secret@{host}:{port}/{self.bucket}?region=us-east-1&tls=false"
        facts = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
        self.client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", **facts)
        self.client.create_bucket(Bucket=self.bucket)

    @property
    def names(self) -> list[str]:
        """What is in the bucket."""
        return [row["Key"] for row in self.client.list_objects_v2(Bucket=self.bucket).get("Contents", [])]

    def read(self, name: str) -> bytes:
        """Return a file."""
        return self.client.get_object(Bucket=self.bucket, Key=name)["Body"].read()

    def stop(self) -> None:
        """Stop it."""
        self._server.stop()
