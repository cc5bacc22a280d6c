"""What uploads are for. Each app registers its purposes in ``AppConfig.ready()``.

A file has no rules of its own: what kinds it may be, how big, and who may see it follow from its purpose. A file
whose purpose nobody registers is seen by nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
TEXT, CSV = "text/plain", "text/csv"

# Pictures are made anew by us, so a browser may show them in place.
IMAGES = frozenset({JPEG, PNG, WEBP})
DOCUMENTS = frozenset({PDF, DOCX, XLSX, PPTX, TEXT, CSV})
# What the portal makes itself and nobody uploads: always handed out as a download.
EPUB, XML, ZIP = "application/epub+zip", "application/xml", "application/zip"
MADE = frozenset({EPUB, XML, ZIP})
KNOWN_TYPES = IMAGES | DOCUMENTS | MADE


@dataclass(frozen=True)
class Purpose:
    """One use of uploads.

    ``may_view`` turns a user (perhaps nobody) into the condition on ``File`` under which they see a file of this
    purpose; use subqueries (``Q(pk__in=…)``), never joins.
    """

    name: str
    types: frozenset[str]
    max_bytes: int
    may_view: Callable[[Any], Q] = field(repr=False)
    # Whether they count for the quota of who uploads them; another quota, of a circle, is its app's to keep.
    by_person: bool = True

    def __post_init__(self) -> None:
        if unknown := self.types - KNOWN_TYPES:
            raise ValueError(f"Nobody can check uploads of these types: {', '.join(sorted(unknown))}.")


_purposes: dict[str, Purpose] = {}


def register_purpose(purpose: Purpose) -> None:
    """Add a purpose; a second one of the same name is an error."""
    if purpose.name in _purposes:
        raise LookupError(f"The purpose {purpose.name} is registered twice.")
    _purposes[purpose.name] = purpose


def get_purpose(name: str) -> Purpose:
    """Return the purpose called ``name``; ``LookupError`` when no app registered it."""
    try:
        return _purposes[name]
    except KeyError as error:
        raise LookupError(f"No app registers the purpose {name}.") from error


def of_nobody() -> list[str]:
    """Return the names of the purposes that count for no person's quota."""
    return [purpose.name for purpose in all_purposes() if not purpose.by_person]


def all_purposes() -> list[Purpose]:
    """Return the purposes, by name."""
    return sorted(_purposes.values(), key=lambda purpose: purpose.name)
