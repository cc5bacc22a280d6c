"""Organisations, by the name that people type."""

from collections.abc import Iterable

from ..models import Organisation


def ensure_organisation(name: str) -> Organisation | None:
    """Return the organisation of that name, made when it is new; None for no name."""
    return ensure_organisations([name]).get(_plain(name))


def ensure_organisations(names: Iterable[str]) -> dict[str, Organisation]:
    """Return organisations by their name in small letters; new ones are made. Three queries for any number."""
    wanted = {_plain(name): " ".join(name.split()) for name in names if name.strip()}
    if not wanted:
        return {}
    known = {_plain(name) for name in Organisation.objects.values_list("name", flat=True)}
    new = [Organisation(name=name) for plain, name in wanted.items() if plain not in known]
    Organisation.objects.bulk_create(new, ignore_conflicts=True)
    return {
        plain: organisation
        for organisation in Organisation.objects.all()
        if (plain := _plain(organisation.name)) in wanted
    }


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
