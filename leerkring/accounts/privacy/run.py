"""The retention run: each period of each declared model, and nothing beside them.

`manage.py retention` does all of it and prints a report, the beat does so once a day, and what is kept for days only
goes with the hourly sweep; `--dry-run` only counts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from leerkring.core.retention import Period, Report

from .registry import all_periods, said


@dataclass(frozen=True)
class Done:
    """What one period of one model came to."""

    model: str
    period: Period
    report: Report

    @property
    def label(self) -> str:
        """Its rows, how long they are kept and what becomes of them, in words."""
        return said(self.model, self.period)


def keep_all(now: datetime, *, dry: bool, failed: Callable[[str], None], hourly: bool | None = None) -> Iterator[Done]:
    """Yield what each period did; ``failed`` hears the model of one that broke, and the others go on.

    ``hourly`` chooses those of the sweep, or all but those.
    """
    for model, period in all_periods():
        if hourly not in (None, period.hourly):
            continue
        try:
            yield Done(model, period, period.keep(now, dry=dry))
        except Exception:
            failed(model)
