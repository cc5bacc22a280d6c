"""Dividing the people who come over the tables of a meeting."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from meetings.actions.meeting import lock_meeting
from meetings.models import Attendance, Meeting, Presence, ProgrammeItem

from ..division import Person, divide
from ..models import CasePlacement, TableDivision, TableSeat

Part = TableSeat.Part
# Where somebody sits, and which part they have there.
Place = tuple[int, str]


def coming(meeting: Meeting) -> Any:
    """Return the memberships of who comes: they said yes and have a place, or they are there."""
    yes = Attendance.objects.filter(meeting=meeting, answer=Attendance.Answer.YES, is_waiting=False)
    there = Presence.objects.counted().filter(meeting=meeting, user__isnull=False)
    members = Membership.objects.active().filter(community=meeting.cycle.community_id)
    return members.filter(Q(user__in=yes.values("user")) | Q(user__in=there.values("user")))


@transaction.atomic
def propose_seats(item: ProgrammeItem, *, by: User, version: int) -> TableDivision:
    """Divide the people who come anew; what was arranged by hand is replaced. Refused once it is settled."""
    division = _lock(item, version)
    if division.is_frozen:
        raise Refused(_("The groups are settled. Open them first, if you want to divide people anew."))
    people = _people(division.item)
    if not people:
        raise Refused(_("Nobody has said yes yet. As soon as people come, you can divide them."))
    seats = divide(people, division.item.tables or 1)
    TableSeat.objects.filter(item=division.item).delete()
    TableSeat.objects.bulk_create(
        TableSeat(
            item=division.item,
            table=seat.table,
            member_id=seat.pk,
            part=Part.FACILITATOR if seat.leads else Part.PARTICIPANT,
        )
        for seat in seats
    )
    return _changed(division)


@transaction.atomic
def save_seats(item: ProgrammeItem, *, by: User, places: Mapping[int, Place], version: int) -> TableDivision:
    """Seat members as somebody arranged it by hand, also who comes late; the same again changes nothing.

    ``places`` holds each member with a table and a part; who is not in it sits nowhere.
    """
    division = _lock(item, version)
    if _known(item) == dict(places):
        return division
    _check(division.item, places)
    TableSeat.objects.filter(item=item).delete()
    TableSeat.objects.bulk_create(
        TableSeat(item=item, member_id=member, table=table, part=part) for member, (table, part) in places.items()
    )
    return _changed(division)


@transaction.atomic
def freeze_seats(item: ProgrammeItem, *, by: User, version: int) -> TableDivision:
    """Settle the groups: from now on a table reads its cases. Twice is once."""
    division = _lock(item, version)
    if division.is_frozen:
        return division
    if not TableSeat.objects.filter(item=item).exists():
        raise Refused(_("Nobody sits at a table yet. Divide the people first."))
    division.frozen_at, division.frozen_by = timezone.now(), by
    return _changed(division)


@transaction.atomic
def open_seats(item: ProgrammeItem, *, by: User, version: int) -> TableDivision:
    """Open the groups again: until they are settled anew, no table reads its cases."""
    division = _lock(item, version)
    if not division.is_frozen:
        return division
    division.frozen_at = division.frozen_by = None
    return _changed(division)


def seat_owner(placement: CasePlacement) -> None:
    """Let an owner who has a seat sit at the table of their case; there they do not lead."""
    seat = {"item": placement.item_id, "member": placement.case.owner_id}
    TableSeat.objects.filter(**seat).update(table=placement.table, part=Part.PARTICIPANT)


def _lock(item: ProgrammeItem, version: int) -> TableDivision:
    """Lock the meeting, and return the division of the item; refuse what is over or was changed in the meantime."""
    meeting = lock_meeting(item.meeting)
    if meeting.cycle.community.status != Community.Status.ACTIVE or not meeting.is_planned or meeting.is_over:
        raise Refused(_("This meeting is over or does not go on. Its groups stay as they are."))
    row = meeting.items.filter(pk=item.pk, pillar=ProgrammeItem.Pillar.CONSULTATION).first()
    if row is None:
        raise Refused(_("This part of the programme is gone. Look at the programme."))
    division, _made = TableDivision.objects.get_or_create(item=row)
    if division.version != version:
        raise Overtaken(_("Somebody else changed the groups in the meantime. Look at them, and try again."))
    return division


def _changed(division: TableDivision) -> TableDivision:
    division.version += 1
    division.save()
    return division


def _known(item: ProgrammeItem) -> dict[int, Place]:
    rows = TableSeat.objects.filter(item=item).values_list("member", "table", "part")
    return {member: (table, part) for member, table, part in rows}


def _check(item: ProgrammeItem, places: Mapping[int, Place]) -> None:
    """Refuse a table that is not there, somebody who is no member, two who lead, and owners who would lead."""
    members = set(
        Membership.objects.active()
        .filter(community=item.meeting.cycle.community_id, user__in=places)
        .values_list("user", flat=True)
    )
    if members != set(places) or any(not 1 <= table <= (item.tables or 1) for table, _part in places.values()):
        raise Refused(_("Somebody left the circle, or there are fewer groups now. Look at the groups, and try again."))
    leaders = [(table, member) for member, (table, part) in places.items() if part == Part.FACILITATOR]
    if len({table for table, _member in leaders}) < len(leaders):
        raise Refused(_("A group has one facilitator. Choose who that is."))
    owners = set(CasePlacement.objects.filter(item=item).values_list("table", "case__owner"))
    if owners & set(leaders):
        raise Refused(_("Who brings a case does not lead the group that talks about it. Choose another facilitator."))


def _people(item: ProgrammeItem) -> list[Person]:
    """Return who comes, with what the division looks at."""
    owns: dict[int, set[int]] = {}
    for table, owner in CasePlacement.objects.filter(item=item).values_list("table", "case__owner"):
        owns.setdefault(owner, set()).add(table)
    return [
        Person(
            pk=row.user_id,
            sector=row.sector,
            organisation=row.organisation_id,
            owns=frozenset(owns.get(row.user_id, ())),
            leads=row.coordinates or row.user_id == item.meeting.facilitator_id,
        )
        for row in coming(item.meeting)
    ]
