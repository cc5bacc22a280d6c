"""Which case is talked through in which group of a meeting, for its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from meetings.models import Meeting, ProgrammeItem

from .models import Case, TableSeat


@dataclass(frozen=True)
class ShownCase:
    """A case, and where it stands."""

    case: Case
    place: str
    may_read: bool
    may_move: bool


@dataclass(frozen=True)
class ShownTable:
    """One group with its cases, and who sits there once that is settled."""

    title: str
    cases: list[ShownCase]
    people: list[str]


@dataclass(frozen=True)
class ShownTables:
    """The groups of a meeting, what stands in none yet, and what can be chosen."""

    tables: list[ShownTable]
    waiting: list[ShownCase]
    choices: list[tuple[str, str]]
    items: list[ProgrammeItem]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show or arrange."""
        return not self.tables and not self.waiting


def tables_of(meeting: Meeting, user: Any, *, may_place: bool) -> ShownTables:
    """Return the groups with the cases this person may read; three queries.

    Who arranges them also sees whose other cases there are, but not a word of them; also those for no meeting yet.
    """
    consultation = ProgrammeItem.Pillar.CONSULTATION
    items = list(meeting.items.filter(pillar=consultation, tables__isnull=False).order_by("position"))
    about = Q(meeting=meeting) | Q(placement__item__meeting=meeting)
    if may_place:
        about |= Q(meeting=None, placement=None, community=meeting.cycle.community_id, status=Case.Status.RELEASED)
    door = "casework.know_case" if may_place else "casework.view_case"
    cases = Case.objects.permitted(user, door).filter(about, status__in=Case.OPEN)
    cases = cases.mark_permissions(user, may_read="casework.view_case").select_related("owner", "placement")
    rows = [_shown(case) for case in cases.order_by("released_at", "pk")]
    return _arranged(items, rows, _people(items, user))


def _people(items: Sequence[ProgrammeItem], user: Any) -> dict[str, list[str]]:
    """Return the names at each table."""
    if not items:
        return {}
    names: dict[str, list[str]] = {}
    seats = TableSeat.objects.permitted(user, "casework.view_seat").frozen().filter(item__in=items)
    for seat in seats.select_related("member").order_by("item", "table", "member__given_name"):
        is_leading = seat.part == TableSeat.Part.FACILITATOR
        name = _("%(name)s (facilitator)") % {"name": seat.member.full_name} if is_leading else seat.member.full_name
        names.setdefault(f"{seat.item_id}:{seat.table}", []).append(name)
    return names


def _shown(case: Any) -> ShownCase:
    placement = getattr(case, "placement", None)
    is_waiting = case.status == Case.Status.RELEASED
    return ShownCase(case, placement.key if placement else "", case.may_read, is_waiting)


def _arranged(items: list[ProgrammeItem], rows: Sequence[ShownCase], people: dict[str, list[str]]) -> ShownTables:
    keys = {f"{item.pk}:{table}": _title(item, table, items) for item in items for table in _numbers(item)}
    tables = [
        ShownTable(title, [row for row in rows if row.place == key], people.get(key, []))
        for key, title in keys.items()
    ]
    return ShownTables(tables, [row for row in rows if row.place not in keys], list(keys.items()), items)


def _numbers(item: ProgrammeItem) -> range:
    return range(1, (item.tables or 0) + 1)


def _title(item: ProgrammeItem, table: int, items: Sequence[ProgrammeItem]) -> str:
    """Return *Group 2*; with the item when there are more of them."""
    words = {"number": table, "item": item.title}
    return _("Group %(number)s") % words if len(items) == 1 else _("%(item)s: group %(number)s") % words
