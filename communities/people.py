"""The people of a circle as they are shown: by sector, names as a Dutch list sorts them."""

from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.utils.text import capfirst

from leerkring.accounts.models import User

from .models import Community, Membership
from .models.sector import Sector


@dataclass(frozen=True)
class PersonRow:
    """One person, with everything a row needs as a string."""

    pk: int
    person: User
    name: str
    role: str
    organisation: str


@dataclass
class SectorGroup:
    """A corner of the triangle, or the residents in it."""

    sector: Sector
    people: list[PersonRow] = field(default_factory=list)


def people_by_sector(members: QuerySet[Membership]) -> list[SectorGroup]:
    """Return the sectors that have people, in the order of the triangle; one query."""
    groups = {sector.value: SectorGroup(sector) for sector in Sector}
    for member in sorted(members.select_related("user__photo", "organisation"), key=_sort_key):
        groups[member.sector].people.append(_row(member))
    return [group for group in groups.values() if group.people]


def _sort_key(member: Membership) -> str:
    return member.user.sort_name.casefold()


def _row(member: Membership) -> PersonRow:
    organisation = member.organisation.name if member.organisation else ""
    return PersonRow(member.pk, member.user, member.user.full_name, capfirst(member.get_role_display()), organisation)


def sector_counts(community: Community) -> dict[str, int]:
    """Return how many people stand in each sector; public, as it names nobody."""
    rows = community.memberships.active().values_list("sector").annotate(Count("pk")).order_by()
    return {sector.value: 0 for sector in Sector} | dict(rows)
