"""Statements that PostgreSQL keeps: planned once per connection, and after that only asked.

Planning a question with its permissions takes PostgreSQL five to ten times what answering it does, and sending its
eight kilobytes takes a web worker as long again. So the text is sent once, by ``PREPARE``; from then on only the
values are. Not behind a pooler that lends a connection for one transaction: say so as for Django's own cursors, with
``DISABLE_SERVER_SIDE_CURSORS``.
"""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

TYPES: dict[type, str] = {int: "bigint", str: "text", date: "date", datetime: "timestamptz"}
BIGGEST = 2**63

_numbers = count(1)
# The names that each connection knows. A connection that is opened again is another one, and knows none.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def keeps_statements(connection: Any) -> bool:
    """Return whether this database can keep statements for us."""
    return connection.vendor == "postgresql" and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")


class Statement:
    """A question whose values have a place and a type each."""

    def __init__(self, sql: str, params: Sequence[tuple[int, Any]], types: Sequence[type]) -> None:
        """Take SQL with ``%s`` in it, and for each of those the place of its value, or -1 and what it always is."""
        self._name = f"leerkring_{next(_numbers)}"
        marks = tuple("%s" if place < 0 else f"${place + 1}" for place, _fixed in params)
        self._text = f"PREPARE {self._name} ({', '.join(TYPES[kind] for kind in types)}) AS " + (
            sql.replace("%%", "%%%%") % marks
        )
        self._fixed = [fixed for place, fixed in params if place < 0]
        self.sql = f"EXECUTE {self._name} ({', '.join(['%s'] * len(types))})"

    @staticmethod
    def takes(given: Sequence[Any]) -> bool:
        """Return whether each value has room in its type: an address may hold any number, which finds nothing."""
        return all(not isinstance(value, int) or -BIGGEST <= value < BIGGEST for value in given)

    def prepare(self, connection: Any) -> None:
        """Let the database know the statement, once per connection.

        Straight to the driver: it is no question of the page that happens to be the first.
        """
        connection.ensure_connection()
        known = _known.setdefault(connection.connection, set())
        if self._name in known:
            return
        with connection.cursor() as cursor, connection.wrap_database_errors:
            cursor.cursor.execute(self._text, self._fixed)
        known.add(self._name)

    def forget(self, connection: Any) -> None:
        """Let the database forget the statement, so that the next ``prepare`` sends it again."""
        with connection.cursor() as cursor, connection.wrap_database_errors:
            cursor.cursor.execute(f"DEALLOCATE {self._name}")
        _known[connection.connection].discard(self._name)
