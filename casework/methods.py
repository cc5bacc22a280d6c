"""Methods of peer consultation: what a table does, step by step. Plain data, without rows or requests.

The twelve built-in ones stand in ``data/methods/``, one file each, in both languages. A circle's or a programme's own
(``models/method.py``) becomes the same ``Plan``, so a session, a page and a paper know one kind only.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

FOLDER = Path(__file__).resolve().parent / "data" / "methods"
# In the order in which a page shows them: the simple ones first.
BUILT_IN = (
    "incident_short",
    "five_steps",
    "incident_hendriksen",
    "ten_steps",
    "gossip",
    "critical_friends",
    "socratic",
    "appreciative",
    "clinic",
    "balint",
    "u_case_clinic",
    "moral_deliberation",
)
# A text per language; what somebody wrote themselves has one only.
Text = Mapping[str, str]


class Group(StrEnum):
    """Who a step is for."""

    OWNER = "owner"
    PARTICIPANTS = "participants"
    ALL = "all"


class Input(StrEnum):
    """What is written or chosen in a step."""

    NONE = "none"
    TEXT = "text"
    LIST = "list"
    RATING = "rating"
    VOTE = "vote"


class Hidden(StrEnum):
    """Until when nobody but its writer reads what is written."""

    NO = ""
    UNTIL_ALL = "all"
    UNTIL_SHOWN = "facilitator"


class TooShort(ValueError):
    """There is less than one minute for each step; ``least`` is how many minutes it takes."""

    def __init__(self, least: int) -> None:
        super().__init__(f"At least {least} minutes.")
        self.least = least


@dataclass(frozen=True)
class PlanStep:
    """One step. ``about`` is the number of the earlier step whose lines it shows, rates or votes on; 0 for none."""

    title: Text
    instruction: Text
    active: tuple[str, ...]
    minutes: int
    silent: tuple[str, ...] = ()
    rule: Text | None = None
    prompt: Text | None = None
    input: str = Input.NONE
    hidden: str = Hidden.NO
    about: int = 0
    # The most lines one person writes in a list; 0 for no limit.
    most: int = 0
    columns: tuple[Text, ...] = ()
    # Taken only when the table chooses so.
    optional: bool = False
    # The minutes are ours; authors give none, or differ.
    proposed: bool = False


@dataclass(frozen=True)
class Plan:
    """A method: its steps in order, and for how many people."""

    key: str
    title: Text
    about: Text
    people: tuple[int, int]
    steps: tuple[PlanStep, ...]
    # The total time is ours; authors give none, or differ.
    proposed: bool = False

    @property
    def minutes(self) -> int:
        """How long it takes without the steps that are only taken when chosen."""
        return sum(step.minutes for step in self.steps if not step.optional)

    @property
    def has_options(self) -> bool:
        """Whether there is a step that a table may take or leave."""
        return any(step.optional for step in self.steps)

    def prepared(self, available: int, *, with_options: bool = False) -> "Plan":
        """Return the plan for the time there is, with or without the steps to choose; raises ``TooShort``."""
        kept = [number for number, step in enumerate(self.steps, 1) if with_options or not step.optional]
        numbers = {old: new for new, old in enumerate(kept, 1)}
        minutes = scaled([self.steps[number - 1].minutes for number in kept], available)
        steps = [
            replace(self.steps[number - 1], minutes=time, about=numbers.get(self.steps[number - 1].about, 0))
            for number, time in zip(kept, minutes, strict=True)
        ]
        return replace(self, steps=tuple(steps))

    def as_json(self) -> dict[str, Any]:
        """Return the plan as a session keeps it: what changes in a method later changes no session."""
        return asdict(self)


def scaled(minutes: Sequence[int], available: int) -> list[int]:
    """Divide ``available`` minutes in the proportion of ``minutes``: whole, none below 1, summing exactly.

    Largest remainders; of equal ones the longer step gets the minute, then the earlier. Raises ``TooShort``.
    """
    if available < len(minutes):
        raise TooShort(len(minutes))
    total = sum(minutes)
    shares = [max(1, number * available // total) for number in minutes]
    # Lifting short steps to one minute may have taken too much, rounding down too little.
    while (left := available - sum(shares)) != 0:
        change = 1 if left > 0 else -1
        open_ones = [place for place, share in enumerate(shares) if share + change >= 1]
        place = max(
            open_ones,
            key=lambda place: (
                change * (minutes[place] * available - shares[place] * total),
                minutes[place],
                -place,
            ),
        )
        shares[place] += change
    return shares


def said(text: Text | None) -> str:
    """Return the text in the language of now; in the one there is when it was never translated."""
    if not text:
        return ""
    language = get_language() or settings.LANGUAGE_CODE
    return text.get(language) or text.get(settings.LANGUAGE_CODE) or next(iter(text.values()))


def built_in() -> list[Plan]:
    """Return the twelve methods, in the order of the page."""
    return [_read(key) for key in BUILT_IN]


def find_built_in(key: str) -> Plan | None:
    """Return the built-in method with this key."""
    return _read(key) if key in BUILT_IN else None


@cache
def _read(key: str) -> Plan:
    return plan_of(tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8")) | {"key": key})


def plan_of(data: Mapping[str, Any]) -> Plan:
    """Return the plan that was kept as JSON or written as TOML."""
    steps = tuple(_step_of(step) for step in data["steps"])
    return Plan(**{**data, "people": tuple(data["people"]), "steps": steps})


def _step_of(data: Mapping[str, Any]) -> PlanStep:
    lists: dict[str, Iterable[Any]] = {name: data.get(name, ()) for name in ("active", "silent", "columns")}
    return PlanStep(**{**data, **{name: tuple(value) for name, value in lists.items()}})
