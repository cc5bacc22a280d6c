"""Kinds of lists that can be read in. Each registers its own in ``AppConfig.ready()``.

A kind only knows its rows: what they say, what we make of them, and how some of them are carried out. Keeping the
file, progress, choosing, cancelling, going on after a crash and erasing are the same for all
(``actions/import_job.py``).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from .models import ImportJob, ImportRow

Verdict = ImportRow.Verdict
# Rows that may be carried out; the person takes the tick away or sets it.
OPEN_TO_CHOICE = frozenset({Verdict.NEW, Verdict.CHANGED, Verdict.UNCLEAR, Verdict.DECLINED})


@dataclass(frozen=True)
class Judged:
    """One row: what it says and what we make of it. ``remark`` is for the person: what is wrong, how to mend it."""

    number: int
    text: str
    verdict: str
    fields: dict[str, Any] = field(default_factory=dict)
    remark: str = ""
    is_wanted: bool = False
    # The id of the row of ours that it is about, where there is one.
    target: int | None = None


@dataclass(frozen=True)
class Listed:
    """A list as it is read: how many rows it has, and the rows, judged while they are asked for."""

    total: int
    rows: Iterable[Judged]


Choice = tuple[str, str]


def _no_choices(_row: ImportRow) -> list[Choice]:
    return []


@dataclass(frozen=True)
class ImportKind:
    """What is particular to one kind of list.

    ``read`` gets the bytes and raises ``Refused`` when they are no list; reading twice must give the same rows.
    ``apply`` carries out up to 500 rows, in a transaction that holds the lock on the circle (where there is one); it
    returns the rows that came to nothing after all, with the verdict that says why.
    ``may`` is asked again each time, also in the worker. Texts are made in the language that is active then.
    """

    name: str
    read: Callable[[ImportJob, bytes], Listed] = field(repr=False)
    apply: Callable[[ImportJob, Sequence[ImportRow]], Iterable[ImportRow]] = field(repr=False)
    may: Callable[[ImportJob], bool] = field(repr=False)
    # Field and head of what the preview and the list of wrong rows show.
    columns: Sequence[tuple[str, str | Promise]]
    # Where the list came from, and where its results are seen.
    back_url: Callable[[ImportJob], str] = field(repr=False)
    done_url: Callable[[ImportJob], str] = field(repr=False)
    # The words on the button that carries out so many rows, and what is said when that is done.
    deed: Callable[[ImportJob, int], str] = field(repr=False)
    done: Callable[[ImportJob, int], str] = field(repr=False)
    # The title of a row and what else it says, in words; by default the first of its columns and the others.
    describe: Callable[[Mapping[str, Any]], tuple[str, list[str]]] | None = field(default=None, repr=False)
    # What may be chosen for an unclear row besides leaving it out; the value is kept in ``fields["choice"]``.
    choices: Callable[[ImportRow], list[Choice]] = field(default=_no_choices, repr=False)

    def words(self, row: ImportRow) -> tuple[str, list[str]]:
        """Return the title of a row and its other facts."""
        if self.describe:
            return self.describe(row.fields)
        facts = [str(row.fields[name]) for name, _head in self.columns if row.fields.get(name)]
        return (facts[0] if facts else "", facts[1:])


_kinds: dict[str, ImportKind] = {}


def register_import(kind: ImportKind) -> None:
    """Add a kind of list; a second one of the same name is an error."""
    if kind.name in _kinds:
        raise LookupError(f"The kind of list {kind.name} is registered twice.")
    _kinds[kind.name] = kind


def get_import(name: str) -> ImportKind:
    """Return the kind of list called ``name``; ``LookupError`` when nobody registered it."""
    try:
        return _kinds[name]
    except KeyError as error:
        raise LookupError(f"Nobody registers lists of {name}.") from error
