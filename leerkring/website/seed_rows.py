"""Putting many rows in the database: with COPY on PostgreSQL, a chunk at a time elsewhere."""

import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

CHUNK = 5_000
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

# The values of one row by the names of their columns; all rows of a table name the same ones.
Row = dict[str, Any]


def add(model: type[models.Model], rows: Iterable[Row]) -> list[int]:
    """Insert the rows and return their ids in order; memory holds one chunk of them.

    What a row does not name becomes what the model gives by itself. On PostgreSQL that is asked once for a chunk, so
    what differs by row (a ``uid``) must be named.
    """
    insert = _copy if connection.vendor == "postgresql" else _insert
    ids: list[int] = []
    for chunk in _chunks(rows):
        ids += insert(model, chunk)
    return ids


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _insert(model: type[models.Model], rows: list[Row]) -> list[int]:
    return [made.pk for made in model._default_manager.bulk_create(model(**row) for row in rows)]


def _copy(model: type[models.Model], rows: list[Row]) -> list[int]:
    """Number the rows from the table's own sequence, and hand them over in PostgreSQL's text form.

    ``ValueError`` when one of them names other columns than the first.
    """
    if any(row.keys() != rows[0].keys() for row in rows):
        raise ValueError(f"Not all rows of {model.__name__} name the same columns.")
    table, key = model._meta.db_table, str(model._meta.pk.attname)
    with connection.cursor() as cursor:
        if key not in rows[0]:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, key, len(rows)]
            )
            rows = [{key: number} | row for row, (number,) in zip(rows, cursor.fetchall(), strict=True)]
        named = list(rows[0])
        same = _same(model, rows[0])
        names = {field.attname: str(field.column) for field in model._meta.local_concrete_fields}
        columns = ", ".join(connection.ops.quote_name(names[name]) for name in [*named, *same])
        end = "".join(f"\t{_word(value)}" for value in same.values()) + "\n"
        lines = "".join("\t".join([_word(row[name]) for name in named]) + end for row in rows)
        cursor.copy_expert(f"COPY {connection.ops.quote_name(table)} ({columns}) FROM STDIN", io.StringIO(lines))
    return [row[key] for row in rows]


def _same(model: type[models.Model], row: Row) -> Row:
    """Return what the model itself gives to each row, but for what it leaves to the database."""
    made = model(**row)
    others = [field for field in model._meta.local_concrete_fields if not field.generated and field.attname not in row]
    values = {field.attname: field.pre_save(made, True) for field in others}
    return {name: value for name, value in values.items() if not isinstance(value, DatabaseDefault)}


def _word(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, list | dict):
        value = json.dumps(value)
    return str(value).translate(ESCAPES)
