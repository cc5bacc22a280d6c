"""What the apps above want to be found: told in ``AppConfig.ready()``, asked when the index is made anew."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from .index import Words, keep
from .models import Entry

BATCH = 500


@dataclass(frozen=True)
class Source:
    """Things of one kind that can be found.

    ``ids`` gives the ids of all, oldest first; ``words_of`` what can be found of some of them.
    """

    name: str
    ids: Callable[[], list[int]]
    words_of: Callable[[list[int]], list[Words]]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Let things of one kind be found."""
    _sources[source.name] = source


def all_sources() -> list[Source]:
    """Return the sources by name."""
    return [_sources[name] for name in sorted(_sources)]


def reindex(source: Source) -> Iterator[tuple[int, int]]:
    """Make the index of a source anew, a batch at a time; yield how many are done, of how many.

    Each batch is a transaction of its own, so that nobody waits for the whole; a row that is changed in the meantime
    is indexed by its own action.
    """
    ids = source.ids()
    _drop_others(source.name, set(ids))
    yield 0, len(ids)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        with transaction.atomic():
            keep(source.name, source.words_of(batch))
        yield start + len(batch), len(ids)


def fill_empty() -> int:
    """Make the index of each source of which nothing is known yet: after an upgrade. Return how many things."""
    count = 0
    for source in all_sources():
        if not Entry.objects.filter(source=source.name).exists():
            count += max((done for done, _total in reindex(source)), default=0)
    return count


def _drop_others(name: str, known: set[int]) -> None:
    """Take out what is not there any more."""
    rows = Entry.objects.filter(source=name)
    gone = [pk for pk, thing in rows.values_list("pk", "object_id") if thing not in known]
    for start in range(0, len(gone), BATCH):
        with transaction.atomic():
            if connection.vendor != "postgresql":
                with connection.cursor() as cursor:
                    some = [(pk,) for pk in gone[start : start + BATCH]]
                    cursor.executemany("DELETE FROM search_text WHERE rowid = %s", some)
            rows.filter(pk__in=gone[start : start + BATCH]).delete()
