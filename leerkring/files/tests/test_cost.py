"""What an upload costs: hostile ones, and the largest that are taken."""

import ctypes
import mmap
import random
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from leerkring.core.errors import Refused
from leerkring.files import images
from leerkring.files.checks import check_upload
from leerkring.files.purposes import get_purpose

from . import samples


def _many_scans(scans=500, refined=b"", **options):
    plain = samples.picture("JPEG", progressive=True, **options)
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x10" + refined
    return plain[:-2] + scan * (scans - plain.count(b"\xff\xda")) + b"\xff\xd9"


def _bombs():
    """Return what each is, with the file; they take seconds to make."""
    return {
        "png of gigabytes": samples.png_bomb(),
        "png just over the limit": samples.png_bomb(4000, 4000),
        "jpeg of a thousand scans": _many_scans(),
        "broken jpeg": samples.picture("JPEG")[:300],
        # As large as is read at all, so that only all the work shows that the end is missing.
        "broken jpeg, as large as can be": samples.picture("JPEG", (8330, 6000))[:-100],
        "broken progressive, as large as can be": _many_scans(images.MAX_SCANS, bytes(2_000), size=(4740, 4740))[:-2],
        "broken png, as large as can be": samples.picture("PNG", (3600, 3600))[:-30],
        "broken webp, as large as can be": samples.picture("WEBP", (1850, 1850))[:-10],
        "jpeg head only": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + random.Random(1).randbytes(3_000),
        "archive that unpacks to 400 MB": samples.archive(*samples.WORD_PARTS, content=bytes(200 * 1024 * 1024)),
    }


# Written to, it lets go of what this process needed at its most; Linux has it.
FORGET_MOST = Path("/proc/self/clear_refs")


@dataclass
class Cost:
    """What a piece of work took: CPU, and memory at its highest above what was in use before."""

    seconds: float = 0
    megabytes: float = 0


def most_memory() -> int:
    """Return the most memory of this process since it was last forgotten, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@contextmanager
def measured() -> Iterator[Cost]:
    """Fill in what the block costs; what earlier tests needed, or left free at hand, hides nothing (glibc)."""
    if FORGET_MOST.exists():
        ctypes.CDLL(None).malloc_trim(0)
        FORGET_MOST.write_text("5")
    cost, before, start = Cost(), most_memory(), time.process_time()
    yield cost
    cost.seconds, cost.megabytes = time.process_time() - start, (most_memory() - before) / 1024


@pytest.mark.skipif(not FORGET_MOST.exists(), reason="only Linux forgets how much memory was needed before")
def test_memory_is_measured_also_after_a_larger_need():
    for size in (80, 40):
        # Of memory that a process has at hand already nothing would be seen.
        with measured() as cost, mmap.mmap(-1, size * 2**20) as memory:
            memory[:: mmap.PAGESIZE] = b"x" * (size * 2**20 // mmap.PAGESIZE)
        assert size * 0.9 < cost.megabytes < size * 1.5


@pytest.mark.skipif(not FORGET_MOST.exists(), reason="only Linux forgets how much memory was needed before")
def test_memory_is_measured_also_when_as_much_lies_free():
    # Pieces of the heap, which it keeps when they are let go because the last one stays.
    pieces = [b"x" * 2**16 for _ in range(800)]
    last = pieces.pop()
    del pieces
    with measured() as cost:
        again = [b"x" * 2**16 for _ in range(640)]
    assert len(again) == 640 and last
    assert 36 < cost.megabytes < 60


@pytest.mark.promise(11)
def test_hostile_file_costs_little_when_refused(figure):
    costs = {}
    for name, content in _bombs().items():
        with measured() as costs[name], pytest.raises(Refused):
            check_upload(content, "foto.jpg", get_purpose("test.public"))
    slowest = max(cost.seconds for cost in costs.values())
    largest = max(cost.megabytes for cost in costs.values())
    figure(f"{len(costs)} hostile files refused, at most {slowest * 1000:.0f} ms of CPU and {largest:.1f} MB")
    assert slowest < 2 and largest < 100, costs


def test_largest_pictures_that_are_taken_cost_little():
    costs = {}
    for kind, size, options in (
        ("JPEG", (8000, 6000), {}),
        ("JPEG", (3600, 3600), {"subsampling": 0}),
        ("JPEG", (4740, 4740), {"progressive": True}),
        ("JPEG", (3580, 3580), {"progressive": True, "subsampling": 0}),
        ("PNG", (3600, 3600), {}),
        ("WEBP", (1850, 1850), {}),
    ):
        content = samples.picture(kind, size, **options)
        with measured() as costs[kind, size]:
            assert check_upload(content, "foto", get_purpose("test.public"))
    assert all(cost.seconds < 2 and cost.megabytes < 100 for cost in costs.values()), costs
