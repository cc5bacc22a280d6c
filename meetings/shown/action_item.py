"""Action items in a list: written once per row, so that templates only print."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, Q, QuerySet, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.core.labels import label_of
from leerkring.core.prepared import prepared
from leerkring.core.templatetags.ui import day

from ..models import ActionItem, Meeting

# A meeting shows no more than this; the rest stands in the list of the circle.
MOST, MOST_ON_PAGE = 40, 6
OPEN = ActionItem.Status.OPEN


@dataclass(frozen=True)
class ShownAction:
    """One action item."""

    item: ActionItem
    who: str
    when: str
    meeting: str
    url: str
    status: str
    is_open: bool
    is_late: bool
    may_change: bool


@dataclass(frozen=True)
class MeetingActions:
    """What was agreed at a meeting, and what was still open in its circle."""

    agreed: list[ShownAction]
    earlier: list[ShownAction]
    # Where the buttons of a row lead back to, from the page of the meeting and from that of its action items.
    back: str
    list_back: str

    @property
    def open(self) -> list[ShownAction]:
        """What the next programme begins with."""
        return [row for row in [*self.earlier, *self.agreed] if row.is_open]

    @property
    def first_open(self) -> list[ShownAction]:
        """The most pressing ones, for the page of the meeting."""
        return self.open[:MOST_ON_PAGE]

    @property
    def count(self) -> int:
        """How many are open."""
        return len(self.open)


def action_rows(items: Iterable[Any]) -> list[ShownAction]:
    """Return the rows of items that were read with ``for_list``."""
    today, base = timezone.localdate(), reverse("meetings:agenda")
    return [_row(item, today, f"{base}actiepunten/{item.pk}/") for item in items]


def _row(item: Any, today: date, url: str) -> ShownAction:
    return ShownAction(
        item=item,
        who=item.owner.full_name if item.owner else item.owner_name or _("nobody yet"),
        when=_when(item),
        meeting=str(item.meeting) if item.meeting else "",
        url=url,
        status=str(label_of(ActionItem.Status, item.status)),
        is_open=item.is_open,
        is_late=item.is_late(today),
        may_change=item.may_change,
    )


def _when(item: ActionItem) -> str:
    if not item.is_open:
        return _("closed on %(day)s") % {"day": day(item.closed_at)}
    return _("by %(day)s at the latest") % {"day": day(item.due_on)} if item.due_on else _("no date agreed")


def for_list(items: "QuerySet[ActionItem]", user: Any) -> Any:
    """Return the items with what their rows show, the open ones first and of those the most pressing."""
    marked: Any = items.select_related("owner", "meeting")
    marked = marked.mark_permissions(user, may_change="meetings.change_action_item")
    is_closed = Case(When(status=OPEN, then=0), default=1)
    open_due = Case(When(status=OPEN, then=F("due_on")), output_field=DateField())
    return marked.order_by(is_closed, open_due.asc(nulls_last=True), F("closed_at").desc(nulls_last=True), "pk")


def actions_of_meeting(meeting: Meeting, user: Any) -> MeetingActions:
    """Return what was agreed there and, until it is over, what was still open in the circle; one query."""
    make, values = (_agreed_at, ()) if meeting.is_over else (_agreed_at_or_open, (meeting.cycle.community_id,))
    rows = action_rows(prepared(make, user, meeting.pk, *values))
    agreed = [row for row in rows if row.item.meeting_id == meeting.pk]
    earlier = [row for row in rows if row.item.meeting_id != meeting.pk]
    return MeetingActions(agreed, earlier, f"bijeenkomst-{meeting.pk}", f"actiepunten-{meeting.pk}")


def _agreed_at(user: Any, meeting: int) -> Any:
    items = ActionItem.objects.permitted(user, "meetings.view_action_item").filter(meeting=meeting)
    return for_list(items, user)[:MOST]


def _agreed_at_or_open(user: Any, meeting: int, community: int) -> Any:
    items = ActionItem.objects.permitted(user, "meetings.view_action_item")
    items = items.filter(Q(meeting=meeting) | Q(status=OPEN, community=community))
    return for_list(items, user)[:MOST]
