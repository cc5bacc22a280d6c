"""Saving what somebody writes, from a page that also saves by itself, without losing a word (rule 32)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID


class Conflict(Exception):
    """Somebody else, or another open page, saved in the meantime; ``stored`` is the row as it stands now."""

    def __init__(self, stored: Any) -> None:
        super().__init__("Saved elsewhere in the meantime.")
        self.stored = stored


@dataclass(frozen=True)
class Sheet:
    """The open page that saves: its id, the version it began with, and whether it saves by itself."""

    page: UUID
    version: int
    is_automatic: bool = False


def write(row: Any, values: Mapping[str, Any], sheet: Sheet) -> None:
    """Write ``values`` on a locked row that has ``version`` and ``saved_by_page``, and save it.

    A page never conflicts with itself: what it saved by itself may have raised the version behind its back. When its
    own button was quicker, the automatic one that comes late is left out, since it holds older words.
    """
    if row.version != sheet.version:
        if row.saved_by_page != sheet.page:
            raise Conflict(row)
        if sheet.is_automatic:
            return
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.saved_by_page = sheet.page
    row.save()
