"""Keeping the index true, and asking it.

An action that changes what can be found calls ``keep`` or ``forget`` in its own transaction. Who asks filters by
permission first and by ``matching`` then; both stand in one SQL statement, before anything is ranked or counted.

Only words that everybody who passes the permission of a source may read are handed to ``keep``: the index itself knows
nobody.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL

from .models import Entry
from .words import stems

REPLACE = (
    "INSERT INTO search_entry (source, object_id, head, words) VALUES (%s, %s, %s::tsvector, %s::tsvector)"
    " ON CONFLICT (source, object_id) DO UPDATE SET head = EXCLUDED.head, words = EXCLUDED.words"
)
# PostgreSQL counts no further than this.
LAST_PLACE = 16_383


@dataclass(frozen=True)
class Words:
    """What can be found of one thing."""

    object_id: int
    title: str
    summary: str = ""
    text: str = ""


# Its id, and the stems of its title, summary and text.
Row = tuple[int, list[str], list[str], list[str]]


def keep(source: str, things: Iterable[Words]) -> None:
    """Write what can be found of these things, in place of what stood there."""
    rows = [
        (thing.object_id, list(stems(thing.title)), list(stems(thing.summary)), list(stems(thing.text)))
        for thing in things
    ]
    if rows:
        with transaction.atomic(savepoint=False):
            _keep_vectors(source, rows) if connection.vendor == "postgresql" else _keep_text(source, rows)


def _keep_vectors(source: str, rows: Sequence[Row]) -> None:
    """Hand the words over as they are: PostgreSQL's own reader would cut some of them anew."""
    values = []
    for pk, title, summary, text in rows:
        places = [*((each, "A") for each in title), *((each, "B") for each in summary)]
        head = " ".join(f"'{each}':{min(at, LAST_PLACE)}{weight}" for at, (each, weight) in enumerate(places, 1))
        values.append((source, pk, head, " ".join([head, *(f"'{each}'" for each in sorted(set(text)))])))
    with connection.cursor() as cursor:
        cursor.executemany(REPLACE, values)


def _keep_text(source: str, rows: Sequence[Row]) -> None:
    ids = [row[0] for row in rows]
    Entry.objects.bulk_create([Entry(source=source, object_id=pk) for pk in ids], ignore_conflicts=True)
    numbers = dict(Entry.objects.filter(source=source, object_id__in=ids).values_list("object_id", "pk"))
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_text WHERE rowid = %s", [(pk,) for pk in numbers.values()])
        insert = "INSERT INTO search_text (rowid, title, summary, body) VALUES (%s, %s, %s, %s)"
        cursor.executemany(insert, [(numbers[pk], *map(" ".join, parts)) for pk, *parts in rows])


def forget(source: str, ids: Sequence[int]) -> None:
    """Take things out of the index; what is not there stays away."""
    if not ids:
        return
    rows = Entry.objects.filter(source=source, object_id__in=ids)
    with transaction.atomic(savepoint=False):
        if connection.vendor != "postgresql":
            with connection.cursor() as cursor:
                gone = [(pk,) for pk in rows.values_list("pk", flat=True)]
                cursor.executemany("DELETE FROM search_text WHERE rowid = %s", gone)
        rows.delete()


def matching(source: str, terms: Sequence[str]) -> models.QuerySet[Any]:
    """Return the ids of the things of a source in which every term occurs, to stand behind ``pk__in``."""
    rows = Entry.objects.filter(source=source)
    if connection.vendor == "postgresql":
        rows = rows.filter(_is_true("words @@ %s::tsquery", _all_of(terms)))
    else:
        rows = rows.filter(pk__in=RawSQL("SELECT rowid FROM search_text WHERE search_text MATCH %s", [_quoted(terms)]))
    return rows.values("object_id")


def scores(source: str, terms: Sequence[str], ids: Sequence[int]) -> dict[int, float]:
    """Return how well each of these things fits the terms; they were permitted, narrowed and cut short before.

    A word in the title counts most, one in the summary more than one in the text.
    """
    if connection.vendor == "postgresql":
        sql = (
            "SELECT object_id, ts_rank(head, %s::tsquery) FROM search_entry"
            " WHERE source = %s AND object_id IN (SELECT value::bigint FROM json_array_elements_text(%s))"
        )
        params = [_any_of(terms), source, json.dumps(list(ids))]
    else:
        sql = (
            "SELECT object_id, -bm25(search_text, 10.0, 4.0, 1.0)"
            " FROM search_text JOIN search_entry ON search_entry.id = search_text.rowid"
            " WHERE search_text MATCH %s AND source = %s AND object_id IN (SELECT value FROM json_each(%s))"
        )
        params = [_quoted(terms), source, json.dumps(list(ids))]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return dict(cursor.fetchall())


# What the database knows of how common words are, so that those in nearly every text are not looked for: each of them
# would bring a great part of the table along. Words that it does not list are rare.
LIKELIEST = """
    WITH stats AS (
      SELECT t.term, t.freq FROM pg_stats s,
        unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS t (term, freq)
      WHERE s.schemaname = current_schema() AND s.tablename = 'search_entry' AND s.attname = 'words'
    ), asked AS (
      SELECT a.term, a.place, coalesce(stats.freq, 0) AS freq
      FROM unnest(%s::text[]) WITH ORDINALITY AS a (term, place) LEFT JOIN stats ON stats.term = a.term
    ), counted AS (
      SELECT term, place, sum(freq) OVER (ORDER BY freq, place) AS share,
        row_number() OVER (ORDER BY freq, place) AS rank FROM asked
    ), chosen AS (
      SELECT string_agg(
        '''' || term || CASE WHEN length(term) >= %s THEN ''':*' ELSE '''' END, ' | ')::tsquery AS query
      FROM counted, pg_class
      WHERE pg_class.oid = 'search_entry'::regclass AND (rank = 1 OR share * greatest(reltuples, 0) <= %s)
    )
    SELECT object_id FROM search_entry, chosen
    WHERE source = %s AND words @@ chosen.query AND object_id IN ({within})
    ORDER BY ts_rank(words, chosen.query) DESC, object_id LIMIT %s
"""
LIKELIEST_TEXT = """
    SELECT object_id FROM search_text JOIN search_entry ON search_entry.id = search_text.rowid
    WHERE search_text MATCH %s AND source = %s AND object_id IN ({within})
    ORDER BY bm25(search_text, 4.0, 4.0, 1.0), object_id LIMIT %s
"""
# A word of so many letters also finds those that begin with it: *mantelzorg* finds *mantelzorgondersteuning*.
BEGINS_WORDS = 5
# So many rows the words together may bring along before they are ranked.
MOST_RANKED = 4_000


def likeliest(source: str, terms: Sequence[str], *, within: models.QuerySet[Any], most: int) -> list[int]:
    """Return the ids of the things in which some of the terms occur, the likeliest first.

    ``within`` selects the ids that may be found: who may see what is settled in the same statement, before anything is
    ranked. Of many terms the rarest count.
    """
    if not terms:
        return []
    inside, params = within.query.sql_with_params()
    if connection.vendor == "postgresql":
        sql, values = LIKELIEST, [list(terms), BEGINS_WORDS, MOST_RANKED, source, *params, most]
    else:
        words = " OR ".join(f'"{term}"{"*" if len(term) >= BEGINS_WORDS else ""}' for term in terms)
        sql, values = LIKELIEST_TEXT, [words, source, *params, most]
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{within}", inside), values)
        return [row[0] for row in cursor.fetchall()]


def _is_true(sql: str, *params: str) -> Any:
    return RawSQL(sql, params, models.BooleanField())


def _all_of(terms: Sequence[str]) -> str:
    return " & ".join(f"'{term}'" for term in terms)


def _any_of(terms: Sequence[str]) -> str:
    return " | ".join(f"'{term}'" for term in terms)


def _quoted(terms: Sequence[str]) -> str:
    return " ".join(f'"{term}"' for term in terms)
