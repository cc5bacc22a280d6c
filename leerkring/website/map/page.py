"""The page of the map: the drawing, and the list with the same things."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from communities.models import Area
from leerkring.core.counted import Counted

from .form import MapForm
from .outline import EAST, HEIGHT, NORTH, SOUTH, WEST, WIDTH, Spot, points
from .places import Places, kilometres
from .things import LAYERS, Layer, by_place, counts, first_of_each, located, nearest, offers, where

PER_PAGE = 48


@dataclass(frozen=True)
class Row:
    """One thing in the list."""

    title: str
    url: str
    meta: str
    place: str
    distance: str


@dataclass
class Group:
    """A municipality of a province with its things; without either, those of which no place is known."""

    province: str
    municipality: str
    rows: list[Row] = field(default_factory=list)
    # Whether the page names the province above it.
    opens: bool = False


def form_of(data: Any) -> MapForm:
    """Return the form with what can be chosen now; one query."""
    return MapForm(data, *offers())


def map_page(data: Any) -> dict[str, Any]:
    """Return all that the page shows; four queries."""
    form = form_of(data)
    layer, places = LAYERS[form.shown], Places()
    rows, area = located(layer, form), places.find(form.place)
    numbers = counts(rows)
    ordered = nearest(rows, layer, area) if area else by_place(rows, layer)
    page = Counted(ordered, PER_PAGE, sum(numbers.values())).get_page(data.get("page"))
    shown = [(row, _row(row, layer, area)) for row in page]
    return _figure(form, layer, places, numbers, area) | {
        "form": form,
        "page": page,
        "query": urlencode(form.query),
        "total": layer.counted(page.paginator.count),
        "is_narrowed": bool(form.query),
        "area": area,
        "names": places.names(),
        "suggestions": places.suggestions(form.place) if form.place and not area else [],
        "rows": [row for _thing, row in shown] if area else [],
        "groups": [] if area else _groups(shown),
    }


def map_figure(data: Any) -> dict[str, Any]:
    """Return the drawing alone, for a page that has a map of its own things; three queries."""
    form = form_of(data)
    layer = LAYERS[form.shown]
    return _figure(form, layer, Places(), counts(located(layer, form))) | {"is_part": True}


def _figure(
    form: MapForm, layer: Layer, places: Places, numbers: dict[int | None, int], area: Area | None = None
) -> dict[str, Any]:
    spots = [_spot(places.by_pk[pk], count, form, layer) for pk, count in numbers.items() if pk in places.by_pk]
    narrowing = urlencode(form.narrowing)
    return {
        "points": points(spots),
        "viewbox": f"0 0 {WIDTH} {HEIGHT}",
        "outline": f"{static('vendor/netherlands.svg')}#provinces",
        "map": {
            "points": f"{reverse('map_points')}?{narrowing}" if narrowing else reverse("map_points"),
            "tiles": settings.MAP_TILES,
            "attribution": settings.MAP_ATTRIBUTION,
            "bounds": f"{SOUTH},{WEST},{NORTH},{EAST}",
            "centre": f"{area.latitude},{area.longitude}" if area else "",
            "list": f"{reverse('map')}?{narrowing}",
            "one": layer.counted(1),
            "many": layer.counted(0).replace("0", "{n}"),
        },
    }


def _spot(area: Area, count: int, form: MapForm, layer: Layer) -> Spot:
    assert area.latitude is not None
    assert area.longitude is not None
    label = _("%(place)s: %(count)s") % {"place": area.label, "count": layer.counted(count)}
    url = f"{reverse('map')}?{urlencode(form.narrowing | {'plaats': area.label})}"
    return Spot(area.latitude, area.longitude, area.name, count, label, url)


def _row(row: Any, layer: Layer, area: Area | None) -> Row:
    distance = ""
    if area and row.latitude is not None:
        far = kilometres((area.latitude, area.longitude), (row.latitude, row.longitude))  # type: ignore[arg-type]
        distance = _("%(number)s km") % {"number": round(far)} if far >= 1 else _("here")
    place = where(row) if area else row.in_neighbourhood
    return Row(layer.title(row), row.get_absolute_url(), layer.meta(row), place, distance)


def _groups(shown: Iterable[tuple[Any, Row]]) -> list[Group]:
    """Put the rows, which come in order, under their province and municipality."""
    groups: list[Group] = []
    for thing, row in shown:
        province, municipality = thing.in_province or "", thing.in_municipality
        last = groups[-1] if groups else None
        if last is None or (last.province, last.municipality) != (province, municipality):
            opens = last is None or last.province != province
            groups.append(Group(province, municipality, opens=opens))
        groups[-1].rows.append(row)
    return groups


# --- The points on the map


def map_points(form: MapForm) -> dict[str, Any]:
    """Return the points as GeoJSON: one per place, with how much there is and the first few by name.

    However many circles there are, there are no more points than places; three queries. Nothing in it is
    of a language.
    """
    layer, places = LAYERS[form.shown], Places()
    rows = located(layer, form)
    named: dict[int, list[dict[str, str]]] = {}
    for row in first_of_each(rows, layer):
        thing = {"title": layer.title(row), "url": row.get_absolute_url(), "text": layer.text(row)}
        named.setdefault(row.spot, []).append(thing)
    known = {places.by_pk[pk]: count for pk, count in counts(rows).items() if pk in places.by_pk}
    return {
        "type": "FeatureCollection",
        "features": [_feature(area, count, named.get(area.pk, [])) for area, count in known.items()],
    }


def _feature(area: Area, count: int, items: list[dict[str, str]]) -> dict[str, Any]:
    province = "" if area.parent is None else area.parent.name
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [area.longitude, area.latitude]},
        "properties": {"place": area.name, "province": province, "count": count, "items": items},
    }
