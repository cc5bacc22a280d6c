"""What circles agreed to do, what they want to talk about, and which case is talked through where."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from casework.models import Case, CasePlacement
from communities.models import Community
from leerkring.accounts.models import User
from meetings.models import ActionItem, Meeting, NewsItem, ProgrammeItem

Rows = list[dict[str, Any]]


def load_agreed(
    data: dict[str, Rows], communities: dict[str, Community], users: dict[str, User], now: datetime
) -> None:
    """Write down action items and news, and put cases in groups; what is there already stays as it is."""
    for row in data["actions"]:
        _action(communities[row["circle"]], row, users, now)
    for position, row in enumerate(data["news"], start=1):
        meeting, author = _meeting(communities[row["circle"]], row["meeting"]), users[row["author"]]
        facts = {"kind": row["kind"], "url": row.get("url", ""), "text": row["text"], "position": position}
        NewsItem.objects.get_or_create(meeting=meeting, title=row["title"], author=author, defaults=facts)
    for row in data["tables"]:
        _table(communities[row["circle"]], row)


def _meeting(community: Community, place: list[int]) -> Meeting:
    return Meeting.objects.get(cycle__community=community, cycle__number=place[0], number=place[1])


def _action(community: Community, row: dict[str, Any], users: dict[str, User], now: datetime) -> None:
    meeting, today = _meeting(community, row["meeting"]), timezone.localdate(now)
    is_closed = row["status"] != ActionItem.Status.OPEN
    item = ActionItem(
        owner=users[row["owner"]] if "owner" in row else None,
        due_on=today + timedelta(days=row["days"]) if "days" in row else None,
        status=row["status"],
        closed_at=now + timedelta(days=row["days"]) if is_closed else None,
    )
    facts = {"owner": item.owner, "owner_name": row.get("owner_name", ""), "due_on": item.due_on}
    facts |= {"status": item.status, "closed_at": item.closed_at, "result": row.get("result", "")}
    facts |= {"meeting": meeting, "created_by": _coordinator(community)}
    facts |= {"next_reminder_on": item.reminder_after(today)}
    ActionItem.objects.get_or_create(community=community, what=row["what"], defaults=facts)


def _coordinator(community: Community) -> User:
    return community.memberships.active().with_role("coordinator").select_related("user").earliest("pk").user


def _table(community: Community, row: dict[str, Any]) -> None:
    case = Case.objects.filter(community=community, title=row["case"], status=Case.Status.RELEASED).first()
    items = ProgrammeItem.objects.filter(pillar=ProgrammeItem.Pillar.CONSULTATION, tables__gte=row["table"])
    item = items.filter(meeting=case.meeting_id).first() if case else None
    if case and item:
        CasePlacement.objects.get_or_create(case=case, defaults={"item": item, "table": row["table"]})
