"""Which case is talked through in which group of a meeting, for its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from meetings.models import Meeting, ProgrammeItem

from .models import Case, TableSeat
from .weighings import Weight, last_heard, turn_of, weights_of


@dataclass(frozen=True)
class ShownCase:
    """A case, and where it stands; for who arranges them also how it was weighed, and when its owner was heard."""

    case: Case
    place: str
    may_read: bool
    may_move: bool
    weight: Weight | None = None
    heard: datetime | None = None

    @property
    def rank(self) -> tuple[Any, ...]:
        """Its place in line: what weighs most first; of two that weigh the same whose owner waits longest."""
        return (-self.weight.points if self.weight else 0, *turn_of(self.heard))


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
    # How many cases this person can weigh.
    to_weigh: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show, arrange or weigh."""
        return not self.tables and not self.waiting and not self.to_weigh


def tables_of(meeting: Meeting, user: Any, *, may_place: bool) -> ShownTables:
    """Return the groups with the cases this person may read; four queries.

    Who arranges them also sees whose other cases there are, but not a word of them; also those for no meeting yet.
    What is in no group yet they see in the order in which it was weighed; three queries more.
    """
    consultation = ProgrammeItem.Pillar.CONSULTATION
    items = list(meeting.items.filter(pillar=consultation, tables__isnull=False).order_by("position"))
    about = Q(meeting=meeting) | Q(placement__item__meeting=meeting)
    if may_place:
        about |= Q(meeting=None, placement=None, community=meeting.cycle.community_id, status=Case.Status.RELEASED)
    door = "casework.know_case" if may_place else "casework.view_case"
    cases = Case.objects.permitted(user, door).filter(about, status__in=Case.OPEN)
    cases = cases.mark_permissions(user, may_read="casework.view_case").select_related("owner", "placement")
    weighed = _weighed(meeting, list(cases.order_by("released_at", "pk")), may_place=may_place)
    rows = sorted(weighed, key=lambda row: row.rank)
    to_weigh = Case.objects.permitted(user, "casework.weigh_case").filter(meeting=meeting).count()
    return _arranged(items, rows, _people(items, user), to_weigh)


def _weighed(meeting: Meeting, cases: Sequence[Any], *, may_place: bool) -> list[ShownCase]:
    """Return each case as it is shown: its weight is for who arranges them."""
    if not may_place:
        return [_shown(case) for case in cases]
    weights = weights_of(meeting)
    heard = last_heard(meeting.cycle.community, {case.owner_id for case in cases})
    return [_shown(case, weights.get(case.pk, Weight()), heard.get(case.owner_id)) for case in cases]


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


def _shown(case: Any, weight: Weight | None = None, heard: datetime | None = None) -> ShownCase:
    placement = getattr(case, "placement", None)
    is_waiting = case.status == Case.Status.RELEASED
    return ShownCase(case, placement.key if placement else "", case.may_read, is_waiting, weight, heard)


def _arranged(
    items: list[ProgrammeItem], rows: Sequence[ShownCase], people: dict[str, list[str]], to_weigh: int
) -> ShownTables:
    keys = {f"{item.pk}:{table}": _title(item, table, items) for item in items for table in _numbers(item)}
    tables = [
        ShownTable(title, [row for row in rows if row.place == key], people.get(key, []))
        for key, title in keys.items()
    ]
    waiting = [row for row in rows if row.place not in keys]
    return ShownTables(tables, waiting, list(keys.items()), items, to_weigh)


def _numbers(item: ProgrammeItem) -> range:
    return range(1, (item.tables or 0) + 1)


def _title(item: ProgrammeItem, table: int, items: Sequence[ProgrammeItem]) -> str:
    """Return *Group 2*; with the item when there are more of them."""
    words = {"number": table, "item": item.title}
    return _("Group %(number)s") % words if len(items) == 1 else _("%(item)s: group %(number)s") % words
