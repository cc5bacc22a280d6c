"""A circle in figures, for who coordinates it: numbers that each app knows of, never of whom."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import ngettext

from .models import Community


@dataclass(frozen=True)
class Figure:
    """One number, and what it counts."""

    number: str
    label: str


Count = Callable[[Community], list[Figure]]


def _members(community: Community) -> list[Figure]:
    number = community.member_count
    return [Figure(str(number), ngettext("member of the circle", "members of the circle", number))]


_counts: dict[str, Count] = {"10-members": _members}


def register_figures(name: str, count: Count) -> None:
    """Let an app say what it counts of a circle; the names stand in the order of the figures."""
    _counts[name] = count


def figures_of(community: Community) -> list[Figure]:
    """Return what all apps count; each asks the database as often for a big circle as for a small one."""
    return [figure for _name, count in sorted(_counts.items()) for figure in count(community)]
