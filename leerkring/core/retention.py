"""How long rows are kept, and what becomes of them then. Each model says so where it is declared
(`accounts/privacy/registry.py`); `accounts/privacy/run.py` goes through what is declared, and nothing else erases.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AT_ONCE = 5_000


class Fate(models.TextChoices):
    """What becomes of a row whose time has passed."""

    DELETE = "delete", _("deleted")
    ANONYMISE = "anonymise", _("name and address are taken out")
    EMPTY = "empty", _("the text is erased, that it was there stays")


@dataclass
class Report:
    """How many people were warned, and how many rows were erased; of a dry run, how many would be."""

    warned: int = 0
    erased: int = 0


class Keep(Protocol):
    """Looks for what is due at ``now``; ``dry`` changes nothing."""

    def __call__(self, now: datetime, *, dry: bool) -> Report: ...


Due = Callable[[datetime], models.QuerySet[Any]]


@dataclass(frozen=True)
class Lost:
    """What is lost to somebody when its time has passed: the rows due at a moment, and the path to whose they are."""

    due: Due
    owner: str


@dataclass(frozen=True)
class Period:
    """How long rows of a model are kept, in words; what becomes of them, and what does so.

    ``hourly``: not once a day, but with each sweep. Whose it is are told before where ``keep`` itself ``warns`` and
    waits for that, and once for all that is ``lost`` to them (`notifications/expiry_mail.py`).
    """

    after: str | Promise
    fate: Fate
    keep: Keep
    hourly: bool = False
    warns: bool = False
    lost: Lost | None = None


def older(due: Due, *, at_once: int = AT_ONCE) -> Keep:
    """Delete the rows that ``due`` returns, the oldest first and so many a turn; the next goes on."""

    def keep(now: datetime, *, dry: bool) -> Report:
        rows = due(now)
        if dry:
            return Report(erased=rows.count())
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:at_once])
        rows.model._base_manager.filter(pk__in=ids).delete()
        return Report(erased=len(ids))

    return keep


def swept(due: Due, erase: Callable[[datetime], int]) -> Keep:
    """Let ``erase`` do more than delete the rows that ``due`` returns; it may take part of them a turn."""

    def keep(now: datetime, *, dry: bool) -> Report:
        found = due(now).count()
        if dry:
            return Report(erased=found)
        erase(now)
        return Report(erased=found - due(now).count())

    return keep
