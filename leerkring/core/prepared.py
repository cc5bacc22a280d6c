"""Questions whose SQL is made once per process.

Making the SQL of a question with its permissions costs Python two to five times what the database needs to answer it,
and a page asks ten. Here a function makes the queryset once, with values that stand for those to come; each time after
that only the values are filled in. What is asked and who may see it stays what the function says: the same SQL.
"""

import re
from collections.abc import Callable
from copy import copy
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connections, models
from django.utils import timezone

from .clock import standing
from .permissions import SOMEBODY, NotPermitted
from .statements import Statement, keeps_statements
from .vocabulary import speak_of, with_words

Make = Callable[..., models.QuerySet[Any]]
# What stands for a value while the SQL is made: nothing that a condition would hold by itself.
STAND_INS: dict[type, Callable[[int], Any]] = {
    # A column for small numbers, none below zero, holds it too.
    int: lambda place: 31_000 + place,
    str: lambda place: f"stand-in-{place}",
    date: lambda place: date(1905, 5, place + 1),
    datetime: lambda place: datetime(1905, 5, place + 1, tzinfo=UTC),
}

# Stands for ``moment()`` in the conditions of the rules.
NOW = datetime(1904, 4, 1, tzinfo=UTC)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d")


def prepared(make: Make, user: Any, *values: Any) -> list[Any]:
    """Return the rows of ``make(user, *values)``: a list, as nothing can be added to the question any more.

    ``make`` is a function of its arguments alone: it looks at no clock (pass the moment; rules ask
    ``core.clock.moment()``), and of the user at nothing but the key. Each value stands in the SQL as it is: compared
    with a column, never ``iexact`` or a list.
    """
    if not user.is_authenticated:
        return list(make(user, *values))
    # ``request.user`` is a wrapper; its class is that of the person in it.
    made = _made(make, user.__class__, tuple(type(value) for value in values))
    return made.rows(user, values) if made else []


def get_prepared_or_404(make: Make, user: Any, name: str, **lookup: Any) -> Any:
    """Return what ``get_permitted_or_404(make(user), user, name, **lookup)`` returns."""
    try:
        rows = prepared(_door(make, name, tuple(lookup)), user, *lookup.values())
    except OverflowError:
        rows = []
    if len(rows) != 1:
        raise NotPermitted(make(user).model, lookup)
    speak_of(rows[0])
    return rows[0]


@cache
def _door(make: Make, name: str, fields: tuple[str, ...]) -> Make:
    def rows(user: Any, *values: Any) -> models.QuerySet[Any]:
        permitted: Any = make(user)
        return with_words(permitted.permitted(user, name)).filter(**dict(zip(fields, values, strict=True)))

    return rows


class _Made:
    """The SQL of one question, and which of its parameters are filled in each time."""

    def __init__(self, rows: models.QuerySet[Any], places: list[Any]) -> None:
        self._rows = rows
        self._compiler: Any = rows.query.get_compiler(rows.db)
        sql, params = self._compiler.as_sql()
        *stand_ins, now = [_adapted(place, self._compiler.connection) for place in [*places, NOW]]
        if not all(place in params for place in stand_ins[1:]):
            raise LookupError(f"A value does not stand in the SQL as it is: {sql}")
        stand_ins.append(now)
        if any(MOMENT.match(str(param)) for param in params if param not in stand_ins):
            raise LookupError(f"A moment that is not passed would stay for ever: {sql}")
        # Of each parameter: which of the values it is, or -1 and what it always is.
        self._params = [(stand_ins.index(param) if param in stand_ins else -1, param) for param in params]
        self._sql, self._statement, self._reading = sql, None, None
        if keeps_statements(self._compiler.connection):
            self._statement = Statement(sql, self._params, [type(place) for place in [*places, NOW]])

    def rows(self, user: Any, values: tuple[Any, ...]) -> list[Any]:
        """Read the rows for these values."""
        connection = connections[self._rows.db]
        given = [user.pk, *(_adapted(value, connection) for value in [*values, timezone.now()])]
        try:
            return self._read(connection, given)
        except NotSupportedError:
            # A migration gave a column another type after this connection was sent the statement.
            if self._statement is None or connection.in_atomic_block:
                raise
            self._statement.forget(connection)
            return self._read(connection, given)

    def _read(self, connection: Any, given: list[Any]) -> list[Any]:
        asked = self._asked(connection, given)
        compiler = copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_options: asked
        compiler.get_converters = self._converters
        rows = self._rows._chain()  # type: ignore[attr-defined]
        rows.query.get_compiler = lambda *_args, **_options: compiler
        return list(rows)

    def _converters(self, columns: Any) -> Any:
        """Return how the columns are read; looked up once, as they are always the same."""
        if self._reading is None:
            self._reading = self._compiler.get_converters(columns)
        return self._reading

    def _asked(self, connection: Any, given: list[Any]) -> tuple[str, tuple[Any, ...]]:
        """Return what is sent to the database: the name of a statement it keeps, or all of the SQL."""
        if self._statement is not None and self._statement.takes(given):
            self._statement.prepare(connection)
            return self._statement.sql, tuple(given)
        return self._sql, tuple(param if place < 0 else given[place] for place, param in self._params)


@cache
def _made(make: Make, person: Any, types: tuple[type, ...]) -> _Made | None:
    """Make the SQL; None where the condition lets nobody through, so that there is none."""
    places = [STAND_INS[kind](place) for place, kind in enumerate(types)]
    # Only its key is there: a condition that looks at anything else fails at once, as there is no such row.
    somebody = person.from_db(DEFAULT_DB_ALIAS, [person._meta.pk.attname], [SOMEBODY])
    try:
        with standing(NOW):
            return _Made(make(somebody, *places), [SOMEBODY, *places])
    except EmptyResultSet:
        return None


def _adapted(value: Any, connection: Any) -> Any:
    """Return a moment as this database writes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
