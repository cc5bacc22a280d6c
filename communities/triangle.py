"""The triangle of a circle: who comes from education, research and practice, and whether residents join in.

Pure functions over one query. What is asked of coordinators are questions, never rules: the field says its models are
not normative.
"""

from collections import Counter
from dataclasses import dataclass, field
from math import sqrt

from django.db.models import Count
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from .models import Community, Membership
from .models.sector import CORNERS, Sector

# Above these shares, in per cent, one voice is likely to carry the others along.
SECTOR_DOMINATES = 60
ORGANISATION_DOMINATES = 50
ROLE_DOMINATES = 60
# In a smaller group a share says nothing: two of three is a coincidence.
ENOUGH_PEOPLE = 5
# How big a shape is drawn: nobody, and everybody.
SMALLEST, BIGGEST = 0.72, 1.28


@dataclass(frozen=True)
class Corner:
    """A sector with its people; ``scale`` is how big its shape is drawn, as SVG writes numbers."""

    sector: Sector
    count: int
    percent: int
    scale: str


@dataclass(frozen=True)
class Triangle:
    """Who is in a circle, counted."""

    sectors: Counter[str] = field(default_factory=Counter)
    organisations: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All people."""
        return self.sectors.total()

    @property
    def corners(self) -> list[Corner]:
        """The three corners and the residents, in that order."""
        counts = [self.sectors[sector.value] for sector in Sector]
        return [
            _corner(sector, count, percent, self.total)
            for sector, count, percent in zip(Sector, counts, percents(counts), strict=True)
        ]

    @property
    def shapes(self) -> dict[str, Corner]:
        """The corners by their sector, for the picture."""
        return {corner.sector.value: corner for corner in self.corners}

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        present = [str(corner.sector.label) for corner in self.corners if corner.count]
        if not present:
            return _("Nobody has joined yet.")
        return _("Taking part: %(sectors)s.") % {"sectors": get_text_list(present, _("and"))}


def triangle_of(community: Community) -> Triangle:
    """Count who takes part now, or did when the circle was closed; one query, and no names."""
    rows = Membership.objects.of(community).values_list("sector", "role", "second_role", "organisation__name")
    sectors: Counter[str] = Counter()
    organisations: Counter[str] = Counter()
    roles: Counter[str] = Counter()
    for sector, role, second_role, organisation, count in rows.annotate(count=Count("pk")).order_by():
        sectors[sector] += count
        if organisation:
            organisations[organisation] += count
        # Coordinating is a task in the circle; what somebody is besides it says where they come from.
        discipline = second_role if role == Membership.Role.COORDINATOR else role
        if discipline and discipline != Membership.Role.COORDINATOR:
            roles[discipline] += count
    return Triangle(sectors, organisations, roles)


def questions(triangle: Triangle) -> list[str]:
    """Return what a coordinator might think about, most important first; nothing for a circle in balance."""
    if not triangle.total:
        return []
    asked = [_missing(triangle)]
    if triangle.total >= ENOUGH_PEOPLE:
        asked += [_sector(triangle), _organisation(triangle), _role(triangle)]
    if not triangle.sectors[Sector.RESIDENTS.value]:
        asked.append(_("No residents take part yet. They know best what the question means from day to day."))
    return [sentence for sentence in asked if sentence]


def percent_of(part: int, whole: int) -> int:
    """Return a share in whole per cents; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


def percents(counts: list[int]) -> list[int]:
    """Return the shares in whole per cents that together are 100: what is left goes to the largest remainders."""
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    shares = [100 * count // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda place: -(100 * counts[place] % total))
    for place in by_remainder[: 100 - sum(shares)]:
        shares[place] += 1
    return shares


def _corner(sector: Sector, count: int, percent: int, total: int) -> Corner:
    share = count / total if total else 0
    # The area of a shape says how many, so its width grows with the root.
    return Corner(sector, count, percent, f"{SMALLEST + (BIGGEST - SMALLEST) * sqrt(share):.2f}")


def _missing(triangle: Triangle) -> str:
    missing = [str(sector.label) for sector in CORNERS if not triangle.sectors[sector.value]]
    if not missing:
        return ""
    return _("Nobody from %(sectors)s has joined yet. Whom could you ask?") % {
        "sectors": get_text_list(missing, _("and"))
    }


def _dominant(counts: Counter[str], total: int, limit: int) -> tuple[str, int] | None:
    """Return the one with more than ``limit`` per cent, and its share; by the exact share, not the rounded one."""
    for name, count in counts.most_common(1):
        if 100 * count > limit * total:
            return name, percent_of(count, total)
    return None


def _sector(triangle: Triangle) -> str:
    if not (found := _dominant(triangle.sectors, triangle.total, SECTOR_DOMINATES)):
        return ""
    words = {"percent": found[1], "sector": Sector(found[0]).label}
    return _("%(percent)s%% of the people come from %(sector)s. Do the others get enough room?") % words


def _organisation(triangle: Triangle) -> str:
    if not (found := _dominant(triangle.organisations, triangle.total, ORGANISATION_DOMINATES)):
        return ""
    words = {"percent": found[1], "organisation": found[0]}
    return _("%(percent)s%% of the people come from %(organisation)s. Who else has this question?") % words


def _role(triangle: Triangle) -> str:
    if not (found := _dominant(triangle.roles, triangle.total, ROLE_DOMINATES)):
        return ""
    words = {"percent": found[1], "role": Membership.Role(found[0]).label}
    return _("%(percent)s%% of the people have the same role: %(role)s. Which other view would help?") % words
