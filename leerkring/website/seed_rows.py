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


def add(model: type[models.Model], rows: Iterable[Any]) -> list[int]:
    """Insert the rows and return their ids in order; memory holds one chunk of them."""
    insert = _copy if connection.vendor == "postgresql" else _insert
    ids: list[int] = []
    for chunk in _chunks(rows):
        ids += insert(model, chunk)
    return ids


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _insert(model: type[models.Model], rows: list[Any]) -> list[int]:
    return [made.pk for made in model._default_manager.bulk_create(rows)]


def _copy(model: type[models.Model], rows: list[Any]) -> list[int]:
    """Number the rows from the table's own sequence, and hand them over in PostgreSQL's text form.

    What the first row leaves to the database, all of them do.
    """
    own = (field for field in model._meta.local_concrete_fields if not field.generated)
    fields = [field for field in own if not isinstance(getattr(rows[0], field.attname), DatabaseDefault)]
    table, key = model._meta.db_table, model._meta.pk
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if isinstance(key, models.AutoField):
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, str(key.column), len(rows)],
            )
            for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = number
        lines = "".join(_line(row, fields) for row in rows)
        columns = ", ".join(quote(str(field.column)) for field in fields)
        cursor.copy_expert(f"COPY {quote(table)} ({columns}) FROM STDIN", io.StringIO(lines))
    return [row.pk for row in rows]


def _line(row: models.Model, fields: list[Any]) -> str:
    return "\t".join(_word(field.get_db_prep_save(field.pre_save(row, True), connection)) for field in fields) + "\n"


def _word(value: Any) -> str:
    if value is None:
        return "\\N"
    if hasattr(value, "adapted"):
        # What psycopg2 wraps for a column of JSON.
        value = json.dumps(value.adapted)
    return str(value).translate(ESCAPES)
