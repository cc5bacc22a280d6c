"""How the cases of a meeting were weighed, and whose turn it is: for who weighs them, and for who puts them in groups.

Numbers only: who found what of a case is nobody's business, also not of who leads the meeting.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q

from communities.models import Community
from meetings.models import Meeting

from .actions.table import coming
from .models import Case, CaseWeighing, Seat, Session


@dataclass(frozen=True)
class Weight:
    """How many who come weighed a case, and how many found it urgent or recognisable."""

    people: int = 0
    urgent: int = 0
    recognisable: int = 0

    @property
    def points(self) -> int:
        """How heavy it weighs."""
        return self.urgent + self.recognisable


@dataclass(frozen=True)
class ToWeigh:
    """A case as who weighs it sees it: its title and question, and no other word."""

    case: Case
    may_read: bool
    heard: datetime | None


def weights_of(meeting: Meeting) -> dict[int, Weight]:
    """Return the weight of each case of a meeting; one query. Who left the circle or does not come counts no more."""
    people = coming(meeting).values("user")
    rows = CaseWeighing.objects.filter(case__meeting=meeting, member__in=people).order_by().values("case")
    urgent, recognisable = Count("pk", filter=Q(is_urgent=True)), Count("pk", filter=Q(is_recognisable=True))
    counted = rows.annotate(people=Count("pk"), urgent=urgent, recognisable=recognisable)
    numbers = counted.values_list("case", "people", "urgent", "recognisable")
    return {case: Weight(*weight) for case, *weight in numbers}


def last_heard(community: Community, owners: Collection[int]) -> dict[int, datetime]:
    """Return when each of these people was last heard with a case of theirs in this circle; two queries."""
    held = Session.objects.held().filter(meeting__cycle__community=community)
    seats = Seat.objects.filter(role=Seat.Role.OWNER, user__in=owners, session__in=held).order_by()
    heard: dict[int, datetime] = dict(seats.values_list("user").annotate(Max("session__ended_at")))
    cases = Case.objects.filter(community=community, owner__in=owners, discussed_at__isnull=False).order_by()
    for owner, moment in cases.values_list("owner").annotate(Max("discussed_at")):
        heard[owner] = max(moment, heard.get(owner, moment))
    return heard


def cases_to_weigh(meeting: Meeting, user: Any) -> list[ToWeigh]:
    """Return the cases this person weighs, who was least recently heard first; three queries."""
    cases = Case.objects.permitted(user, "casework.weigh_case").filter(meeting=meeting)
    cases = cases.mark_permissions(user, may_read="casework.view_case").select_related("owner")
    rows: list[Any] = list(cases.only("title", "question", "status", "owner").order_by("released_at", "pk"))
    heard = last_heard(meeting.cycle.community, {row.owner_id for row in rows})
    shown = [ToWeigh(row, row.may_read, heard.get(row.owner_id)) for row in rows]
    return sorted(shown, key=lambda row: turn_of(row.heard))


def turn_of(heard: datetime | None) -> tuple[bool, float]:
    """Return the place in line: who was never heard comes first, then who waits longest."""
    return (heard is not None, heard.timestamp() if heard else 0.0)
