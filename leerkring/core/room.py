"""Room for frames: how deep a request goes costs nothing of its own (docs/decisions/0040-frames.md)."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# In words of 8 bytes: over half of the 1 MiB that it gets. What is left is for some thousands of frames.
ROOM = 70_000


def with_room(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function, with room for the frames of all that it calls.

    CPython keeps the frames of a thread in chunks of 16 KiB: it asks the system for one when a call needs it, and
    gives it back when that call returns. A loop that calls across the edge of a chunk does so each time. A frame that
    says it needs more gets a chunk of the next power of two, and who it calls uses the rest; what nobody uses is never
    touched.
    """

    def call(*args: P.args, **options: P.kwargs) -> R:
        return function(*args, **options)

    call.__code__ = call.__code__.replace(co_stacksize=ROOM)
    return call
