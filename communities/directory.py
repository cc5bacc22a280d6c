"""The directory of organisations: searched, narrowed down, counted. Rows come as strings, prepared once.

One query counts everything: organisations that match the words, grouped by what one can choose. From the groups each
choice gets its number under all the *other* choices, as people expect of a shop.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import Area, Organisation
from .models.sector import Sector
from .organisation_name import plain_text

DOMAINS = {"housing": "in_housing", "care": "in_care", "welfare": "in_welfare", "education": "in_education"}
# Of more, a workbook takes a worker seconds; reading a list in takes twice as many.
MOST_IN_SHEET = 5_000
# The province of an area that is one, lies in one, or lies in a municipality of one.
PROVINCE = Case(
    When(area__kind=Area.Kind.PROVINCE, then=F("area__name")),
    When(area__kind=Area.Kind.MUNICIPALITY, then=F("area__parent__name")),
    default=F("area__parent__parent__name"),
)


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; an empty text is no wish."""

    words: str = ""
    kind: str = ""
    sector: str = ""
    province: str = ""
    domain: str = ""


@dataclass
class Facets:
    """How many organisations each choice would give, and how many there are now."""

    total: int = 0
    kind: Counter[str] = field(default_factory=Counter)
    sector: Counter[str] = field(default_factory=Counter)
    province: Counter[str] = field(default_factory=Counter)
    domain: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Row:
    """One organisation as the list shows it."""

    name: str
    url: str
    kind: str
    sector: str
    place: str
    domains: str


def search(organisations: QuerySet[Organisation], words: str) -> QuerySet[Organisation]:
    """Keep the organisations in which each of the words occurs: in name, expertise or place."""
    for word in plain_text(words).split()[:8]:
        organisations = organisations.filter(search_text__contains=word)
    return organisations


def narrow(organisations: QuerySet[Organisation], wanted: Wanted) -> QuerySet[Organisation]:
    """Keep what somebody looks for, by name."""
    rows = search(organisations, wanted.words)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.sector:
        rows = rows.filter(sector=wanted.sector)
    if wanted.province:
        name = wanted.province
        is_it = Q(area__name=name, area__kind=Area.Kind.PROVINCE)
        lies_in = Q(area__parent__name=name, area__parent__kind=Area.Kind.PROVINCE)
        rows = rows.filter(is_it | lies_in | Q(area__parent__parent__name=name))
    if wanted.domain:
        rows = rows.filter(**{DOMAINS[wanted.domain]: True})
    return rows.select_related("area__parent").order_by("plain_name", "pk")


def count_facets(organisations: QuerySet[Organisation], wanted: Wanted) -> Facets:
    """Return the numbers beside the choices; one query."""
    groups = (
        search(organisations, wanted.words)
        .order_by()
        .values_list("kind", "sector", PROVINCE, *DOMAINS.values())
        .annotate(Count("pk"))
    )
    facets = Facets()
    for kind, sector, province, *rest, number in groups:
        domains = [name for name, has in zip(DOMAINS, rest, strict=True) if has]
        misses = [
            name
            for name, has in (
                ("kind", not wanted.kind or kind == wanted.kind),
                ("sector", not wanted.sector or sector == wanted.sector),
                ("province", not wanted.province or province == wanted.province),
                ("domain", not wanted.domain or wanted.domain in domains),
            )
            if not has
        ]
        _add(facets, misses, {"kind": [kind], "sector": [sector], "province": [province], "domain": domains}, number)
    return facets


def _add(facets: Facets, misses: list[str], values: dict[str, list[str]], number: int) -> None:
    """Count a group where at most the choice itself stands in the way."""
    if not misses:
        facets.total += number
    for name in values if not misses else misses if len(misses) == 1 else ():
        for value in values[name]:
            getattr(facets, name)[value] += number


def choices(labels: Iterable[tuple[str, str | Promise]], counts: Counter[str], chosen: str) -> list[tuple[str, str]]:
    """Return the choices that give anything, with their number; the chosen one always."""
    return [
        (value, f"{capfirst(str(label))} ({counts[value]})")
        for value, label in labels
        if counts[value] or value == chosen
    ]


def domain_labels() -> list[tuple[str, str]]:
    """Return the domains in words."""
    fields: Any = {name: Organisation._meta.get_field(column) for name, column in DOMAINS.items()}
    return [(name, str(field.verbose_name)) for name, field in fields.items()]


def domains_of(organisation: Organisation, labels: Iterable[tuple[str, str]]) -> list[str]:
    """Return the domains an organisation works in, in words."""
    return [label for name, label in labels if getattr(organisation, DOMAINS[name])]


def rows_of(organisations: Iterable[Organisation]) -> list[Row]:
    """Return everything the list shows; no query when the areas were selected along."""
    labels = domain_labels()
    kinds = {value: capfirst(str(label)) for value, label in Organisation.Kind.choices}
    return [
        Row(
            name=row.name,
            url=row.get_absolute_url() if row.slug else "",
            kind=kinds[row.kind],
            sector=row.sector,
            place=row.area.label if row.area else "",
            domains=capfirst(", ".join(domains_of(row, labels))),
        )
        for row in organisations
    ]


# --- As a list to take along


def too_many(total: int) -> str:
    """Return a sentence that asks to narrow the list down, for more organisations than a sheet takes; else nothing."""
    if total <= MOST_IN_SHEET:
        return ""
    numbers = {"total": _grouped(total), "most": _grouped(MOST_IN_SHEET)}
    return (
        _(
            "These are %(total)s organisations; a spreadsheet takes %(most)s at most. First narrow the list down, for "
            "example by province and kind."
        )
        % numbers
    )


def _grouped(number: int) -> str:
    return str(number_format(number, force_grouping=True))


def table(organisations: QuerySet[Organisation]) -> Iterable[list[Any]]:
    """Return the cells of each organisation: the columns that reading a list in knows."""
    labels = domain_labels()
    kinds, sectors = dict(Organisation.Kind.choices), dict(Sector.choices)
    for row in organisations:
        domains = ", ".join(domains_of(row, labels))
        place = row.area.label if row.area else ""
        about = [row.description, row.expertise, row.ror, row.website]
        yield [row.name, str(kinds[row.kind]), str(sectors[row.sector]), place, domains, *about]
