"""Who was erased: one line per person, in a file outside the database, so that no backup takes them back.

A line holds a number, the moment at which the account was made, and when it was erased: nothing by which anybody is
known. The moment is there as a restored database hands out numbers again: number 12 of then need not be number 12 of
now. ``ERASURE_LEDGER`` names the file; keep it where the backups of the database are not.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Line:
    """One person who was erased. The moments are ISO texts, as they stand in the file."""

    person: int
    joined: str
    erased: str
    # Whether the name stays in papers: a restored one loses it again, where its owner wanted it out.
    keeps_name: bool = True

    def is_of(self, person: Any) -> bool:
        """Return whether this account is the one that was erased."""
        return bool(self.person == person.pk and self.joined == person.date_joined.isoformat())


def ledger_path() -> Path:
    """Return where the file stands."""
    return Path(settings.ERASURE_LEDGER)


def write(person: Any, now: datetime, *, keeps_name: bool) -> None:
    """Add a line, and see to it that it is on the disk before the account goes."""
    line = Line(person.pk, person.date_joined.isoformat(), now.isoformat(), keeps_name)
    path = ledger_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # One call, so that two workers never write through each other.
        os.write(descriptor, f"{json.dumps(asdict(line))}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lines() -> Iterator[Line]:
    """Yield who was erased, the first one first; half a line, of a machine that died while writing, is passed over."""
    path = ledger_path()
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for text in file:
            try:
                yield Line(**json.loads(text))
            except (ValueError, TypeError):
                continue
