"""What must not come back with a backup: each app registers its own part in ``AppConfig.ready()``.

A backup knows less than the world does: who was erased since, which links were used, who logged out. What can't be
known is ended (rule 39): better to ask somebody again than to let a spent secret open a door a second time.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

# Settles one thing in a database that was just put back, made at ``taken_at``; returns how many rows it changed.
Settle = Callable[[datetime], int]

_settles: dict[str, Settle] = {}


def register_settle(name: str, settle: Settle) -> None:
    """Add what is settled after a backup was put back; a second one of that name is an error."""
    if name in _settles:
        raise LookupError(f"{name} is settled twice.")
    _settles[name] = settle


def settle_all(taken_at: datetime) -> Iterator[tuple[str, int]]:
    """Yield what was settled and how many rows that changed. One that breaks ends it: nothing may be left out."""
    for name, settle in sorted(_settles.items()):
        yield name, settle(taken_at)
