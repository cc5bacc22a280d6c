"""Parts of the digest: apps register a section in ``AppConfig.ready()``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leerkring.core.vocabulary import Words


@dataclass(frozen=True)
class DigestLine:
    """One line of news: under the name of its circle, with a link. Never the text of a case or a reflection."""

    community: str
    text: str
    url: str
    # Those of the circle's programme.
    words: Words | None = None


# From {user id: (since, until)} to {user id: lines}; shared parts computed once per circle, constant queries.
Collect = Callable[[Mapping[int, tuple[datetime, datetime]]], Mapping[int, Sequence[DigestLine]]]
_sections: dict[str, Collect] = {}


def register_section(name: str, collect: Collect) -> None:
    """Add a section; they appear in the order of their names."""
    if name in _sections:
        raise LookupError(f"The digest section {name} is registered twice.")
    _sections[name] = collect


def all_sections() -> dict[str, Collect]:
    """Return the sections by name."""
    return dict(sorted(_sections.items()))
