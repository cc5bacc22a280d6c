"""What stands in the way of closing a circle.

Each app registers its own question in ``AppConfig.ready()``; this app knows nothing of what stands above it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .models import Community


@dataclass(frozen=True)
class Obstacle:
    """Something that must be done first: a whole sentence, and where it is done, with the words of that link."""

    text: str
    url: str
    link: str


FindObstacles = Callable[[Community], list[Obstacle]]

_finders: dict[str, FindObstacles] = {}


def register_obstacles(name: str, find: FindObstacles) -> None:
    """Add what looks for obstacles; a second one of the same name is an error."""
    if name in _finders:
        raise LookupError(f"The obstacles {name} are registered twice.")
    _finders[name] = find


def obstacles_of(community: Community) -> list[Obstacle]:
    """Return everything that must be done before this circle can be closed; empty when nothing is."""
    return [obstacle for _name, find in sorted(_finders.items()) for obstacle in find(community)]
