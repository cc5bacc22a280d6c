"""The words in lists of organisations: heads of columns, kinds and domains as people write them."""

from functools import lru_cache

from django.db.models import Choices
from django.utils import translation

from ..directory import DOMAINS, domain_labels
from ..models import Organisation
from ..models.sector import Sector
from ..organisation_name import plain_text

# Heads of columns in Dutch and English, as plain text without spaces.
HEADS = {
    "name": {"naam", "name", "organisatie", "organisation", "organization", "instelling", "naamorganisatie"},
    "kind": {"soort", "kind", "type", "soortorganisatie"},
    "sector": {"sector", "geleding", "hoek"},
    "area": {
        "plaats",
        "place",
        "gemeente",
        "gebied",
        "area",
        "municipality",
        "city",
        "vestigingsplaats",
        "woonplaats",
    },
    "domains": {"domein", "domeinen", "domain", "domains", "werkveld", "werkvelden"},
    "description": {"beschrijving", "omschrijving", "description", "over", "about"},
    "expertise": {"expertise", "deskundigheid", "kennis"},
    "ror": {"ror", "rorcode", "rorid"},
    "website": {"website", "site", "url", "webadres", "web"},
}
KINDS = {
    "hogeschool": Organisation.Kind.HBO,
    "roc": Organisation.Kind.MBO,
    "universiteit": Organisation.Kind.WO,
    "university": Organisation.Kind.WO,
    "kennisinstelling": Organisation.Kind.KNOWLEDGE,
    "zorginstelling": Organisation.Kind.CARE,
    "welzijnsorganisatie": Organisation.Kind.WELFARE,
    "woningcorporatie": Organisation.Kind.HOUSING,
    "corporatie": Organisation.Kind.HOUSING,
    "bedrijf": Organisation.Kind.COMPANY,
    "inwonersinitiatief": Organisation.Kind.RESIDENTS,
    "bewonersinitiatief": Organisation.Kind.RESIDENTS,
    "burgerinitiatief": Organisation.Kind.RESIDENTS,
    "anders": Organisation.Kind.OTHER,
}
SECTORS = {"werkveld": Sector.PRACTICE, "burgers": Sector.RESIDENTS, "bewoners": Sector.RESIDENTS}
# Where an organisation of this kind mostly stands; elsewhere it is practice.
SECTOR_OF: dict[str, str] = {
    Organisation.Kind.MBO: Sector.EDUCATION,
    Organisation.Kind.HBO: Sector.EDUCATION,
    Organisation.Kind.WO: Sector.RESEARCH,
    Organisation.Kind.KNOWLEDGE: Sector.RESEARCH,
    Organisation.Kind.RESIDENTS: Sector.RESIDENTS,
}
# The kind that a name gives away by its first word.
BEGINS = {
    "gemeente": Organisation.Kind.MUNICIPALITY,
    "hogeschool": Organisation.Kind.HBO,
    "universiteit": Organisation.Kind.WO,
    "roc": Organisation.Kind.MBO,
    "woonstichting": Organisation.Kind.HOUSING,
}


def heads_of(cells: list[str]) -> dict[int, str]:
    """Return which fact each column holds, by its number; the first of two columns of one fact counts."""
    found: dict[int, str] = {}
    for number, cell in enumerate(cells):
        plain = plain_text(cell).replace(" ", "")
        name = next((name for name, spellings in HEADS.items() if plain in spellings), None)
        if name and name not in found.values():
            found[number] = name
    return found


def kind_of_name(name: str) -> str:
    """Return the kind that a name gives away, else *other*."""
    return BEGINS.get(plain_text(name).partition(" ")[0], Organisation.Kind.OTHER)


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """Return how kinds are written, as plain text, with their code."""
    return _words(Organisation.Kind) | {word: str(value) for word, value in KINDS.items()}


@lru_cache(maxsize=1)
def sectors() -> dict[str, str]:
    """Return how sectors are written, as plain text, with their code."""
    return _words(Sector) | {word: str(value) for word, value in SECTORS.items()}


@lru_cache(maxsize=1)
def domains() -> dict[str, str]:
    """Return how domains are written, as plain text, with their name."""
    words = {name: name for name in DOMAINS}
    for language in ("nl", "en"):
        with translation.override(language):
            words |= {plain_text(label): name for name, label in domain_labels()}
    return words


def _words(choices: type[Choices]) -> dict[str, str]:
    words = {str(value): str(value) for value in choices.values}
    for language in ("nl", "en"):
        with translation.override(language):
            words |= {plain_text(str(label)): str(value) for value, label in choices.choices}
    return words
