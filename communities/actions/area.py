"""The table of areas."""

import csv
from collections.abc import Mapping
from pathlib import Path

from django.db import transaction
from django.db.models import Case, Q, QuerySet, When

from ..models import Area

TABLE = Path(__file__).resolve().parent.parent / "data" / "areas.csv"
# What the table may say otherwise in a later release.
MENDED = ["holiday_region", "latitude", "longitude"]
# Of names under a field; the table itself has 354.
MOST_NAMES = 800
# What people say for what the table calls otherwise.
SPOKEN = {"'s-gravenhage": "den haag", "den bosch": "'s-hertogenbosch", "friesland": "fryslân"}


def load_areas() -> int:
    """Put provinces and municipalities in the database, and mend those whose place or holidays changed.

    A second time changes nothing. Return how many came new. Source of names and coordinates: ``data/README.md``.
    School holidays are left open where the ministry splits a province or a municipality.
    """
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    before = Area.objects.count()
    with transaction.atomic():
        for kind in (Area.Kind.PROVINCE, Area.Kind.MUNICIPALITY):
            provinces = {area.name: area for area in Area.objects.filter(kind=Area.Kind.PROVINCE)}
            _load([_from(row, provinces) for row in rows if row["kind"] == kind])
    return Area.objects.count() - before


def _from(row: dict[str, str], provinces: Mapping[str, Area]) -> Area:
    return Area(
        name=row["name"],
        kind=row["kind"],
        parent=provinces[row["parent"]] if row["parent"] else None,
        holiday_region=row["holiday_region"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
    )


def _load(areas: list[Area]) -> None:
    """Add the areas that are new; give the others what the table says now."""
    Area.objects.bulk_create(areas, ignore_conflicts=True)
    known = {(row.name, row.parent_id): row for row in Area.objects.filter(kind=areas[0].kind)}
    changed = []
    for area in areas:
        row = known[area.name, area.parent_id]
        if any(getattr(row, name) != getattr(area, name) for name in MENDED):
            area.pk = row.pk
            changed.append(area)
    Area.objects.bulk_update(changed, MENDED, batch_size=100)


def find_area(text: str) -> Area | None:
    """Return the area that somebody means: *Lingewaard*, *Utrecht (provincie)*, *Brakkenstein, Nijmegen*.

    A municipality goes before the province of the same name. None when it is not in the table.
    """
    name, _comma, place = (part.strip() for part in text.partition(","))
    areas = Area.objects.select_related("parent__parent")
    if place and (whole := _named(areas, text.strip(), Area.Kind.MUNICIPALITY)):
        return whole
    if place:
        return areas.filter(kind=Area.Kind.NEIGHBOURHOOD, name__iexact=name, parent__name__iexact=place).first()
    if name.casefold().endswith(("(provincie)", "(province)")):
        return _named(areas, name.rpartition("(")[0].strip(), Area.Kind.PROVINCE)
    kinds = (Area.Kind.MUNICIPALITY, Area.Kind.PROVINCE, Area.Kind.NEIGHBOURHOOD)
    return next((area for kind in kinds if (area := _named(areas, name, kind))), None)


def _named(areas: QuerySet[Area], name: str, kind: str) -> Area | None:
    """SQLite compares capitals only of plain letters, so *Súdwest-Fryslân* is also tried as it was typed."""
    spoken = SPOKEN.get(name.casefold(), name)
    return areas.filter(Q(name__iexact=spoken) | Q(name=spoken), kind=kind).first()


def understand_area(text: str) -> Area | None:
    """Return the area that is meant; *Brakkenstein, Nijmegen* comes unsaved when only Nijmegen is known.

    None when neither is in the table.
    """
    found = find_area(text)
    if found or "," not in text:
        return found
    name, _comma, place = (part.strip() for part in text.partition(","))
    municipality = _named(Area.objects.all(), place, Area.Kind.MUNICIPALITY)
    if not (name and municipality):
        return None
    return Area(name=name, kind=Area.Kind.NEIGHBOURHOOD, parent=municipality)


class AreaNames:
    """All names of areas in memory, for lists of thousands of rows; one query."""

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        self.municipalities: dict[str, str] = {}
        kinds = (Area.Kind.NEIGHBOURHOOD, Area.Kind.PROVINCE, Area.Kind.MUNICIPALITY)
        # Later ones go before earlier ones, as in ``find_area``.
        for area in sorted(Area.objects.select_related("parent"), key=lambda row: kinds.index(row.kind)):  # type: ignore[arg-type]
            self.labels[area.name.casefold()] = self.labels[area.label.casefold()] = area.label
            if area.kind == Area.Kind.MUNICIPALITY:
                self.municipalities[area.name.casefold()] = area.label
            if area.kind == Area.Kind.PROVINCE:
                for word in ("provincie", "province"):
                    self.labels[f"{area.name.casefold()} ({word})"] = area.label

    def label(self, text: str) -> str | None:
        """Return the label of the area that is meant; None for one that ``understand_area`` doesn't know either."""
        text = " ".join(text.split())
        whole = self._label(text)
        if whole or "," not in text:
            return whole
        name, _comma, place = (part.strip() for part in text.partition(","))
        municipality = self.municipalities.get(_spoken(place))
        return f"{name}, {municipality}" if name and municipality else None

    def _label(self, text: str) -> str | None:
        return self.labels.get(_spoken(text))


def _spoken(text: str) -> str:
    """Return a name as the table has it, in small letters."""
    return SPOKEN.get(text.casefold(), text.casefold())


def keep_area(area: Area | None) -> Area | None:
    """Return the area as it stands in the table; a new neighbourhood is added once."""
    if area is None or area.pk:
        return area
    return Area.objects.get_or_create(name=area.name, kind=area.kind, parent=area.parent)[0]


def area_names() -> list[str]:
    """Return what can be typed, for the list under the field; the table is public.

    All provinces and municipalities, and of the neighbourhoods that people typed the newest.
    """
    is_typed = Case(When(kind=Area.Kind.NEIGHBOURHOOD, then=1), default=0)
    rows = Area.objects.select_related("parent").order_by(is_typed, "-pk")[:MOST_NAMES]
    return [area.label for area in sorted(rows, key=lambda area: (area.name, area.pk))]
