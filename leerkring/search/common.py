"""Words that very many things hold, for who mistypes one: of those PostgreSQL cannot compare each name."""

from collections.abc import Sequence

from django.db import connection

from leerkring.core.replica import reading

# In so many things a word is common: from there on comparing all their names takes longer than a tenth of a second.
COMMON = 5_000
# What the database knows of how often words occur, as of its last ANALYZE; the nearest for each that was typed.
NEAREST = """
    SELECT DISTINCT ON (asked.place) common.term
    FROM unnest(%s::text[]) WITH ORDINALITY AS asked (term, place)
    JOIN (
        SELECT t.term, t.freq FROM pg_stats s,
            unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS t (term, freq)
        WHERE s.schemaname = current_schema() AND s.tablename = 'search_entry' AND s.attname = 'words'
    ) AS common ON similarity(common.term, asked.term) >= 0.4
    JOIN pg_class ON pg_class.oid = 'search_entry'::regclass AND pg_class.reltuples * common.freq >= %s
    ORDER BY asked.place, similarity(common.term, asked.term) DESC, common.freq DESC
"""


def common_words_near(terms: Sequence[str]) -> list[str]:
    """Return for each of these stems the common one that it is nearest to; nothing unless each has one.

    They come from all that can be found, closed things too: to look for with a door, and never to be shown.
    """
    if connection.vendor != "postgresql":
        return []
    with reading().cursor() as cursor:
        cursor.execute(NEAREST, [list(terms), COMMON])
        near = [row[0] for row in cursor.fetchall()]
    return near if len(near) == len(terms) else []
