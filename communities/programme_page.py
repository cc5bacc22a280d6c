"""What the public page of a programme shows, in few queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.core.markdown import render

from .models import Area, Community, Partnership, Programme, ProgrammeBlock, ProgrammeMember, TeamInvitation, Theme
from .shelves import fill

# More circles than this stand on the page of circles, with its pages and filters.
MOST_CIRCLES = 120


@dataclass
class Place:
    """An area in the tree; ``area`` is None for one that only holds others."""

    name: str
    kind: str
    area: Area | None = None
    parts: list["Place"] = field(default_factory=list)


def area_tree(areas: Iterable[Area]) -> list[Place]:
    """Return the areas as province > municipality > neighbourhood; needs ``parent__parent``."""
    places: dict[int, Place] = {}
    roots: list[Place] = []
    for area in areas:
        _place(area, places, roots).area = area
    _sort(roots)
    return roots


def _place(area: Area, places: dict[int, Place], roots: list[Place]) -> Place:
    if area.pk not in places:
        place = places[area.pk] = Place(area.name, area.kind)
        siblings = _place(area.parent, places, roots).parts if area.parent else roots
        siblings.append(place)
    return places[area.pk]


def _sort(places: list[Place]) -> None:
    places.sort(key=lambda place: place.name.casefold())
    for place in places:
        _sort(place.parts)


def shown_blocks(programme: Programme, circles: Iterable[Community] = ()) -> list[dict[str, Any]]:
    """Return the blocks with their text as safe HTML, or what fills them; pictures by their address.

    One query, and one for each kind that is filled by itself, but for ``circles`` that were read already.
    """
    rows: QuerySet[ProgrammeBlock] = programme.blocks.select_related("picture")
    blocks = list(rows)
    filled = fill(programme, blocks, {"circles": circles})
    return [
        {
            "row": block,
            "html": render(block.text).html if block.kind == "text" else "",
            "filled": filled.get(block.pk),
        }
        for block in blocks
    ]


def shown_themes(programme: Programme) -> list[Theme]:
    """Return the themes that were not put away, each with its lead and the number of its running circles."""
    running = Count("communities", filter=Q(communities__status=Community.Status.ACTIVE))
    return list(
        programme.themes.filter(is_archived=False)
        .select_related("lead")
        .annotate(circle_count=running)
        .order_by("name")
    )


def shown_partners(programme: Programme) -> list[Partnership]:
    """Return the partners of today; their names and logos, nothing of what they contribute."""
    today = timezone.localdate()
    now = programme.partnerships.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today)
    # Its programme is asked of each row by Django itself, so it must be read along.
    shown = ("programme", "organisation__name", "organisation__slug", "organisation__logo")
    return list(now.select_related("organisation").only(*shown))


def shown_team(programme: Programme) -> list[dict[str, Any]]:
    """Return who is on the team with their tasks; the alliance broker first, as they bring people together."""
    order = [ProgrammeMember.Role.BROKER, ProgrammeMember.Role.COORDINATOR, ProgrammeMember.Role.EDITOR]
    rows = sorted(
        programme.team.select_related("user"),
        key=lambda row: (order.index(ProgrammeMember.Role(row.role)), row.user.full_name),
    )
    people: dict[int, dict[str, Any]] = {}
    for row in rows:
        person = people.setdefault(row.user_id, {"person": row.user, "roles": [], "is_broker": False})
        person["roles"].append(row.get_role_display())
        person["is_broker"] |= row.role == ProgrammeMember.Role.BROKER
    return list(people.values())


def group_circles(circles: list[Community], by: str) -> list[dict[str, Any]]:
    """Return the circles under headings: by theme, by area, or all under none."""
    if by not in {"thema", "gebied"}:
        return [{"title": "", "circles": circles}] if circles else []
    groups: dict[str, list[Community]] = {}
    for circle in circles:
        of = circle.theme.name if by == "thema" and circle.theme else ""
        of = circle.area.label if by == "gebied" and circle.area else of
        groups.setdefault(of, []).append(circle)
    none = _("Without a theme") if by == "thema" else _("Without an area")
    titles = sorted(groups, key=lambda title: (not title, title.casefold()))
    return [{"title": title or none, "circles": groups[title]} for title in titles]


def shown_invitations(programme: Programme) -> list[dict[str, Any]]:
    """Return who was asked and did not say yes yet, with the state in a word."""
    rows = programme.team_invitations.exclude(
        status__in=[TeamInvitation.Status.ACCEPTED, TeamInvitation.Status.REVOKED]
    )
    return [
        {
            "row": row,
            "what": _("theme lead: %(theme)s") % {"theme": row.theme.name} if row.theme else row.get_role_display(),
            "state": _("expired") if row.is_expired else row.get_status_display(),
            "tone": "warn" if row.is_expired else "neutral" if row.status == "declined" else "info",
            "is_open": row.status == TeamInvitation.Status.SENT,
        }
        for row in rows.select_related("theme")
    ]
