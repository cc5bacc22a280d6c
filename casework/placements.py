"""Which case is talked through in which group of a meeting, for its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from meetings.models import Meeting, ProgrammeItem

from .models import Case

SHARED = [Case.Status.SUBMITTED, Case.Status.DISCUSSED]


@dataclass(frozen=True)
class ShownCase:
    """A case, and where it stands."""

    case: Case
    place: str
    may_move: bool


@dataclass(frozen=True)
class ShownTable:
    """One group with its cases."""

    title: str
    cases: list[ShownCase]


@dataclass(frozen=True)
class ShownTables:
    """The groups of a meeting, what stands in none yet, and what can be chosen."""

    tables: list[ShownTable]
    waiting: list[ShownCase]
    choices: list[tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show or arrange."""
        return not self.tables and not self.waiting


def tables_of(meeting: Meeting, user: Any, *, may_place: bool) -> ShownTables:
    """Return the groups with the cases this person may read; two queries.

    Who arranges them also sees the cases of the circle that were handed in for no meeting in particular.
    """
    consultation = ProgrammeItem.Pillar.CONSULTATION
    items = list(meeting.items.filter(pillar=consultation, tables__isnull=False).order_by("position"))
    about = Q(meeting=meeting) | Q(placement__item__meeting=meeting)
    if may_place:
        about |= Q(meeting=None, placement=None, community=meeting.cycle.community_id, status=Case.Status.SUBMITTED)
    cases = Case.objects.permitted(user, "casework.view_case").filter(about, status__in=SHARED)
    rows = [_shown(case) for case in cases.select_related("owner", "placement").order_by("submitted_at", "pk")]
    return _arranged(items, rows)


def _shown(case: Case) -> ShownCase:
    placement = getattr(case, "placement", None)
    return ShownCase(case, placement.key if placement else "", case.status == Case.Status.SUBMITTED)


def _arranged(items: Sequence[ProgrammeItem], rows: Sequence[ShownCase]) -> ShownTables:
    keys = {f"{item.pk}:{table}": _title(item, table, items) for item in items for table in _numbers(item)}
    tables = [ShownTable(title, [row for row in rows if row.place == key]) for key, title in keys.items()]
    return ShownTables(tables, [row for row in rows if row.place not in keys], list(keys.items()))


def _numbers(item: ProgrammeItem) -> range:
    return range(1, (item.tables or 0) + 1)


def _title(item: ProgrammeItem, table: int, items: Sequence[ProgrammeItem]) -> str:
    """Return *Group 2*; with the item when there are more of them."""
    words = {"number": table, "item": item.title}
    return _("Group %(number)s") % words if len(items) == 1 else _("%(item)s: group %(number)s") % words
