"""The drawing that remains without JavaScript or network: the provinces, a point per place, a name where it fits."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

# The same as in static/vendor/outline.mjs, which drew the provinces; degrees, and units of the drawing.
WEST, EAST, SOUTH, NORTH = 3.2, 7.35, 50.65, 53.65
WIDTH, HEIGHT = 1000, 1179
SCALE = WIDTH / (EAST - WEST)

# Names that overlap can't be read; the largest places come first.
MOST_NAMES = 14
LETTER, LINE = 19, 44
SMALLEST, LARGEST, GAP = 15, 40, 8
NO_NAME = ("", 0, "start")
# Left, top, right and bottom.
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Point:
    """A place on the drawing, with its name where there is room; ``side`` is where that begins or ends."""

    x: int
    y: int
    radius: int
    label: str
    url: str
    name: str = ""
    name_x: int = 0
    side: str = "start"


@dataclass(frozen=True)
class Spot:
    """Something to draw: where it is, how many things are there, and where it leads."""

    latitude: float
    longitude: float
    name: str
    count: int
    label: str
    url: str


def plot(latitude: float, longitude: float) -> tuple[int, int]:
    """Return where a place is on the drawing, in the projection of web maps."""
    return round((longitude - WEST) * SCALE), round((_mercator(NORTH) - _mercator(latitude)) * SCALE)


def _mercator(latitude: float) -> float:
    return math.degrees(math.asinh(math.tan(math.radians(latitude))))


def points(spots: Iterable[Spot]) -> list[Point]:
    """Return the points, the largest first, so that smaller ones lie on top; names stand where there is room."""
    rows = sorted(spots, key=lambda one: (-one.count, one.name))
    places = [plot(spot.latitude, spot.longitude) for spot in rows]
    radii = [min(LARGEST, SMALLEST + round(4 * math.sqrt(spot.count - 1))) for spot in rows]
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(places, radii, strict=True)]
    drawn = []
    for spot, (x, y), radius in zip(rows, places, radii, strict=True):
        has_room = len(taken) < len(rows) + MOST_NAMES
        name, name_x, side = _named(spot.name, x, y, radius, taken) if has_room else NO_NAME
        drawn.append(Point(x, y, radius, spot.label, spot.url, name, name_x, side))
    return drawn


def _named(name: str, x: int, y: int, radius: int, taken: list[Box]) -> tuple[str, int, str]:
    """Return the name with where it begins and on which side it is held; none where it would lie over something."""
    width, gap = LETTER * len(name), radius + GAP
    for begins, left, side in ((x + gap, x + gap, "start"), (x - gap, x - gap - width, "end")):
        box = (left, y - LINE // 2, left + width, y + LINE // 2)
        if left >= 0 and left + width <= WIDTH and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return name, begins, side
    return NO_NAME


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
