"""The rhythm: which mail goes out how many days before or after what, and which level decides about it.

Apps register their rules in ``AppConfig.ready()``. A rule has defaults; a programme, a circle and a meeting may each
say otherwise, field by field, and the last that says something decides. What a member wants to receive is their own
choice, per kind of mail (``Preference``). All here is plain data and pure functions: the finder, the preview and the
pages that change a rhythm ask the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# How far a rule may be shifted, in days.
LONGEST_BEFORE, LONGEST_AFTER = 60, 400
LINE_LENGTH = 500
# What should have gone out after a meeting and could not, for so long, is not said any more.
LAPSE = timedelta(days=14)

Break = tuple[date, date]


class Anchor(StrEnum):
    """What a rule counts its days from."""

    MEETING = "meeting"
    OUTCOME = "outcome"


class Level(StrEnum):
    """Who decides, from far to near."""

    PORTAL = "portal"
    PROGRAMME = "programme"
    COMMUNITY = "community"
    MEETING = "meeting"


@dataclass(frozen=True)
class Rule:
    """One mail of the rhythm. The name stays: choices and keys of mails are kept by it."""

    name: str
    label: "str | _StrPromise"
    # Who gets it, and what stands in it; for the pages on which it is set.
    audience: "str | _StrPromise"
    hint: "str | _StrPromise"
    # Below zero: before.
    days: int
    kind: str
    anchor: Anchor = Anchor.MEETING
    # What falls in a break is not said, or waits until the break is over.
    waits: bool = False

    @property
    def is_before(self) -> bool:
        """Whether it goes out before what it speaks of."""
        return self.days < 0

    @property
    def longest(self) -> int:
        """How many days it may be shifted to."""
        return LONGEST_BEFORE if self.is_before else LONGEST_AFTER


@dataclass(frozen=True)
class Choice:
    """What one level says about a rule; None and "" say nothing. ``days`` is a distance: 7 before or 7 after."""

    is_on: bool | None = None
    days: int | None = None
    line: str = ""


Choices = Mapping[str, Choice]


@dataclass(frozen=True)
class Decision:
    """What holds for a rule, and which level decided it."""

    rule: Rule
    is_on: bool = True
    # As in the rule: below zero is before.
    days: int = 0
    line: str = ""
    on_by: Level = Level.PORTAL
    days_by: Level = Level.PORTAL
    line_by: Level | None = None

    @property
    def distance(self) -> int:
        """How many days before or after."""
        return abs(self.days)


@dataclass(frozen=True)
class Levels:
    """What programme, circle and meeting chose, from far to near, and when the rhythm is silent."""

    choices: Sequence[tuple[Level, Choices]] = ()
    breaks: Sequence[Break] = field(default=())

    def and_meeting(self, choices: Choices) -> "Levels":
        """Return the same with what one meeting chose."""
        return Levels([*self.choices, (Level.MEETING, choices)], self.breaks)

    def decide(self, rule: Rule) -> Decision:
        """Return what holds for a rule: each field as the nearest level that says something about it wants."""
        decided: dict[str, object] = {"is_on": True, "days": rule.days}
        for level, choices in self.choices:
            choice = choices.get(rule.name)
            if choice is None:
                continue
            if choice.is_on is not None:
                decided |= {"is_on": choice.is_on, "on_by": level}
            if choice.days is not None:
                decided |= {"days": -choice.days if rule.is_before else choice.days, "days_by": level}
            if choice.line:
                decided |= {"line": choice.line, "line_by": level}
        return Decision(rule, **decided)  # type: ignore[arg-type]

    def day_of(self, decision: Decision, anchor: date) -> date | None:
        """Return on which day a mail goes out; None when it is switched off, or falls in a break."""
        if not decision.is_on:
            return None
        try:
            day = anchor + timedelta(days=decision.days)
        except OverflowError:
            return None
        quiet = after_breaks(day, self.breaks)
        return day if quiet == day else quiet if decision.rule.waits else None


def after_breaks(day: date, breaks: Iterable[Break]) -> date:
    """Return the day, or the first one after the breaks in which it falls."""
    for first, last in sorted(breaks):
        if first <= day <= last:
            day = last + timedelta(days=1)
    return day


# --- The rules there are ----------------------------------------------------------------------------------------

_rules: dict[str, Rule] = {}


def register_rule(rule: Rule) -> None:
    """Add a rule; a second one of the same name is an error."""
    if rule.name in _rules:
        raise LookupError(f"The rule {rule.name} is registered twice.")
    _rules[rule.name] = rule


def get_rule(name: str) -> Rule:
    """Return the rule called ``name``; ``LookupError`` when no app registered it."""
    try:
        return _rules[name]
    except KeyError as error:
        raise LookupError(f"No app registers the rule {name}.") from error


def all_rules(anchor: Anchor | None = None) -> list[Rule]:
    """Return the rules in the order of their days: those around meetings first."""
    found = [rule for rule in _rules.values() if anchor in (None, rule.anchor)]
    return sorted(found, key=lambda rule: (rule.anchor != Anchor.MEETING, rule.days))
