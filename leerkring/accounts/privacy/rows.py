"""What an export says about somebody: their rows as plain data, and what they did with those of others."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.functional import cached_property

from ..models import User
from .registry import Held, Processing

BATCH = 500
EMPTY: tuple[Any, ...] = (None, "", [], {})
# What a row belongs to, by name; of anything else only its number, as a name could be a word of somebody else.
NAMED = {
    "communities.Programme",
    "communities.Community",
    "communities.Organisation",
    "communities.Theme",
    "communities.Area",
    "meetings.Meeting",
    "meetings.Event",
    "meetings.Cycle",
}


class Copy:
    """All that is held about one person, part by part."""

    def __init__(self, person: User, addresses: list[str]) -> None:
        self.person, self.addresses = person, addresses
        self._names: dict[tuple[str, Any], str] = {}

    def part(self, processing: Processing) -> dict[str, Any]:
        """Return one thing that is done with their data, with the rows below it."""
        tables = [table for row in processing.models if (table := self._table(row))]
        words = {name: str(getattr(processing, name)) for name in ("label", "purpose", "holds", "readers", "kept")}
        return {"name": processing.name, **words, "basis": str(processing.basis.label), "tables": tables}

    def _table(self, held: Held) -> dict[str, Any] | None:
        rows = [self._row(held, row) for row in self._mine(held)]
        acts = [
            {"act": path, "row": str(pk)}
            for path in held.acts
            for pk in held.rows.filter(**{path: self.person}).order_by("pk").values_list("pk", flat=True)
        ]
        if not rows and not acts:
            return None
        return {"model": held.model, "label": str(held.model_class._meta.verbose_name), "rows": rows, "acts": acts}

    def _mine(self, held: Held) -> Iterator[Any]:
        where = models.Q()
        for path in held.mine:
            where |= models.Q(**{path: self.person.pk})
        for field in held.goes_at + held.stays_at:
            for address in self.addresses:
                where |= models.Q(**{f"{field}__iexact": address})
        if not where:
            return
        ids = held.rows.filter(where).order_by("pk").values("pk").distinct()
        yield from held.rows.filter(pk__in=ids).order_by("pk").iterator(chunk_size=BATCH)

    def _row(self, held: Held, row: Any) -> dict[str, Any]:
        fields = [each for each in row._meta.concrete_fields if each.name not in held.hides]
        return {each.name: self._value(each, row) for each in fields}

    def _value(self, field: Any, row: Any) -> Any:
        value = getattr(row, field.attname)
        if field.related_model is User:
            # Who else it was is theirs to tell.
            return "me" if value == self.person.pk else None
        if field.is_relation and value is not None:
            return self._related(field, row, value)
        return plain(value)

    def _related(self, field: Any, row: Any, value: Any) -> Any:
        label = field.related_model._meta.label
        if label not in NAMED:
            return plain(value)
        if (label, value) not in self._names:
            self._names[label, value] = str(getattr(row, field.name))
        return {"id": value, "name": self._names[label, value]}


def plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (FieldFile, bytes, memoryview)):
        return None
    return value


class Page:
    """One table of an export as people read it: the words of its columns, and each row in order."""

    def __init__(self, held: type[models.Model], rows: list[dict[str, Any]]) -> None:
        self.model, self._rows = held, rows

    @cached_property
    def rows(self) -> list[list[tuple[str, str]]]:
        """Each row as the words of its columns with what stands there; what is empty is left out."""
        words = {field.name: str(field.verbose_name) for field in self.model._meta.concrete_fields}
        filled = ({name: value for name, value in row.items() if value not in EMPTY} for row in self._rows)
        return [[(words[name].capitalize(), _words(value)) for name, value in row.items()] for row in filled]


def _words(value: Any) -> str:
    if isinstance(value, dict) and "name" in value:
        return str(value["name"])
    return str(value)
