"""The moment at which somebody asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


def moment() -> datetime:
    """Return now, for a condition; while its SQL is made once for all moments, what stands for now.

    A rule that asks ``timezone.now()`` itself can't be prepared (see ``core/prepared.py``).
    """
    return _standing.get() or timezone.now()


@contextmanager
def standing(at: datetime) -> Iterator[None]:
    """Let ``at`` stand for now."""
    token = _standing.set(at)
    try:
        yield
    finally:
        _standing.reset(token)
