"""What the apps above want to be found: told in ``AppConfig.ready()``, asked when the index is made anew."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from django.db.models.signals import post_delete, post_save
from django.utils.functional import Promise

from .index import Words, forget, forget_texts, keep
from .models import Entry

BATCH = 500


@dataclass(frozen=True)
class Hit:
    """One thing that was found, as a card shows it."""

    object_id: int
    title: str
    url: str
    kicker: str = ""
    meta: str = ""


@dataclass(frozen=True)
class Follows:
    """What is indexed follows a model: when one of ``fields`` is saved, the thing at ``key`` is indexed anew."""

    model: type[models.Model]
    fields: frozenset[str]
    key: str = "pk"


@dataclass(frozen=True)
class Shown:
    """How things of one kind show in the search over everything: to whom (the one door, asked in SQL), and how."""

    label: str | Promise
    # The name of the kind in the address of the page. Hits are given the words that were looked for.
    address: str
    permitted: Callable[[Any], models.QuerySet[Any]]
    hits: Callable[[Any, list[int], Sequence[str]], list[Hit]]


@dataclass(frozen=True)
class Source:
    """Things of one kind that can be found.

    ``ids`` gives the ids of all, oldest first; ``rows`` some of them, with no more than ``words`` asks of each: what
    can be found of it, or ``None``.
    """

    name: str
    ids: Callable[[], list[int]]
    rows: Callable[[list[int]], Iterable[Any]]
    words: Callable[[Any], Words | None]
    shown: Shown | None = None
    follows: tuple[Follows, ...] = field(default=())

    def words_of(self, rows: Iterable[Any]) -> list[Words]:
        """Return what can be found of these rows, without those of which nothing can."""
        return [words for words in map(self.words, rows) if words]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Let things of one kind be found, and follow the models they are made of.

    A signal of the model, so that no action can forget it and the entry is written in its transaction. What changes
    many rows at once sends none: such an action calls ``index`` itself.
    """
    _sources[source.name] = source
    for followed in source.follows:
        uid = f"search {source.name} {followed.model._meta.label}"
        post_save.connect(_saved(source, followed), followed.model, weak=False, dispatch_uid=uid)
        post_delete.connect(_gone(source, followed), followed.model, weak=False, dispatch_uid=uid)


def index(name: str, ids: Iterable[int]) -> None:
    """Index these things anew; those of which nothing may be found (any more) leave the index."""
    wanted = sorted(set(ids))
    if not wanted:
        return
    source = _sources[name]
    things = source.words_of(source.rows(wanted))
    keep(name, things)
    forget(name, sorted(set(wanted) - {thing.object_id for thing in things}))


def _saved(source: Source, followed: Follows) -> Callable[..., None]:
    def follow(instance: Any, created: bool, update_fields: Any = None, raw: bool = False, **_rest: Any) -> None:
        if raw or not (update_fields is None or followed.fields & set(update_fields)):
            return
        if created and followed.key == "pk":
            # What is new stands here as it was written; of another row only some fields may be at hand, or old ones.
            keep(source.name, source.words_of([instance]))
        else:
            index(source.name, [getattr(instance, followed.key)])

    return follow


def _gone(source: Source, followed: Follows) -> Callable[..., None]:
    def follow(instance: Any, **_rest: Any) -> None:
        if followed.key == "pk":
            forget(source.name, [instance.pk])
        else:
            index(source.name, [getattr(instance, followed.key)])

    return follow


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
            keep(source.name, source.words_of(source.rows(batch)))
        yield start + len(batch), len(ids)


def fill_empty(*names: str) -> int:
    """Make the index of each source (of these names) of which nothing is known yet: after an upgrade.

    Return how many things.
    """
    count = 0
    for source in (source for source in all_sources() if not names or source.name in names):
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
                forget_texts(gone[start : start + BATCH])
            rows.filter(pk__in=gone[start : start + BATCH]).delete()
