"""How PostgreSQL goes about our queries."""

from typing import Any


def never_compile(connection: Any, **_signal: Any) -> None:
    """Keep PostgreSQL from compiling a query to machine code before it runs it.

    It does so when it expects many rows, however few are asked for: a search for a common word then took 1,140 CPU ms,
    of which 10 were the search. As a statement and not as an option of the connection, which pgbouncer refuses.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
