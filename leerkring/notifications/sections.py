"""Parts of the digest: apps register sections in ``AppConfig.ready()``.

A section of circles is asked once for all circles of a batch, and what it finds is written once per circle and window,
however many people read it. A personal section is asked once for all readers of a batch.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.utils import timezone, translation

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Window = tuple[datetime, datetime]


class SaidOnce:
    """A text that is written when somebody reads it, once for all who read it in the same language and zone."""

    def __init__(self, say: Callable[..., str], *facts: Any) -> None:
        self._say, self._facts = say, facts
        self._said: dict[tuple[str, str], str] = {}

    def __str__(self) -> str:
        key = translation.get_language(), timezone.get_current_timezone_name()
        if key not in self._said:
            self._said[key] = self._say(*self._facts)
        return self._said[key]


@dataclass(frozen=True)
class DigestLine:
    """One line of news, with a link. Never the text of a case or a reflection."""

    text: "str | _StrPromise | SaidOnce"
    url: str
    # What was there before the window is a reminder: it goes along, and is no reason to write.
    is_new: bool = True


class News(Protocol):
    """Something that a circle has to tell."""

    @property
    def circle(self) -> int:
        """Whose news it is."""

    @property
    def is_public(self) -> bool:
        """Whether who follows the circle from outside may hear it too."""

    def line_for(self, window: Window) -> DigestLine | None:
        """Return what somebody with this window is told; None when it is nothing. Lazy text, for any language."""


# From circles and the widest window to what there is to tell, in the order in which it is told; constant queries.
CircleSection = Callable[[Collection[int], Window], Sequence[News]]
# From {person: window} to {person: lines}; constant queries.
PersonalSection = Callable[[Mapping[int, Window]], Mapping[int, Sequence[DigestLine]]]
_of_circles: dict[str, CircleSection] = {}
_personal: dict[str, tuple["str | _StrPromise", PersonalSection]] = {}


def register_circle_section(name: str, collect: CircleSection) -> None:
    """Add what circles tell; within a circle sections appear in the order of their names."""
    if name in _of_circles:
        raise LookupError(f"The digest section {name} is registered twice.")
    _of_circles[name] = collect


def register_personal_section(name: str, title: "str | _StrPromise", collect: PersonalSection) -> None:
    """Add what is for one reader, under a heading of its own or that of a section with the same title."""
    if name in _personal:
        raise LookupError(f"The digest section {name} is registered twice.")
    _personal[name] = title, collect


def circle_sections() -> list[CircleSection]:
    """Return the sections of circles, by name."""
    return [collect for _name, collect in sorted(_of_circles.items())]


def personal_sections() -> "list[tuple[str | _StrPromise, PersonalSection]]":
    """Return the personal sections with their titles, by name."""
    return [_personal[name] for name in sorted(_personal)]
