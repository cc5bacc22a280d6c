"""How knowledge flows: which organisations meet in which circles, since when, and where outcomes are used.

Only what everybody may see: that an organisation committed itself, who wrote what was published, and what readers told
of its use. That people of an organisation are in a circle is no part of it.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.models import OutcomeAuthor, Uptake
from communities.models import Commitment, Community, Organisation

from .numbers import Scope

# A picture of more than this is a cloud; the table has them all, a page at a time.
MOST_LINKS = 400
MOST_USES = 200


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


def flow_of(scope: Scope) -> dict[str, Any]:
    """Return the links, the uses, and both as a picture; three queries."""
    circles = {circle.pk: circle for circle in scope.circles}
    links, uses = links_of(circles), uses_of(circles)
    years = sorted({link.year for link in links} | {use.year for use in uses})
    return {
        "scope": scope,
        "links": links[:MOST_LINKS],
        "link_count": len(links),
        "uses": uses,
        "title": _title(links),
        "growth": growth_of(links, years),
        "picture": picture_of(links[:MOST_LINKS], uses) if links else None,
    }


def links_of(circles: dict[int, Community]) -> list[Link]:
    """Return each organisation once for each circle, by the first year it is known of; two queries."""
    first: dict[tuple[int, int], int] = {}
    names: dict[int, tuple[str, str]] = {}
    for circle, organisation, name, slug, moment in [*_committed(circles), *_wrote(circles)]:
        year = (moment or circles[circle].started_at or timezone.now()).year
        names[organisation] = name, slug
        first[circle, organisation] = min(first.get((circle, organisation), year), year)
    found = [
        Link(names[organisation][0], _address(names[organisation][1]), circles[circle], year)
        for (circle, organisation), year in first.items()
    ]
    return sorted(found, key=lambda link: (link.year, link.organisation, link.circle.name))


def _committed(circles: dict[int, Community]) -> list[tuple[Any, ...]]:
    rows = Commitment.objects.permitted(AnonymousUser(), "communities.view_commitment").filter(community__in=circles)
    return list(rows.values_list("community", "organisation", "organisation__name", "organisation__slug", "signed_on"))


def _wrote(circles: dict[int, Community]) -> list[tuple[Any, ...]]:
    rows = OutcomeAuthor.objects.filter(
        outcome__status="published", outcome__community__in=circles, organisation__isnull=False
    )
    names = ("outcome__community", "organisation", "organisation__name", "organisation__slug", "outcome__published_at")
    return list(rows.values_list(*names))


def _address(slug: str | None) -> str:
    return Organisation(slug=slug).get_absolute_url() if slug else ""


def uses_of(circles: dict[int, Community]) -> list[Used]:
    """Return where outcomes are used, as readers and authors told, newest first; one query."""
    rows = Uptake.objects.shown().filter(outcome__status="published", outcome__community__in=circles)
    return [
        Used(
            circles[row.outcome.community_id].name,
            row.outcome.title,
            row.outcome.get_absolute_url(),
            capfirst(row.get_use_display()),
            row.where,
            timezone.localtime(row.told_at).year,
        )
        for row in rows.select_related("outcome").defer("outcome__body").order_by("-told_at", "-pk")[:MOST_USES]
    ]


def _title(links: list[Link]) -> str:
    organisations, between = len({link.organisation for link in links}), _between(links)
    words = {"organisations": organisations, "between": between}
    return (
        ngettext(
            "%(organisations)s organisation takes part; %(between)s are in more than one circle",
            "%(organisations)s organisations take part; %(between)s are in more than one circle",
            organisations,
        )
        % words
    )


def _between(links: list[Link]) -> int:
    circles = defaultdict(set)
    for link in links:
        circles[link.organisation].add(link.circle.pk)
    return sum(len(each) > 1 for each in circles.values())


def growth_of(links: list[Link], years: list[int]) -> list[tuple[int, int, int]]:
    """Return for each year how many organisations and links there were by its end."""
    return [
        (year, len({link.organisation for link in until}), len(until))
        for year in years
        if (until := [link for link in links if link.year <= year])
    ]


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
