"""What each tick of the beat looks for, and what the hourly sweep forgets: apps register both in their ``ready()``.

The database is the schedule. A finder looks by index for what is due at ``now`` and writes outbox rows whose keys
make a second look harmless; so two beats, a missed minute or a wiped broker change nothing.
"""

from collections.abc import Callable
from datetime import datetime

Finder = Callable[[datetime], int]
_finders: dict[str, Finder] = {}
_erasers: dict[str, Finder] = {}


def register_finder(name: str, finder: Finder) -> None:
    """Add a finder: a function from an aware ``now`` to how many messages it wrote."""
    if name in _finders:
        raise LookupError(f"The finder {name} is registered twice.")
    _finders[name] = finder


def all_finders() -> dict[str, Finder]:
    """Return the finders by name."""
    return dict(_finders)


def register_eraser(name: str, eraser: Finder) -> None:
    """Add what forgets rows that need not be kept: for the hourly sweep, so that a tick asks only what can't wait."""
    if name in _erasers:
        raise LookupError(f"The eraser {name} is registered twice.")
    _erasers[name] = eraser


def all_erasers() -> dict[str, Finder]:
    """Return the erasers by name."""
    return dict(_erasers)


def in_batches(batch: Callable[[datetime], tuple[int, int]], now: datetime, size: int) -> int:
    """Call ``batch`` until it finds fewer than ``size`` rows; return how many messages it wrote in all.

    ``batch`` looks at ``size`` rows at most, in a transaction of its own, and returns how many it found and how many
    messages it wrote; what it found it must not find again.
    """
    written, found = 0, size
    while found >= size:
        found, count = batch(now)
        written += count
    return written
