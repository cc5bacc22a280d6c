"""Putting cases at the tables of a meeting."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from meetings.actions.meeting import lock_meeting
from meetings.models import Meeting, ProgrammeItem

from ..models import Case, CasePlacement, TableDivision, TableSeat
from .table import seat_owner


@transaction.atomic
def place_case(case: Case, *, by: User, meeting: Meeting, place: str, was: str) -> CasePlacement | None:
    """Put a case at a table (``item:table``), or at none; where it stands already nothing changes.

    ``was`` is where the person saw it: ``Overtaken`` when somebody else moved it in the meantime.
    """
    row, known = _lock(meeting, case)
    here = known.key if known else ""
    if here == place:
        return known
    if here != was:
        raise Overtaken(
            _("Somebody else moved this case in the meantime. Look where it stands now, and choose again.")
        )
    if not place:
        CasePlacement.objects.filter(case=case).delete()
        return None
    item, table = _find(row, place)
    placement = CasePlacement.objects.update_or_create(
        case=case, defaults={"item": item, "table": table, "placed_by": by, "placed_at": timezone.now()}
    )[0]
    seat_owner(placement)
    return placement


def _lock(meeting: Meeting, case: Case) -> tuple[Meeting, CasePlacement | None]:
    """Lock the meeting before the case, always in this order; refuse what can't be placed there."""
    row = lock_meeting(meeting)
    if row.cycle.community.status != Community.Status.ACTIVE or not row.is_planned or row.is_over:
        raise Refused(_("This meeting is over or does not go on. Its groups stay as they are."))
    current = Case.objects.select_for_update().filter(pk=case.pk).first()
    is_here = current and current.community_id == row.cycle.community_id and current.meeting_id in (None, row.pk)
    if current is None or not is_here or current.status != Case.Status.RELEASED:
        raise Refused(_("This case can't be placed any more: its owner took it back, or it has been discussed."))
    return row, CasePlacement.objects.filter(case=case).first()


def _find(meeting: Meeting, place: str) -> tuple[ProgrammeItem, int]:
    """Return the item and the table that are meant; refused when there is no such table (any more)."""
    key, _colon, number = place.partition(":")
    if key.isdecimal() and number.isdecimal():
        item = meeting.items.filter(pk=int(key), pillar=ProgrammeItem.Pillar.CONSULTATION).first()
        if item and 1 <= int(number) <= (item.tables or 0):
            return item, int(number)
    raise Refused(_("There is no such group any more. Look at the programme, and choose again."))


def highest_table(item: ProgrammeItem) -> int:
    """Return the highest table of an item at which a case stands or somebody has a seat that counts; 0 for none."""
    rows = (CasePlacement.objects.filter(item=item), TableSeat.objects.frozen().filter(item=item))
    return max(row.aggregate(highest=Max("table"))["highest"] or 0 for row in rows)


def clear_tables(*, meeting: Meeting, **_facts: Any) -> None:
    """Empty the tables of a meeting that does not go on; the cases stay (``meeting_cancelled``)."""
    CasePlacement.objects.filter(item__meeting=meeting).delete()
    TableSeat.objects.filter(item__meeting=meeting).delete()
    TableDivision.objects.filter(item__meeting=meeting).delete()


def cases_ready(meetings: Collection[int]) -> Mapping[int, int]:
    """Return how many cases others may read were brought for each meeting; a number, and nothing else of them."""
    ready = Case.objects.filter(meeting__in=meetings, status=Case.Status.RELEASED)
    return dict(ready.order_by().values_list("meeting").annotate(Count("pk")))
