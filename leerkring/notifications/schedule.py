"""What each tick of the beat looks for, and what the hourly sweep forgets: apps register both in their ``ready()``.

The database is the schedule. A finder looks by index for what is due at ``now`` and writes outbox rows whose keys
make a second look harmless; so two beats, a missed minute or a wiped broker change nothing.
"""

from collections.abc import Callable
from datetime import datetime

Finder = Callable[[datetime], int]
_finders: dict[str, Finder] = {}
# Of the finders that don't look each minute: how many minutes lie between.
_rests: dict[str, int] = {}
_erasers: dict[str, Finder] = {}


def register_finder(name: str, finder: Finder, *, every: int = 1) -> None:
    """Add a finder: a function from an aware ``now`` to how many messages it wrote.

    ``every`` is in minutes. More than one is for what only asks again for work that a worker dropped: it need not look
    at each tick, and a tick that was missed is made up for by the next of its own.
    """
    if name in _finders:
        raise LookupError(f"The finder {name} is registered twice.")
    _finders[name] = finder
    if every > 1:
        _rests[name] = every


def all_finders() -> dict[str, Finder]:
    """Return the finders by name."""
    return dict(_finders)


def finders_at(now: datetime) -> dict[str, Finder]:
    """Return those that look in the minute of ``now``: who rests takes turns, so that no minute has them all."""
    minute = int(now.timestamp()) // 60
    turns = {name: (minute + place) % _rests[name] for place, name in enumerate(_rests)}
    return {name: finder for name, finder in _finders.items() if not turns.get(name)}


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
