"""The public list of circles: what it can be narrowed down by, and which circles are left."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import get_language

from leerkring.core.visitors import MINUTE

from .forms.circle_filter import CircleListForm
from .forms.narrowing import Choices
from .models import Area, Community, Programme, Theme
from .models.area import lies_in

# Beyond these only provinces stand in the list of areas, and what lies in the one that is chosen.
MOST_AREAS = 60


@dataclass(frozen=True)
class Place:
    """An area in which a circle is, or which one lies in."""

    pk: str
    label: str
    # Of the province that it is or lies in; empty when not known.
    province: str

    @property
    def is_province(self) -> bool:
        """Whether it is a province itself."""
        return self.pk == self.province


def form_of(data: Any, programmes: list[Programme]) -> CircleListForm:
    """Return the form above the list: programmes that run or are asked for, and what running circles are about."""
    asked = data.get("programma")
    offered = [row for row in programmes if row.is_active or row.slug == asked]
    themes, places = _about_circles()
    phases = [(value, capfirst(str(label))) for value, label in Community.Phase.choices]
    choices = {
        "programma": [(row.slug, row.name) for row in offered] if len(offered) > 1 or asked else [],
        "thema": [(name, name) for name in themes],
        "gebied": _areas(places, data.get("gebied", "")),
        "fase": phases,
    }
    return CircleListForm(data, choices)


def narrowed(circles: QuerySet[Community], form: CircleListForm) -> QuerySet[Community]:
    """Return which circles are asked for; those that are over only when asked for them."""
    said = form.data
    if said["fase"] == Community.Phase.FINISHED:
        circles = circles.filter(status=Community.Status.CLOSED)
    else:
        circles = circles.active()  # type: ignore[attr-defined]
        circles = circles.filter(phase=said["fase"]) if said["fase"] else circles
    if said["programma"]:
        circles = circles.filter(programme__slug=said["programma"])
    if said["thema"]:
        circles = circles.filter(theme__name=said["thema"])
    return circles.filter(lies_in("area", said["gebied"])) if said["gebied"] else circles


def _about_circles() -> tuple[list[str], list[Place]]:
    """Return the themes and areas of the running circles that everybody sees, a minute old at most."""
    key = f"circle-choices:{get_language()}"
    kept: tuple[list[str], list[Place]] | None = caches["pages"].get(key)
    if kept is None:
        seen = Community.objects.permitted(AnonymousUser(), "communities.view_community").filter(
            status=Community.Status.ACTIVE
        )
        kept = _themes(seen), _places(seen)
        caches["pages"].set(key, kept, MINUTE)
    return kept


def _themes(circles: QuerySet[Community]) -> list[str]:
    used = Theme.objects.filter(pk__in=circles.filter(theme__isnull=False).values("theme"))
    return list(used.order_by("name").values_list("name", flat=True).distinct())


def _places(circles: QuerySet[Community]) -> list[Place]:
    """Return each area in which a circle is, and those around it, by name."""
    used = circles.filter(area__isnull=False).values("area")
    found: dict[int, Area] = {}
    for row in Area.objects.filter(pk__in=used).select_related("parent__parent__parent"):
        area: Area | None = row
        while area:
            found[area.pk] = area
            area = area.parent
    places = [Place(str(row.pk), row.label, _province(row)) for row in found.values()]
    return sorted(places, key=lambda place: place.label.casefold())


def _province(area: Area) -> str:
    while area.kind != Area.Kind.PROVINCE:
        if area.parent is None:
            return ""
        area = area.parent
    return str(area.pk)


def _areas(places: list[Place], chosen: str) -> Choices:
    if len(places) > MOST_AREAS:
        province = next((place.province for place in places if place.pk == chosen), "")
        places = [place for place in places if place.is_province or place.province in ("", province)]
    return [(place.pk, place.label) for place in places]
