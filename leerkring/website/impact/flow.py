"""How knowledge flows: which organisations meet in which circles, since when, and where outcomes are used.

Only what everybody may see: that an organisation committed itself, who wrote what was published, and what readers told
of its use. That people of an organisation are in a circle is no part of it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.models import OutcomeAuthor, Uptake
from communities.models import Commitment, Community, Organisation, Programme, ProgrammeTally, Tally
from communities.standing import circles_of
from communities.tallies import register_gatherer

from .numbers import Scope

NAME = "flow"
# A picture of more than this is a cloud; these are the oldest.
MOST_LINKS = 400
MOST_USES = 200
CHUNK = 2_000
# Organisation, circle, and the first year in which it took part.
Triple = tuple[int, int, int]


@dataclass(frozen=True)
class Link:
    """An organisation that takes part in a circle, and the first year in which it did."""

    organisation: str
    url: str
    circle: Community
    year: int


@dataclass(frozen=True)
class Used:
    """An outcome of a circle that is used somewhere."""

    circle: str
    title: str
    url: str
    use: str
    where: str
    year: int


def register() -> None:
    """Have a worker gather which organisations meet where: of a large programme it takes seconds."""
    register_gatherer(NAME, gather_flow)


def gather_flow(pk: int) -> dict[str, Any]:
    """Return the oldest links of a programme and its parts, and how many there were by the end of each year."""
    programme = Programme.objects.get(pk=pk)
    links = links_of(circles_of(programme, AnonymousUser()))
    circles = Counter(organisation for organisation, _circle, _year in links)
    return {
        "links": links[:MOST_LINKS],
        "count": len(links),
        "organisations": len(circles),
        "between": sum(number > 1 for number in circles.values()),
        "growth": growth_of(links),
    }


def flow_of(scope: Scope) -> dict[str, Any]:
    """Return the links, the uses, and both as a picture; four queries."""
    rows = ProgrammeTally.objects.filter(programme__slug=scope.address["programme_slug"], year=Tally.ALL_YEARS)
    found, counted_at = rows.values_list("gathered", "summed_at").first() or ({}, None)
    gathered = found.get(NAME, {})
    links, uses = _named(gathered.get("links", []), scope.circles), uses_of(scope.circles)
    return {
        "scope": scope,
        "counted_at": counted_at,
        "is_waiting": counted_at is None and scope.circles.exists(),
        "links": links,
        "link_count": gathered.get("count", 0),
        "uses": uses,
        "title": _title(gathered.get("organisations", 0), gathered.get("between", 0)),
        "growth": gathered.get("growth", []),
        "picture": picture_of(links, uses) if links else None,
    }


def links_of(circles: QuerySet[Community]) -> list[Triple]:
    """Return each organisation once for each circle, by the first year it is known of; two queries."""
    first: dict[tuple[int, int], int] = {}
    for circle, organisation, moment, started_at in [*_committed(circles), *_wrote(circles)]:
        year = (moment or started_at).year
        first[organisation, circle] = min(first.get((organisation, circle), year), year)
    return sorted(((*pair, year) for pair, year in first.items()), key=lambda link: (link[2], link[0], link[1]))


def _named(links: Iterable[Triple], visible: QuerySet[Community]) -> list[Link]:
    """Return the links with what they are called now; without those of what is gone or was put away."""
    triples = list(links)
    organisations = Organisation.objects.in_bulk([organisation for organisation, _circle, _year in triples])
    circles = visible.in_bulk([circle for _organisation, circle, _year in triples])
    found = [
        Link(organisations[organisation].name, _address(organisations[organisation]), circles[circle], year)
        for organisation, circle, year in triples
        if organisation in organisations and circle in circles
    ]
    return sorted(found, key=lambda link: (link.year, link.organisation, link.circle.name))


def _committed(circles: QuerySet[Community]) -> Iterable[tuple[Any, ...]]:
    rows = Commitment.objects.permitted(AnonymousUser(), "communities.view_commitment").filter(community__in=circles)
    return rows.values_list("community", "organisation", "signed_on", "community__started_at").iterator(CHUNK)


def _wrote(circles: QuerySet[Community]) -> Iterable[tuple[Any, ...]]:
    rows = OutcomeAuthor.objects.filter(
        outcome__status="published", outcome__community__in=circles, organisation__isnull=False
    )
    names = ("outcome__community", "organisation", "outcome__published_at", "outcome__community__started_at")
    return rows.values_list(*names).iterator(CHUNK)


def _address(organisation: Organisation) -> str:
    return organisation.get_absolute_url() if organisation.slug else ""


def uses_of(circles: QuerySet[Community]) -> list[Used]:
    """Return where outcomes are used, as readers and authors told, newest first; one query."""
    rows = Uptake.objects.shown().filter(outcome__status="published", outcome__community__in=circles)
    return [
        Used(
            row.outcome.community.name,
            row.outcome.title,
            row.outcome.get_absolute_url(),
            capfirst(row.get_use_display()),
            row.where,
            timezone.localtime(row.told_at).year,
        )
        for row in rows.select_related("outcome__community")
        .defer("outcome__body")
        .order_by("-told_at", "-pk")[:MOST_USES]
    ]


def _title(organisations: int, between: int) -> str:
    words = {"organisations": organisations, "between": between}
    return (
        ngettext(
            "%(organisations)s organisation takes part; %(between)s are in more than one circle",
            "%(organisations)s organisations take part; %(between)s are in more than one circle",
            organisations,
        )
        % words
    )


def growth_of(links: Iterable[Triple]) -> list[tuple[int, int, int]]:
    """Return for each year in which a link began how many organisations and links there were by its end.

    The links stand in the order of their years.
    """
    known: set[int] = set()
    found: dict[int, tuple[int, int, int]] = {}
    for number, (organisation, _circle, year) in enumerate(links, 1):
        known.add(organisation)
        found[year] = year, len(known), number
    return list(found.values())


def picture_of(links: list[Link], uses: list[Used]) -> dict[str, Any]:
    """Return what the script draws: points of three kinds, lines between them, each with its first year."""
    points: dict[str, dict[str, Any]] = {}

    def point(kind: str, name: str, year: int) -> str:
        key = f"{kind}:{name}"
        known = points.setdefault(key, {"key": key, "kind": kind, "name": name, "year": year})
        known["year"] = min(known["year"], year)
        return key

    lines = [
        {
            "from": point("partner", link.organisation, link.year),
            "to": point("group", link.circle.name, link.year),
            "year": link.year,
        }
        for link in links
    ]
    lines += [
        {"from": point("group", use.circle, use.year), "to": point("use", use.where, use.year), "year": use.year}
        for use in uses
        if use.where
    ]
    return {
        "points": list(points.values()),
        "lines": lines,
        "words": {
            "partner": _("organisation"),
            "group": _("circle"),
            "use": _("where it is used"),
            "until": _("Until and including %(year)s"),
        },
    }
