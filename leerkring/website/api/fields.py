"""Fields in the answers: each value with its shape (JSON Schema) and where it comes from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.utils.functional import Promise

from communities.models import Area
from leerkring.core.links import absolute_url

Schema = dict[str, Any]
Said = str | Promise


@dataclass(frozen=True)
class Field:
    """One value of a thing: its name, what it says, its shape and how it is read of a row."""

    name: str
    about: Said
    schema: Schema
    read: Callable[[Any], Any]


def text(name: str, about: Said, path: str = "") -> Field:
    """Words, or nothing: an empty text."""
    return Field(name, about, {"type": "string"}, attrgetter(path or name))


def code(name: str, about: Said, choices: Iterable[str]) -> Field:
    """One of a list of codes, which stay the same in every language."""
    return Field(name, about, {"type": "string", "enum": list(choices)}, attrgetter(name))


def number(name: str, about: Said, path: str = "") -> Field:
    """A whole number."""
    return Field(name, about, {"type": "integer"}, attrgetter(path or name))


def degrees(name: str, about: Said) -> Field:
    """A coordinate, where it is known."""
    return Field(name, about, {"type": ["number", "null"]}, attrgetter(name))


def moment(name: str, about: Said, path: str = "") -> Field:
    """A moment in UTC, where there is one."""

    def read(row: Any) -> str | None:
        value: datetime | None = attrgetter(path or name)(row)
        return value.isoformat() if value else None

    return Field(name, about, {"type": ["string", "null"], "format": "date-time"}, read)


def name_of(name: str, about: Said, read: Callable[[Any], str | None]) -> Field:
    """The short name of another thing of this interface, where there is one that everybody sees."""
    return Field(name, about, {"type": ["string", "null"]}, read)


def page(about: Said) -> Field:
    """The page for people."""
    schema = {"type": "string", "format": "uri"}
    return Field("url", about, schema, lambda row: absolute_url(row.get_absolute_url()))


def texts(name: str, about: Said, read: Callable[[Any], Iterable[str]]) -> Field:
    """Some words or codes."""
    schema = {"type": "array", "items": {"type": "string"}}
    return Field(name, about, schema, lambda row: list(read(row)))


AREA: Schema = {
    "type": ["object", "null"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "kind": {"type": "string", "enum": Area.Kind.values},
    },
    "required": ["id", "name", "kind"],
}


def area(name: str, about: Said, path: str = "area") -> Field:
    """Where it is, as far as known."""

    def read(row: Any) -> dict[str, Any] | None:
        found: Area | None = attrgetter(path)(row)
        return {"id": found.pk, "name": found.name, "kind": found.kind} if found else None

    return Field(name, about, AREA, read)
