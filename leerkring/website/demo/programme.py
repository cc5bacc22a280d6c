"""The programme of a day."""

import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from leerkring.accounts.models import User
from meetings.models import Meeting, ProgrammeItem


def load_day(meeting: Meeting, name: str, people: Sequence[User], now: datetime) -> None:
    """Give a meeting the day of this name; guests take care of their items when they are asked."""
    day = tomllib.loads(Path(__file__).with_name("programmes.toml").read_text(encoding="utf-8"))["days"][name]
    ProgrammeItem.objects.bulk_create(
        ProgrammeItem(meeting=meeting, position=position, **_facts(row, people))
        for position, row in enumerate(day["items"], start=1)
    )
    if day["is_published"]:
        meeting.programme_published_at = min(now, meeting.starts_at) - timedelta(days=14)
        meeting.save(update_fields=["programme_published_at"])


def _facts(row: dict[str, Any], people: Sequence[User]) -> dict[str, Any]:
    """Return the columns of an item; a member is found by name, and is nobody yet where they are not in the circle."""
    if "member" not in row:
        return row
    known = {person.full_name: person for person in people}
    return row | {"responsible": ProgrammeItem.Responsible.MEMBER, "member": known.get(row["member"])}
