"""Circles, events and organisations by where they are. Only what everybody sees, whoever asks."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Area, Community, Organisation
from meetings.models import Event
from meetings.shown.event import when

from .form import CIRCLES, EVENTS, ORGANISATIONS, MapForm, phase_label

# How many things of one place a balloon on the map names.
MOST_NAMED = 4


@dataclass(frozen=True)
class Layer:
    """Things of one kind: which of them, the path to their area, and how a list and a balloon show one."""

    rows: Callable[[MapForm], QuerySet[Any]]
    path: str
    order: str
    title: Callable[[Any], str]
    meta: Callable[[Any], str]
    text: Callable[[Any], str]
    # Django reads these two as forms of one text: "3 circles".
    counted: Callable[[int], str]


def public_circles() -> QuerySet[Community]:
    """Return the circles that everybody sees, running or finished."""
    rows = Community.objects.permitted(AnonymousUser(), "communities.view_community").started()
    return rows.exclude(status=Community.Status.ARCHIVED)


def _circles(form: MapForm) -> QuerySet[Any]:
    phase = form.chosen("fase")
    rows = public_circles().filter(phase=phase) if phase else public_circles().exclude(phase=Community.Phase.FINISHED)
    wanted = {"programme__slug": "programma", "theme__name": "thema", "kind": "soort"}
    named = {field: form.chosen(name) for field, name in wanted.items() if form.chosen(name)}
    return rows.filter(**named).select_related("programme")


def _events(form: MapForm) -> QuerySet[Any]:
    rows = Event.objects.permitted(AnonymousUser(), "meetings.view_public_event").open_to_people().upcoming()
    programme = form.chosen("programma")
    if programme:
        rows = rows.filter(Q(programme__slug=programme) | Q(community__programme__slug=programme))
    return rows.select_related("programme", "community__programme")


def _organisations(_form: MapForm) -> QuerySet[Any]:
    return Organisation.objects.permitted(AnonymousUser(), "communities.view_organisation").exclude(slug=None)


def _circle_meta(row: Any) -> str:
    parts = [row.name if row.question else "", row.programme.name, phase_label(row.phase)]
    return " · ".join(filter(None, parts))


LAYERS = {
    CIRCLES: Layer(
        _circles,
        "area",
        "name",
        title=lambda row: row.headline,
        meta=_circle_meta,
        text=lambda row: row.name if row.question else "",
        counted=lambda count: ngettext("%(count)s circle", "%(count)s circles", count) % {"count": count},
    ),
    EVENTS: Layer(
        _events,
        "municipality",
        "starts_at",
        title=lambda row: row.title,
        meta=lambda row: f"{when(row)} · {row.organiser.name}",
        text=lambda row: row.organiser.name,
        counted=lambda count: ngettext("%(count)s event", "%(count)s events", count) % {"count": count},
    ),
    ORGANISATIONS: Layer(
        _organisations,
        "area",
        "plain_name",
        title=lambda row: row.name,
        meta=lambda row: capfirst(str(row.get_kind_display())),
        text=lambda row: "",
        counted=lambda count: ngettext("%(count)s organisation", "%(count)s organisations", count) % {"count": count},
    ),
}


def located(layer: Layer, form: MapForm) -> QuerySet[Any]:
    """Return the things with where they are: ``spot`` (an area with coordinates), and in which province and so on.

    A neighbourhood that somebody typed is where its municipality is.
    """
    path = layer.path
    has_place, lies_in = f"{path}__latitude__isnull", f"{path}__parent__latitude__isnull"
    is_kind = f"{path}__kind"
    return layer.rows(form).annotate(
        spot=Case(
            When(**{has_place: False}, then=F(f"{path}__pk")),
            When(**{lies_in: False}, then=F(f"{path}__parent__pk")),
            default=None,
        ),
        latitude=Coalesce(F(f"{path}__latitude"), F(f"{path}__parent__latitude")),
        longitude=Coalesce(F(f"{path}__longitude"), F(f"{path}__parent__longitude")),
        in_province=Case(
            When(**{is_kind: Area.Kind.PROVINCE}, then=F(f"{path}__name")),
            When(**{is_kind: Area.Kind.MUNICIPALITY}, then=F(f"{path}__parent__name")),
            default=F(f"{path}__parent__parent__name"),
        ),
        in_municipality=Case(
            When(**{is_kind: Area.Kind.MUNICIPALITY}, then=F(f"{path}__name")),
            When(**{is_kind: Area.Kind.NEIGHBOURHOOD}, then=F(f"{path}__parent__name")),
            default=Value(""),
        ),
        in_neighbourhood=Case(When(**{is_kind: Area.Kind.NEIGHBOURHOOD}, then=F(f"{path}__name")), default=Value("")),
    )


def by_place(rows: QuerySet[Any], layer: Layer) -> QuerySet[Any]:
    """Order by province and municipality; those of which no place is known come last."""
    return rows.order_by(F("in_province").asc(nulls_last=True), "in_municipality", layer.order, "pk")


def nearest(rows: QuerySet[Any], layer: Layer, area: Area) -> QuerySet[Any]:
    """Order by how far it is; within one country a flat earth gives the same order as a round one."""
    assert area.latitude is not None
    north = F("latitude") - Value(area.latitude)
    east = (F("longitude") - Value(area.longitude)) * Value(math.cos(math.radians(area.latitude)))
    far = north * north + east * east
    return rows.annotate(far=far).order_by(F("far").asc(nulls_last=True), layer.order, "pk")


def counts(rows: QuerySet[Any]) -> dict[int | None, int]:
    """Return how many things there are per spot; under None those of which no place is known."""
    return dict(rows.order_by().values_list("spot").annotate(Count("pk")))


def first_of_each(rows: QuerySet[Any], layer: Layer) -> QuerySet[Any]:
    """Return the few things per spot that a balloon names; one query, whatever their number."""
    order = [F(layer.order).asc(), F("pk").asc()]
    numbered = rows.order_by().annotate(number=Window(RowNumber(), partition_by=[F("spot")], order_by=order))
    return numbered.filter(number__lte=MOST_NAMED, spot__isnull=False).order_by("spot", "number")


def offers() -> tuple[dict[str, str], list[str]]:
    """Return by which programmes and themes circles can be chosen; one query."""
    rows = public_circles().order_by("programme__name", "theme__name")
    found = list(rows.values_list("programme__slug", "programme__name", "theme__name").distinct())
    return {slug: name for slug, name, _theme in found}, sorted({theme for *_of, theme in found if theme})


def where(row: Any) -> str:
    """Return where something is, in words."""
    if row.in_province and not row.in_municipality:
        return _("all of %(province)s") % {"province": row.in_province}
    return ", ".join(filter(None, [row.in_neighbourhood, row.in_municipality]))
