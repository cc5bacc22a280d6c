"""What it takes to search among a million things on PostgreSQL, while typing and after: by one process.

The rows are made by the database itself, in a transaction that is taken back.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from .library import milliseconds

NUMBER = 1_000_000
# Of every twenty names one holds this word; of all, the other one.
TYPED = {
    "rare, whole": "zonnebloem",
    "four letters": "zonn",
    "two letters": "zo",
    "in every name": "sti",
    "two words": "stichting zonne",
}
SEARCHED = {
    "a rare word": "zonnebloem",
    "a word in a twentieth": "duinroos",
    "a word in every name": "stichting",
    "mistyped": "zonneblom",
    "mistyped, a word in a twentieth": "duinrooz",
    "mistyped, a word in every name": "stichtnig",
    "nothing": "qqqqqq",
}
THINGS = """
    INSERT INTO communities_organisation (name, slug, plain_name, search_text, kind, sector, website, ror)
    SELECT name, 'bench-' || n, lower(name), lower(name), 'other', 'practice', '', ''
    FROM (SELECT n, 'Stichting ' || CASE WHEN n %% 5000 = 0 THEN 'Zonnebloem' WHEN n %% 20 = 0 THEN 'Duinroos'
        ELSE 'Huis' || (n %% 9973) END || ' ' || n AS name FROM generate_series(1, %s) n) made
"""
ENTRIES = """
    INSERT INTO search_entry (source, object_id, title, head, words)
    SELECT 'communities.directory', id, lower(name), v, v
    FROM (SELECT id, name, array_to_tsvector(string_to_array(
        replace(replace(lower(name), 'stichting', 'sticht'), 'duinroos', 'duinros'), ' ')) AS v
        FROM communities_organisation WHERE slug LIKE 'bench-%') made
"""
STARTS = """
    INSERT INTO search_start (entry_id, text)
    SELECT e.id, left(array_to_string(parts[at:], ' '), 80)
    FROM search_entry e, string_to_array(e.title, ' ') parts, generate_subscripts(parts, 1) at
    WHERE e.source = 'communities.directory'
"""


def measure(number: int = NUMBER) -> dict[str, Any]:
    """Return the milliseconds of the processor, here and in the database, for each question."""
    from django.db import connection, transaction

    from leerkring.website.search import find, suggest

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(THINGS, [number])
            cursor.execute(ENTRIES)
            cursor.execute(STARTS)
            cursor.execute("ANALYZE")
        typed: dict[str, float] = {}
        searched: dict[str, float] = {}
        for who, person in _people().items():
            typed |= {f"{name}, {who}": _cost(partial(suggest, person, text)) for name, text in TYPED.items()}
            searched |= {f"{name}, {who}": _cost(partial(find, person, text)) for name, text in SEARCHED.items()}
            deep = partial(find, person, SEARCHED["a word in a twentieth"], page="50")
            searched[f"page 50, {who}"] = _cost(deep)
        transaction.set_rollback(True)
    return {"things": number, "typed": typed, "searched": searched}


def _cost(work: Callable[[], Any]) -> float:
    work()
    return milliseconds(work)


def _people() -> dict[str, Any]:
    """Return a visitor, and somebody who is in a circle."""
    from django.contrib.auth.models import AnonymousUser

    from communities.models import Membership

    row = Membership.objects.active().select_related("user").first()
    return {"visitor": AnonymousUser()} | ({"member": row.user} if row else {})


def main() -> None:
    """Measure, and print one line of JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leerkring.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(measure()))


if __name__ == "__main__":
    main()
