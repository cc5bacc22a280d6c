"""Room for frames: nothing changes but what deep calls cost."""

import resource
import sys
from threading import Thread

import pytest

from leerkring.core.room import with_room

CALLS = 2_000
# Over the edges of some chunks of 16 KiB; the chunk itself and what measuring needs may be touched for the first time.
DEPTHS, FEW = 200, 100


def leaf():
    return None


# Larger than what calls it, so that at some depth it is the first that finds no room.
leaf.__code__ = leaf.__code__.replace(co_stacksize=200)


def faults_at(depth: int) -> int:
    """Return how many pages the system had to give while a function was called many times, this deep."""
    if depth:
        return faults_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(CALLS):
        leaf()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def most_faults(measure) -> int:
    """Return the most at any depth, in a thread of its own: its frames begin with a chunk of the ordinary size."""
    found = []
    thread = Thread(target=lambda: found.append(max(measure(depth) for depth in range(DEPTHS))))
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux counts for a single thread.")
def test_no_depth_asks_the_system_again_for_each_call():
    # When this fails, Python has learned it itself: then there is no need of ours any more.
    assert most_faults(faults_at) > CALLS / 2
    assert most_faults(with_room(faults_at)) < FEW


def test_called_with_room_it_takes_gives_and_raises_the_same():
    def divide(number, *, by):
        return number / by

    assert with_room(divide)(1, by=2) == 0.5
    with pytest.raises(ZeroDivisionError):
        with_room(divide)(1, by=0)
