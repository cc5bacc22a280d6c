"""Who sits at which table, for the page on which that is arranged."""

from dataclasses import dataclass, field
from typing import Any

from communities.models import Membership
from meetings.models import ProgrammeItem

from .actions.table import coming
from .models import CasePlacement, TableDivision, TableSeat


@dataclass(frozen=True)
class SeatRow:
    """A member, where they sit (0: nowhere), as what, and what the division looks at."""

    pk: int
    name: str
    sector: str
    organisation: str
    table: int
    part: str
    comes: bool
    # The table at which a case of theirs stands.
    owns: int | None


@dataclass(frozen=True)
class ItemSeats:
    """One item of peer consultation, with its division."""

    item: ProgrammeItem
    division: TableDivision
    rows: list[SeatRow] = field(default_factory=list)

    @property
    def tables(self) -> list[tuple[int, list[SeatRow]]]:
        """Each table with who sits there; who leads first."""
        leads = TableSeat.Part.FACILITATOR
        return [
            (number, sorted((row for row in self.rows if row.table == number), key=lambda row: row.part != leads))
            for number in range(1, (self.item.tables or 1) + 1)
        ]

    @property
    def unseated(self) -> int:
        """How many people who come sit nowhere."""
        return sum(row.comes and not row.table for row in self.rows)


def seats_of(item: ProgrammeItem) -> ItemSeats:
    """Return every member of the circle with their seat at this item; who comes first, by name; four queries."""
    division = TableDivision.objects.filter(item=item).first() or TableDivision(item=item)
    seats = {seat.member_id: seat for seat in TableSeat.objects.filter(item=item)}
    owns = dict(CasePlacement.objects.filter(item=item).values_list("case__owner", "table"))
    there = set(coming(item.meeting).values_list("user", flat=True))
    members = Membership.objects.active().filter(community=item.meeting.cycle.community_id)
    members = members.select_related("user", "organisation").order_by("user__given_name", "user__family_name", "pk")
    rows = [_row(member, seats.get(member.user_id), there, owns) for member in members]
    return ItemSeats(item, division, sorted(rows, key=lambda row: not row.comes))


def _row(member: Membership, seat: TableSeat | None, there: set[int], owns: dict[int, Any]) -> SeatRow:
    return SeatRow(
        pk=member.user_id,
        name=member.user.full_name,
        sector=member.sector,
        organisation=str(member.organisation or ""),
        table=seat.table if seat else 0,
        part=seat.part if seat else TableSeat.Part.PARTICIPANT,
        comes=member.user_id in there,
        owns=owns.get(member.user_id),
    )
