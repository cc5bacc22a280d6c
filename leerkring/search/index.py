"""Keeping the index true, and asking it.

An action that changes what can be found calls ``keep`` or ``forget`` in its own transaction. Who asks filters by
permission first and by ``matching`` then; both stand in one SQL statement, before anything is ranked or counted.

Only words that everybody who passes the permission of a source may read are handed to ``keep``: the index itself knows
nobody.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, models, transaction
from django.db.models.expressions import RawSQL

from leerkring.core.replica import reading

from .models import Entry, Start
from .synonyms import asked
from .syntax import any_of, literal_ways, sought
from .words import plain_words, stems

REPLACE = (
    "INSERT INTO search_entry (source, object_id, title) VALUES (%s, %s, %s)"
    " ON CONFLICT (source, object_id) DO UPDATE SET title = EXCLUDED.title"
)
NUMBERS = "SELECT object_id, id FROM search_entry WHERE source = %s AND object_id IN"
# PostgreSQL takes all things of a batch in one statement each: a statement per row is mostly waiting for the answer.
REPLACE_ALL = (
    "INSERT INTO search_entry (source, object_id, title, head, words)"
    " SELECT %s, thing, title, head::tsvector, words::tsvector"
    " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS kept (thing, title, head, words)"
    " ON CONFLICT (source, object_id) DO UPDATE"
    " SET title = EXCLUDED.title, head = EXCLUDED.head, words = EXCLUDED.words RETURNING object_id, id"
)
FORGET_STARTS = "DELETE FROM search_start WHERE entry_id = ANY(%s)"
ADD_STARTS = "INSERT INTO search_start (entry_id, text) SELECT * FROM unnest(%s::bigint[], %s::text[])"
# PostgreSQL counts no further than this.
LAST_PLACE = 16_383
# Of a name, how many beginnings of words are kept, and how much of what follows.
MOST_STARTS, LONGEST_START = 30, 80
LONGEST_NAMES = 500
# From so many on SQLite is quicker with row after row.
COMMON = 10_000
# For how many milliseconds PostgreSQL looks at most, and what it says when it was stopped.
LONGEST_LOOK, CANCELED = 1_000, "57014"
# Greater than any letter a name holds.
LAST = chr(0x10FFFF)
# The stems of the names, the summary and the text of a thing.
Texts = tuple[list[str], list[str], list[str]]


@dataclass(frozen=True)
class Words:
    """What can be found of one thing; ``names`` are others than its title under which people know it."""

    object_id: int
    title: str
    summary: str = ""
    text: str = ""
    names: tuple[str, ...] = ()

    @property
    def all_names(self) -> list[str]:
        """The title and the other names."""
        return [self.title, *self.names]


def keep(source: str, things: Iterable[Words]) -> None:
    """Write what can be found of these things, in place of what stood there.

    Each save of what can be found comes here: the statements are written out, as building them would take longest.
    """
    words = {thing.object_id: thing for thing in things}
    if not words:
        return
    names = {pk: [plain_words(name) for name in thing.all_names] for pk, thing in words.items()}
    titles = {pk: " ".join(dict.fromkeys(each for one in names[pk] for each in one))[:LONGEST_NAMES] for pk in words}
    texts = {pk: _texts(thing) for pk, thing in words.items()}
    put = _put_vectors if connection.vendor == "postgresql" else _put_texts
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        put(cursor, source, titles, texts, {pk: _starts(names[pk]) for pk in words})


def _put_vectors(
    cursor: Any, source: str, titles: dict[int, str], texts: dict[int, Texts], starts: dict[int, list[str]]
) -> None:
    """Write it on PostgreSQL: three statements, of however many things."""
    heads, words = zip(*(_vectors(*texts[pk]) for pk in titles), strict=True)
    cursor.execute(REPLACE_ALL, [source, list(titles), list(titles.values()), list(heads), list(words)])
    numbers = dict(cursor.fetchall())
    cursor.execute(FORGET_STARTS, [list(numbers.values())])
    rows = [(numbers[pk], text) for pk in titles for text in starts[pk]]
    cursor.execute(ADD_STARTS, [[entry for entry, _text in rows], [text for _entry, text in rows]])


def _put_texts(
    cursor: Any, source: str, titles: dict[int, str], texts: dict[int, Texts], starts: dict[int, list[str]]
) -> None:
    """Write it on SQLite, which has tables of its own for it."""
    cursor.executemany(REPLACE, [(source, pk, titles[pk]) for pk in titles])
    cursor.execute(f"{NUMBERS} ({', '.join(['%s'] * len(titles))})", [source, *titles])
    numbers = dict(cursor.fetchall())
    rows: dict[str, list[tuple[Any, ...]]] = {
        "search_start (entry_id, text)": [(numbers[pk], text) for pk in titles for text in starts[pk]],
        "search_text (rowid, title, summary, body)": [(numbers[pk], *map(" ".join, texts[pk])) for pk in titles],
        "search_title (rowid, title)": [(numbers[pk], titles[pk]) for pk in titles],
    }
    for columns, put in rows.items():
        _put(cursor, columns, put, instead_of=numbers.values())


def _put(cursor: Any, columns: str, rows: Sequence[tuple[Any, ...]], *, instead_of: Iterable[int]) -> None:
    """Put rows, of which the first column says to which entry they belong, in place of what these entries had."""
    table, first, *others = re.findall(r"\w+", columns)
    cursor.executemany(f"DELETE FROM {table} WHERE {first} = %s", [(entry,) for entry in instead_of])
    cursor.executemany(f"INSERT INTO {columns} VALUES (%s{', %s' * len(others)})", rows)


def _starts(names: Sequence[Sequence[str]]) -> list[str]:
    """Return each name from each of its words on."""
    found = (" ".join(words[at:])[:LONGEST_START] for words in names for at in range(len(words)))
    return list(dict.fromkeys(found))[:MOST_STARTS]


def _texts(thing: Words) -> Texts:
    """Return the stems of its names, summary and text."""
    return list(stems(" ".join(thing.all_names))), list(stems(thing.summary)), list(stems(thing.text))


def _vectors(title: Sequence[str], summary: Sequence[str], text: Sequence[str]) -> tuple[str, str]:
    """Return the head and all words as they are: PostgreSQL's own reader would cut some of them anew."""
    places = [*((each, "A") for each in title), *((each, "B") for each in summary)]
    head = " ".join(f"'{each}':{min(at, LAST_PLACE)}{weight}" for at, (each, weight) in enumerate(places, 1))
    return head, " ".join([head, *(f"'{each}'" for each in sorted(set(text)))])


def forget(source: str, ids: Sequence[int]) -> None:
    """Take things out of the index; what is not there stays away."""
    if not ids:
        return
    rows = Entry.objects.filter(source=source, object_id__in=ids)
    with transaction.atomic(savepoint=False):
        if connection.vendor != "postgresql":
            forget_texts(list(rows.values_list("pk", flat=True)))
        rows.delete()


def forget_texts(entries: Sequence[int]) -> None:
    """Take what SQLite keeps of these entries out of its own tables."""
    with connection.cursor() as cursor:
        for table in ("search_text", "search_title"):
            cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", [(pk,) for pk in entries])


def forget_words() -> None:
    """Let SQLite write its index anew, without the words of what was taken out: it only strikes them through."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            for table in ("search_text", "search_title"):
                cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def matching(source: str, terms: Sequence[str]) -> models.QuerySet[Any]:
    """Return the ids of the things of a source in which every term occurs, to stand behind ``pk__in``."""
    rows = Entry.objects.filter(source=source)
    if connection.vendor == "postgresql":
        rows = rows.filter(_is_true("words @@ %s::tsquery", sought(asked(terms))))
    else:
        rows = rows.filter(pk__in=_texts_with(sought(asked(terms))))
    return rows.values("object_id")


def holding_all(rows: models.QuerySet[Any], source: str, terms: Sequence[str]) -> models.QuerySet[Any]:
    """Return those of ``rows``, in an order that an index gives and of which the first are read, with every term.

    Where very many things hold the terms, SQLite asks row after row until there are enough; by itself it would sort
    all of them. PostgreSQL knows how common a word is, and chooses.
    """
    if connection.vendor == "postgresql" or not _are_common(terms):
        return rows.filter(pk__in=matching(source, terms))
    entry = Entry.objects.filter(source=source, object_id=models.OuterRef("pk")).values("pk")[:1]
    return rows.alias(entry=models.Subquery(entry)).filter(entry__in=_texts_with(sought(asked(terms))))


def _are_common(terms: Sequence[str]) -> bool:
    """Whether more texts hold all the terms than are quickly sorted; SQLite only."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM search_text WHERE search_text MATCH %s LIMIT %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [sought(asked(terms)), COMMON])
        return bool(cursor.fetchone()[0] == COMMON)


def _texts_with(query: str) -> RawSQL:
    return RawSQL("SELECT rowid FROM search_text WHERE search_text MATCH %s", [query])


def scores(source: str, terms: Sequence[str], ids: Sequence[int]) -> dict[int, float]:
    """Return how well each of these things fits the terms; they were permitted, narrowed and cut short before.

    A word in the title counts most, one in the summary more than one in the text; what means the same counts nothing.
    """
    if connection.vendor == "postgresql":
        sql = (
            "SELECT object_id, ts_rank(head, %s::tsquery) FROM search_entry"
            " WHERE source = %s AND object_id IN (SELECT value::bigint FROM json_array_elements_text(%s))"
        )
        params = [any_of(terms), source, json.dumps(list(ids))]
    else:
        sql = (
            "SELECT object_id, -bm25(search_text, 10.0, 4.0, 1.0)"
            " FROM search_text JOIN search_entry ON search_entry.id = search_text.rowid"
            " WHERE search_text MATCH %s AND source = %s AND object_id IN (SELECT value FROM json_each(%s))"
        )
        params = [sought(literal_ways(terms)), source, json.dumps(list(ids))]
    with reading().cursor() as cursor:
        cursor.execute(sql, params)
        return dict(cursor.fetchall())


# What the database knows of how common words are: those in a great part of the texts are not looked for alone, as each
# of them would bring that part of the table along. They are looked for two by two. Words that it does not list are
# rare; of a source with few things each word is looked for.
LIKELIEST = """
    WITH stats AS (
      SELECT t.term, t.freq FROM pg_stats s,
        unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS t (term, freq)
      WHERE s.schemaname = current_schema() AND s.tablename = 'search_entry' AND s.attname = 'words'
    ), things AS (
      SELECT greatest(reltuples, 0) * coalesce((
        SELECT t.freq FROM pg_stats s,
          unnest(s.most_common_vals::text::text[], s.most_common_freqs) AS t (name, freq)
        WHERE s.schemaname = current_schema() AND s.tablename = 'search_entry' AND s.attname = 'source'
          AND t.name = %s
      ), 0) AS number FROM pg_class WHERE oid = 'search_entry'::regclass
    ), asked AS (
      SELECT '''' || a.term || CASE WHEN length(a.term) >= %s THEN ''':*' ELSE '''' END AS term,
        a.place, coalesce(stats.freq, 0) AS freq
      FROM unnest(%s::text[]) WITH ORDINALITY AS a (term, place) LEFT JOIN stats ON stats.term = a.term
    ), counted AS (
      SELECT term, place, freq, number * sum(freq) OVER (ORDER BY freq, place) <= %s AS is_rare FROM asked, things
    ), pairs AS (
      SELECT one.term || ' & ' || other.term AS term,
        row_number() OVER pair = 1 OR number * sum(one.freq * other.freq) OVER pair <= %s AS is_rare
      FROM things, counted AS one JOIN counted AS other ON one.place < other.place
      WHERE NOT one.is_rare AND NOT other.is_rare
      WINDOW pair AS (ORDER BY one.freq * other.freq, one.place, other.place)
    ), chosen AS (
      SELECT string_agg(term, ' | ')::tsquery AS query FROM (
        SELECT term FROM counted WHERE is_rare OR NOT EXISTS (SELECT FROM pairs)
        UNION ALL SELECT term FROM pairs WHERE is_rare
      ) AS parts
    )
    SELECT object_id FROM search_entry, chosen
    WHERE source = %s AND words @@ chosen.query AND {allowed}
    ORDER BY ts_rank(words, chosen.query) DESC, object_id LIMIT %s
"""
LIKELIEST_TEXT = """
    SELECT object_id FROM search_text JOIN search_entry ON search_entry.id = search_text.rowid
    WHERE search_text MATCH %s AND source = %s AND object_id IN ({within})
    ORDER BY bm25(search_text, 4.0, 4.0, 1.0), object_id LIMIT %s
"""
# Of few that are allowed the database begins with those; of many, each thing that was found is asked for by itself.
ALLOWED_FEW = "object_id IN ({within})"
ALLOWED_MANY = "(SELECT true FROM ({within}) AS allowed (id) WHERE allowed.id = object_id LIMIT 1)"
# A word of so many letters also finds those that begin with it: *mantelzorg* finds *mantelzorgondersteuning*.
BEGINS_WORDS = 5
# So many rows the words, and so many the pairs of them, may bring along before they are ranked.
MOST_RANKED = 2_000


def likeliest(
    source: str, terms: Sequence[str], *, within: models.QuerySet[Any], most: int, few: bool = False
) -> list[int]:
    """Return the ids of the things in which some of the terms occur, the likeliest first.

    ``within`` selects the ids that may be found: who may see what is settled in the same statement, before anything is
    ranked. ``few`` says that it selects some thousands at most. On PostgreSQL terms that very many things hold count
    two by two.
    """
    if not terms:
        return []
    inside, params = within.query.sql_with_params()
    if connection.vendor == "postgresql":
        values: list[Any] = [source, BEGINS_WORDS, list(terms), MOST_RANKED, MOST_RANKED, source, *params, most]
        sql = LIKELIEST.replace("{allowed}", ALLOWED_FEW if few else ALLOWED_MANY)
    else:
        words = " OR ".join(f'"{term}"{"*" if len(term) >= BEGINS_WORDS else ""}' for term in terms)
        sql, values = LIKELIEST_TEXT, [words, source, *params, most]
    with reading().cursor() as cursor:
        cursor.execute(sql.replace("{within}", inside), values)
        return [row[0] for row in cursor.fetchall()]


# --- All kinds at once: who asks narrows these entries down to what somebody may see, in the same statement


def holding(terms: Sequence[str], *, literally: bool = False) -> models.QuerySet[Entry]:
    """Return the entries of all kinds in which every term occurs; the last one may go on, as people stop typing.

    What means the same counts as the term itself, unless it is meant ``literally``.
    """
    query = sought(literal_ways(terms) if literally else asked(terms), goes_on=True)
    if connection.vendor == "postgresql":
        return Entry.objects.filter(_is_true("search_entry.words @@ %s::tsquery", query))
    return Entry.objects.filter(pk__in=_texts_with(query))


def ranks(terms: Sequence[str], entries: Sequence[int]) -> dict[int, float]:
    """Return how well each of these entries fits the terms, as ``scores`` does for things of one source."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT id, ts_rank(head, %s::tsquery) FROM search_entry"
            " WHERE id IN (SELECT value::bigint FROM json_array_elements_text(%s))"
        )
        params = [f"{any_of(terms)}:*", json.dumps(list(entries))]
    else:
        sql = (
            "SELECT rowid, -bm25(search_text, 10.0, 4.0, 1.0) FROM search_text"
            " WHERE search_text MATCH %s AND rowid IN (SELECT value FROM json_each(%s))"
        )
        params = [sought(literal_ways(terms), goes_on=True), json.dumps(list(entries))]
    with reading().cursor() as cursor:
        cursor.execute(sql, params)
        return dict(cursor.fetchall())


def beginning(text: str) -> models.QuerySet[Start]:
    """Return the beginnings of words that go on as somebody types, in order; the index alone finds them."""
    words = " ".join(plain_words(text))[:LONGEST_START]
    return Start.objects.filter(
        _is_true("search_start.text >= %s", words), _is_true("search_start.text < %s", words + LAST)
    ).order_by("text", "entry")


def alike(text: str) -> models.QuerySet[Entry]:
    """Return the entries with a name in which something stands that sounds like ``text``, the nearest first."""
    words = " ".join(plain_words(text))[:LONGEST_START]
    if connection.vendor == "postgresql":
        near = Entry.objects.filter(_is_true("%s <%% search_entry.title", words))
        return near.annotate(near=RawSQL("word_similarity(%s, search_entry.title)", [words])).order_by("-near", "-pk")
    threes = {word[at : at + 3] for word in words.split() for at in range(len(word) - 2)}
    if not threes:
        return Entry.objects.none()
    match = " OR ".join(f'"{three}"' for three in sorted(threes))
    score = RawSQL("(SELECT -rank FROM search_title WHERE search_title MATCH %s AND rowid = search_entry.id)", [match])
    found = RawSQL("SELECT rowid FROM search_title WHERE search_title MATCH %s", [match])
    return Entry.objects.filter(pk__in=found).annotate(near=score).order_by("-near", "-pk")


class TooMuchError(Exception):
    """So much holds it, or sounds like it, that looking through it all would take too long."""


@contextmanager
def within_reason() -> Iterator[None]:
    """Let PostgreSQL look for so long and no longer at each question asked in here; raise ``TooMuchError`` then.

    A word that differs by a letter from one in a million names brings all of those along before any is the nearest,
    and one that a million closed things hold asks the door for each of them.
    """
    if connection.vendor != "postgresql":
        yield
        return
    database = reading()
    try:
        with transaction.atomic(using=database.alias), database.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = %s", [LONGEST_LOOK])
            yield
            # Whoever opened a transaction around this one goes on in peace.
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != CANCELED:
            raise
        raise TooMuchError from error


def _is_true(sql: str, *params: str) -> Any:
    return RawSQL(sql, params, models.BooleanField())
