"""The trail in words: who changed and who read what, newest first, without a word of what was written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from casework.models import (
    CaseOpening,
    CaseReading,
    ReflectionOpening,
    ReflectionReading,
    SealedOpening,
    SubmissionReading,
)
from leerkring.accounts.models import Deed

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One thing that was done."""

    at: datetime
    who: str
    what: str
    reason: str = ""


def trail_of(circle: int, before: datetime | None, person: str) -> list[Line]:
    """Return what was changed in one circle, and who read its cases; why a case was opened is for its owner."""
    deeds = Deed.objects.filter(scope=circle)
    readings = CaseReading.objects.filter(case__community=circle)
    openings = CaseOpening.objects.filter(case__community=circle)
    lines = _newest([_deeds(deeds), _readings(readings, "case"), _openings(openings, "case")], before, person)
    return [replace(line, reason="") for line in lines]


def whole_trail(before: datetime | None, person: str) -> list[Line]:
    """Return what was changed and read anywhere."""
    sources = [
        _deeds(Deed.objects.all()),
        _readings(CaseReading.objects.all(), "case"),
        _readings(ReflectionReading.objects.all(), "reflection"),
        _readings(SubmissionReading.objects.all(), "submission"),
        _openings(CaseOpening.objects.all(), "case"),
        _openings(ReflectionOpening.objects.all(), "reflection"),
        Source(SealedOpening.objects.all(), "opened_at", "by", _sealed),
    ]
    return _newest(sources, before, person)


@dataclass(frozen=True)
class Source:
    """Rows of one kind, the column of their moment and of who it was, and how one reads."""

    rows: Any
    at: str
    by: str
    words: Callable[[Any], str]


def _deeds(rows: Any) -> Source:
    return Source(rows, "at", "by", _changed)


def _readings(rows: Any, of: str) -> Source:
    def words(row: Any) -> str:
        return _("read: %(what)s") % {"what": _numbered(of, row)}

    return Source(rows, "at", "reader", words)


def _openings(rows: Any, of: str) -> Source:
    def words(row: Any) -> str:
        return _("opened in an emergency: %(what)s") % {"what": _numbered(of, row)}

    return Source(rows, "opened_at", "by", words)


def _sealed(row: SealedOpening) -> str:
    return _("opened in an emergency: %(what)s") % {"what": _named(row.get_kind_display(), row.number)}


def _numbered(of: str, row: Any) -> str:
    return _named(apps.get_model("casework", of)._meta.verbose_name, getattr(row, f"{of}_id"))


def _newest(sources: Iterable[Source], before: datetime | None, person: str) -> list[Line]:
    """Return the newest of all, one query per source."""
    found = [list(_lines(source, before, person)) for source in sources]
    return list(islice(merge(*found, key=lambda line: line.at, reverse=True), SHOWN))


def _lines(source: Source, before: datetime | None, person: str) -> Iterator[Line]:
    rows = source.rows.select_related(source.by).order_by(f"-{source.at}", "-pk")
    if before:
        rows = rows.filter(**{f"{source.at}__lt": before})
    if person:
        rows = rows.filter(**{f"{source.by}__email__iexact": person})
    for row in rows[:SHOWN]:
        who = getattr(row, source.by)
        name = who.full_name if who else _("Somebody who left")
        yield Line(getattr(row, source.at), name, source.words(row), getattr(row, "reason", ""))


def _changed(deed: Deed) -> str:
    label, _colon, number = deed.topic.partition(":")
    kind = apps.get_model(label)._meta.verbose_name if label else ""
    verb = deed.page.rpartition("_")[2]
    words = {
        "create": _("made something new by: %(what)s"),
        "add": _("made something new by: %(what)s"),
        "remove": _("took away: %(what)s"),
        "delete": _("took away: %(what)s"),
        "withdraw": _("took away: %(what)s"),
    }.get(verb, _("changed: %(what)s"))
    return words % {"what": _named(kind, number) if label else _page(deed.page)}


def _named(kind: Any, number: Any) -> str:
    return f"{kind} {number or '–'}"


def _page(name: str) -> str:
    """Return the name of a page without a row of its own, as it is called in addresses."""
    return name.rpartition(":")[2].replace("_", " ")
