"""The thorough search: deduce, a method for taking names and places out of Dutch medical text (LGPL).

It is imported and loaded when it is first asked, by a worker of its own: it takes 1.1 GB of memory, and the first time
some minutes to build its tables, which are kept in ``VAR``. Never import it in a web process.
"""

from functools import cache
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from leerkring.core.privacy import Kind

# What deduce calls things, in our words.
KINDS = {
    "persoon": Kind.PERSON,
    "patient": Kind.PERSON,
    "locatie": Kind.PLACE,
    "instelling": Kind.INSTITUTION,
    "ziekenhuis": Kind.INSTITUTION,
    "datum": Kind.DATE,
    "leeftijd": Kind.AGE,
    "bsn": Kind.NUMBER,
    "id": Kind.NUMBER,
    "telefoonnummer": Kind.PHONE,
    "emailadres": Kind.EMAIL,
    "url": Kind.URL,
}


def is_installed() -> bool:
    """Whether the package is there, without loading it."""
    return find_spec("deduce") is not None


@cache
def _engine() -> Any:
    from deduce import Deduce

    folder = settings.VAR / "deduce"
    folder.mkdir(parents=True, exist_ok=True)
    return Deduce(cache_path=folder)


def search(text: str) -> list[tuple[int, int, str]]:
    """Return from where until where something stands, and its kind, in order of place."""
    if not text.strip():
        return []
    found = _engine().deidentify(text).annotations
    rows = [(item.start_char, item.end_char, KINDS.get(item.tag, Kind.NUMBER).value) for item in found]
    return sorted(rows)
