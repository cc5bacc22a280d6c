"""Carrying out a list of organisations: some are added, some changed."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ..models import Area, ImportJob, ImportRow, Organisation
from ..permissions.organisation import may_keep_organisations
from .area import keep_area, understand_area
from .matching import index_organisations
from .organisation import add_organisations, complete, show_in_search

Verdict = ImportRow.Verdict
CHANGED = [
    "name", "kind", "sector", "area", "description", "expertise", "ror", "website", "in_housing", "in_care",
    "in_welfare", "in_education", "version", "plain_name", "search_text",
]  # fmt: skip


def may_import(job: ImportJob) -> bool:
    """Whether who sent the list still keeps the directory."""
    return may_keep_organisations(job.by)


def apply_rows(job: ImportJob, rows: Sequence[ImportRow]) -> Iterable[ImportRow]:
    """Add and change what these rows say; return the rows that somebody else was before with."""
    areas = _areas(rows)
    new, known = [row for row in rows if _is_new(row)], [row for row in rows if not _is_new(row)]
    late = [*_add(job, new, areas), *_change(known, areas)]
    added = Organisation.objects.filter(name__in=[row.fields["set"]["name"] for row in new])
    targets = [row.target for row in known if row.target]
    index_organisations([*added.values_list("pk", flat=True), *targets])
    return late


def _is_new(row: ImportRow) -> bool:
    return row.verdict == Verdict.NEW or row.fields.get("choice") == "new"


def _areas(rows: Sequence[ImportRow]) -> dict[str, Area | None]:
    """Return the places that the rows name; each is looked up once, a new neighbourhood is added."""
    names = {row.fields["set"].get("area") for row in rows} - {None, ""}
    return {name: keep_area(understand_area(name)) for name in sorted(names)}


def _facts(row: ImportRow, areas: dict[str, Area | None]) -> dict[str, Any]:
    facts = dict(row.fields["set"])
    return facts | ({"area": areas.get(facts["area"])} if "area" in facts else {})


def _add(job: ImportJob, rows: list[ImportRow], areas: dict[str, Area | None]) -> Iterator[ImportRow]:
    wanted = {row.fields["set"]["name"]: row for row in rows}
    taken = set(Organisation.objects.filter(name__in=wanted).values_list("name", flat=True))
    add_organisations(
        Organisation(created_by=job.by, **_facts(row, areas)) for name, row in wanted.items() if name not in taken
    )
    for row in rows:
        if row.fields["set"]["name"] in taken:
            row.verdict, row.remark = Verdict.SAME, _("Somebody else added this organisation meanwhile.")
            yield row


def _change(rows: list[ImportRow], areas: dict[str, Area | None]) -> Iterator[ImportRow]:
    found = (
        Organisation.objects.select_for_update(of=("self",))
        .select_related("area__parent")
        .in_bulk([row.target for row in rows if row.target])
    )
    changed = {}
    for row in rows:
        organisation = found.get(row.target or 0)
        if organisation is None:
            row.verdict, row.remark = Verdict.WRONG, _("This organisation was deleted meanwhile.")
            yield row
            continue
        facts = _facts(row, areas)
        if row.verdict == Verdict.UNCLEAR:
            # It keeps its own name: the list spells it otherwise.
            facts.pop("name", None)
        for name, value in facts.items():
            setattr(organisation, name, value)
        organisation.version += 1
        changed[organisation.pk] = organisation
    Organisation.objects.bulk_update(complete(changed.values()), CHANGED, batch_size=100)
    show_in_search(changed.values())
