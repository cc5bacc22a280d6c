"""What is asked of the index, in the syntax of either database; nothing but stems reaches it."""

from collections.abc import Sequence

from django.db import connection

from .synonyms import Phrase


def sought(ways: Sequence[Sequence[Phrase]], *, goes_on: bool = False) -> str:
    """Return the query that asks for one way of each; the last word that was typed may go on."""
    is_postgresql = connection.vendor == "postgresql"
    quote, also, either, on = ("'", " & ", " | ", ":*") if is_postgresql else ('"', " AND ", " OR ", "*")
    asks = []
    for number, phrases in enumerate(ways, 1):
        parts = [also.join(f"{quote}{stem}{quote}" for stem in phrase) for phrase in phrases]
        if goes_on and number == len(ways):
            parts[0] += on
        asks.append(f"({either.join(f'({part})' for part in parts)})")
    return also.join(asks)


def literal_ways(terms: Sequence[str]) -> list[list[Phrase]]:
    """Return the terms as what must be found, without what means the same."""
    return [[(term,)] for term in terms]


def any_of(terms: Sequence[str]) -> str:
    """Return the query of PostgreSQL that asks for one of the terms, to rank by."""
    return " | ".join(f"'{term}'" for term in terms)
