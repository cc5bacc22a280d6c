"""Celery's queue in a folder, for the embedded mode: kombu's own, with files that are whole as soon as they are seen.

kombu opens a file under its final name, locks it and then writes: a worker that looks in between reads half a message
and stops. Here each file is written under another name and renamed, which a file system does at once.
"""

import fcntl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """One connection to the folder."""

    # kombu's own two classes call it differently; the nearer one counts.
    def _put(self, queue: str, payload: Any, **_options: Any) -> None:  # type: ignore[override]
        """Put a message in the queue; they are taken in the order of their names."""
        folder = Path(self.data_folder_out)
        _write_whole(folder / f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg", dumps(payload))

    def _get(self, queue: str, timeout: Any = None) -> Any:
        """Take the next message; one that nobody can read is dropped, as the database knows what is to be done."""
        try:
            return super()._get(queue)
        except ValueError as error:
            raise Empty from error

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """Note which queue gets what; processes that start together wait for each other."""
        file = self._exchange_file(exchange)
        self.control_folder.mkdir(exist_ok=True)
        wanted = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with _one_at_a_time(self.control_folder / ".lock"):
            known = self.get_table(exchange)
            if wanted not in known:
                _write_whole(file, dumps([wanted, *known]))


class Transport(filesystem.Transport):
    """What Celery calls `filesystem://`."""

    Channel = Channel


def _write_whole(file: Path, text: str) -> None:
    unfinished = file.with_name(f".{uuid.uuid4()}")
    unfinished.write_text(text)
    unfinished.replace(file)


@contextmanager
def _one_at_a_time(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
