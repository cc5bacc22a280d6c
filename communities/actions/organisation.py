"""Organisations, by the name that people type."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from leerkring.core.text import free_slug

from ..models import Organisation
from ..organisation_name import plain_name, plain_text

CHUNK = 500
# These stand where the address of an organisation would.
TAKEN_BY_PAGES = frozenset({"nieuw", "lijst", "inlezen"})
ENDINGS = ("", *(f"-{number}" for number in range(2, 10)))


def ensure_organisation(name: str) -> Organisation | None:
    """Return the organisation of that name, made when it is new; None for no name."""
    return ensure_organisations([name]).get(_typed(name))


def find_organisation(name: str) -> Organisation | None:
    """Return the organisation of that name; None when we don't know it, and nothing is made."""
    return _known({_typed(name): " ".join(name.split())}).get(_typed(name)) if name.strip() else None


def ensure_organisations(names: Iterable[str]) -> dict[str, Organisation]:
    """Return organisations by the typed name in small letters; new ones are made, in four queries per 500 names.

    *Welzijn de Linge* finds *Stichting Welzijn De Linge*: names are compared without capitals, accents and legal form.
    """
    wanted = {_typed(name): " ".join(name.split())[:200] for name in names if name.strip()}
    found: dict[str, Organisation] = {}
    for typed in _by_chunk(wanted):
        chunk = {key: wanted[key] for key in typed}
        found |= _known(chunk)
        new = {plain_name(name): Organisation(name=name) for key, name in chunk.items() if key not in found}
        if new:
            add_organisations(new.values())
            found |= _known(chunk)
    return found


def _typed(name: str) -> str:
    return " ".join(name.split()).casefold()


def _by_chunk(keys: Iterable[str]) -> Iterator[list[str]]:
    left = iter(keys)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _known(wanted: dict[str, str]) -> dict[str, Organisation]:
    """Return which of the names we know: the very name first, else the one that is plainly the same."""
    plain = {key: plain_name(name) for key, name in wanted.items()}
    rows = Organisation.objects.filter(Q(plain_name__in=set(plain.values())) | Q(name__in=wanted.values()))
    by_plain: dict[str, Organisation] = {}
    by_name: dict[str, Organisation] = {}
    for row in rows.order_by("pk"):
        by_plain.setdefault(row.plain_name, row)
        by_name[_typed(row.name)] = row
    found = {key: by_name.get(key) or by_plain.get(plain[key]) for key in wanted}
    return {key: row for key, row in found.items() if row}


# --- Names and addresses


def add_organisations(organisations: Iterable[Organisation]) -> None:
    """Insert new organisations with an address and what they are found by; a name that exists is left as it is."""
    rows = list(organisations)
    complete(rows)
    Organisation.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def complete(organisations: Iterable[Organisation]) -> list[Organisation]:
    """Give organisations what follows from their facts: an address where they have none, and what they are found by.

    Does not save. One query for the addresses, however many there are.
    """
    rows = list(organisations)
    bases = {id(row): slugify(row.name)[:60].strip("-") or "organisatie" for row in rows if not row.slug}
    candidates = [base + ending for base in set(bases.values()) for ending in ENDINGS]
    taken = (
        set(Organisation.objects.filter(slug__in=candidates).values_list("slug", flat=True)) if candidates else set()
    )
    for row in rows:
        if id(row) in bases:
            row.slug = _free(bases[id(row)], taken)
            taken.add(row.slug)
        row.plain_name = plain_name(row.name)
        row.search_text = search_text(row)
    return rows


def _free(base: str, taken: set[str]) -> str:
    if all(base + ending in taken for ending in ENDINGS):
        return f"{base}-{get_random_string(8).lower()}"
    return free_slug(base, taken | TAKEN_BY_PAGES, fallback=base)


def search_text(organisation: Organisation) -> str:
    """Return what the directory searches in: name, expertise and place, as plain text."""
    area = organisation.area
    places = [area.name, area.parent.name if area.parent else ""] if area else []
    text = plain_text(" ".join([organisation.name, organisation.expertise, *places]))
    return text or organisation.name.casefold()


def complete_all() -> int:
    """Complete the organisations that another release, or a script, made without; return how many there were."""
    missing = Q(slug=None) | Q(plain_name="") | Q(search_text="")
    total = 0
    while rows := list(Organisation.objects.filter(missing).select_related("area__parent").order_by("pk")[:CHUNK]):
        Organisation.objects.bulk_update(complete(rows), ["slug", "plain_name", "search_text"])
        total += len(rows)
    return total
