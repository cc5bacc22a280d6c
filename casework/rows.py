"""The cases of a circle, sorted by what somebody has to do with them."""

from collections.abc import Iterable
from typing import Any

from .models import Case


def sorted_cases(rows: Iterable[Any], user: Any) -> dict[str, list[Case]]:
    """Return the lists of the page; each row carries ``may_read``, ``may_review`` and ``may_name``.

    A case that somebody may not read is there without its title: its words are for who reads it.
    """
    rows = list(rows)
    others = [case for case in rows if case.owner_id != user.pk]
    return {
        "mine": [case for case in rows if case.owner_id == user.pk],
        "waiting": [case for case in others if case.is_submitted],
        "shared": [case for case in others if case.is_released and case.may_read],
        # Theirs as soon as they accept the agreement.
        "promised": [case for case in others if not case.may_read and (case.is_released or not case.may_name)],
    }
