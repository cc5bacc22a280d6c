"""What is erased when its time has passed: each app registers its own in ``AppConfig.ready()``.

`manage.py retention` does all of it and prints a report, the beat does so once a day; `--dry-run` only counts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise


@dataclass
class Report:
    """How many people were warned, and how many texts were erased; of a dry run, how many would be."""

    warned: int = 0
    erased: int = 0


class Keep(Protocol):
    """Looks for what is due at ``now``; ``dry`` changes nothing."""

    def __call__(self, now: datetime, *, dry: bool) -> Report: ...


@dataclass(frozen=True)
class Period:
    """Something that is kept for a time: its name, in words, and what erases it."""

    name: str
    label: str | Promise
    keep: Keep


_periods: dict[str, Period] = {}


def register_period(period: Period) -> None:
    """Add something that is kept for a time; a second one of that name is an error."""
    if period.name in _periods:
        raise LookupError(f"The period {period.name} is registered twice.")
    _periods[period.name] = period


def keep_all(now: datetime, *, dry: bool, failed: Callable[[str], None]) -> Iterator[tuple[Period, Report]]:
    """Yield what each period did; ``failed`` hears the name of one that broke, and the others go on."""
    for name, period in sorted(_periods.items()):
        try:
            yield period, period.keep(now, dry=dry)
        except Exception:
            failed(name)
