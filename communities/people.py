"""The people of a circle as they are shown: by sector, names as a Dutch list sorts them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Value, Window
from django.db.models.functions import Coalesce, Lower, NullIf, RowNumber
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from leerkring.accounts.models import User

from .models import Community, Membership, Organisation
from .models.sector import Sector

# Up to here all names stand on one page, by sector; a longer list is paged.
MOST_TOGETHER = 40
PER_PAGE = 50
# Of each sector these stand on the page of the circle.
FIRST = 5


# As a Dutch list sorts: on the last name without its prefix.
BY_NAME = (
    Lower(Coalesce(NullIf("user__family_name", Value("")), "user__given_name")),
    Lower("user__given_name"),
    "pk",
)


@dataclass(frozen=True)
class PersonRow:
    """One person, with everything a row needs as a string."""

    pk: int
    person: User
    name: str
    role: str
    organisation: str
    sector: str
    url: str
    # Since when an alumnus, or until when they take part.
    note: str


@dataclass
class SectorGroup:
    """A corner of the triangle, or the residents in it."""

    sector: Sector
    people: list[PersonRow] = field(default_factory=list)
    # How many stand in it beside these, where only the first were read.
    more: int = 0


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in a list of people; empty means everybody who takes part."""

    words: str = ""
    sector: str = ""
    role: str = ""
    organisation: str = ""
    alumni: bool = False

    def __bool__(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.words or self.sector or self.role or self.organisation)


@dataclass
class PeoplePage:
    """A list of people: all of them by sector, or a page of a long list."""

    total: int
    groups: list[SectorGroup] = field(default_factory=list)
    page: Page | None = None
    rows: list[PersonRow] = field(default_factory=list)


def people_by_sector(members: Iterable[Membership]) -> list[SectorGroup]:
    """Return the sectors that have people, in the order of the triangle; of each is known who they are and whence."""
    groups = {sector.value: SectorGroup(sector) for sector in Sector}
    found = sorted(members, key=lambda member: member.user.sort_name.casefold())
    for member, row in zip(found, _rows(found), strict=True):
        groups[member.sector].people.append(row)
    return [group for group in groups.values() if group.people]


def first_by_sector(members: QuerySet[Membership]) -> QuerySet[Membership]:
    """Return the first five of each sector, each with ``of_sector``: how many its sector has.

    A circle of three hundred would otherwise be read as a whole to show twenty names.
    """
    ranked = members.annotate(
        place=Window(RowNumber(), partition_by="sector", order_by=list(BY_NAME)),
        of_sector=Window(Count("pk"), partition_by="sector"),
    )
    return ranked.filter(place__lte=FIRST)


def first_people(members: Sequence[Any]) -> list[SectorGroup]:
    """Return the groups of what ``first_by_sector`` read."""
    groups = people_by_sector(members)
    sizes = {member.sector: member.of_sector for member in members}
    for group in groups:
        group.more = sizes[group.sector.value] - len(group.people)
    return groups


def wanted_people(members: QuerySet[Membership], wanted: Wanted) -> QuerySet[Membership]:
    """Return those of ``members`` that somebody looks for: each word stands in a part of the name."""
    rows = members.filter(alumnus_since__isnull=not wanted.alumni)
    for word in wanted.words.split():
        names = [f"user__{name}__icontains" for name in ("given_name", "tussenvoegsel", "family_name")]
        alike = rows.none()
        for name in names:
            alike |= rows.filter(**{name: word})
        rows = alike
    if wanted.sector:
        rows = rows.filter(sector=wanted.sector)
    if wanted.role:
        rows = rows.with_role(wanted.role)  # type: ignore[attr-defined]
    if wanted.organisation:
        rows = rows.filter(organisation__name__icontains=wanted.organisation)
    return rows


def people_page(members: QuerySet[Membership], number: str | None) -> PeoplePage:
    """Return everybody by sector, or one page where they are many; two queries at any size."""
    total = members.count()
    if total <= MOST_TOGETHER:
        everybody = members.select_related("user", "organisation", "area") if total else []
        return PeoplePage(total, groups=people_by_sector(everybody))
    paginator = Paginator(in_order(members).select_related("user", "organisation", "area"), PER_PAGE)
    paginator.count = total
    page = paginator.get_page(number)
    return PeoplePage(total, page=page, rows=_rows(list(page)))


def in_order(members: QuerySet[Membership]) -> QuerySet[Membership]:
    """Sort them in the database."""
    return members.order_by(*BY_NAME)


def organisations_of(members: QuerySet[Membership]) -> list[str]:
    """Return the names of the organisations that these people come from."""
    rows = Organisation.objects.filter(pk__in=members.order_by().values("organisation")).order_by("name")
    return list(rows.values_list("name", flat=True)[:200])


def _rows(members: list[Membership]) -> list[PersonRow]:
    # The address is made once: three hundred times takes longer than the query.
    before, _mark, after = reverse("communities:profile_detail", kwargs={"user_pk": 0}).rpartition("0")
    return [
        PersonRow(
            member.pk,
            member.user,
            member.user.full_name,
            role_of(member),
            member.organisation.name if member.organisation else "",
            member.sector,
            f"{before}{member.user_id}{after}",
            _note(member),
        )
        for member in members
    ]


def role_of(member: Membership) -> str:
    """Return what somebody is, as a line: *Student · hbo-v, hbo bachelor, jaar 2*, *Wijkdocent · Gendt*."""
    roles = member.get_role_display()
    if member.second_role:
        roles = _("%(first)s and %(second)s") % {"first": roles, "second": member.get_second_role_display()}
    study = [member.study_programme, member.get_study_level_display()]
    if member.study_year:
        study.append(_("year %(number)s") % {"number": member.study_year})
    more = [member.function, ", ".join(filter(None, study)), member.area.name if member.area else ""]
    return " · ".join([capfirst(roles), *filter(None, more)])


def _note(member: Membership) -> str:
    if member.alumnus_since:
        return _("alumnus since %(day)s") % {"day": date_format(member.alumnus_since, "F Y")}
    return _("until %(day)s") % {"day": date_format(member.ends_on, "j F Y")} if member.ends_on else ""


def sector_counts(community: Community) -> dict[str, int]:
    """Return how many people stand in each sector; public, as it names nobody."""
    rows = community.memberships.active().values_list("sector").annotate(Count("pk")).order_by()
    return {sector.value: 0 for sector in Sector} | dict(rows)


def ever_in(community: int) -> QuerySet[Any]:
    """Return the ids of who is or was in the circle, for what it did with them."""
    return Membership.objects.filter(community=community).values("user")
