"""What stands in the way of circles: reported, worked on, taken up by the programme, removed or accepted."""

from datetime import datetime, timedelta
from typing import Any

from communities.models import Community, Obstacle, ObstacleStep
from leerkring.accounts.models import User


def load_obstacles(
    rows: list[dict[str, Any]], communities: dict[str, Community], users: dict[str, User], now: datetime
) -> None:
    """Report each once, with the story of how far it came."""
    for row in rows:
        community = communities[row["circle"]]
        if not community.obstacles.filter(title=row["title"]).exists():
            _report(community, row, users, now)


def _report(community: Community, row: dict[str, Any], users: dict[str, User], now: datetime) -> None:
    steps = row["steps"]
    facts: dict[str, Any] = {}
    for step in steps:
        facts |= _standing(step, users, now)
    obstacle = Obstacle.objects.create(
        community=community,
        title=row["title"],
        description=row["description"],
        kind=row["kind"],
        reported_by=users[steps[0]["by"]],
        **facts,
    )
    Obstacle.objects.filter(pk=obstacle.pk).update(reported_at=_moment(steps[0], now))
    for step in steps:
        owner = users[step["owner"]] if "owner" in step else None
        made = ObstacleStep.objects.create(
            obstacle=obstacle, kind=step["kind"], by=users[step["by"]], owner=owner, note=step.get("note", "")
        )
        ObstacleStep.objects.filter(pk=made.pk).update(at=_moment(step, now))


def _standing(step: dict[str, Any], users: dict[str, User], now: datetime) -> dict[str, Any]:
    """Return what a step changes of where the obstacle stands."""
    moment = _moment(step, now)
    if step["kind"] == "assigned":
        return {"status": "owned", "owner": users[step["owner"]]}
    if step["kind"] == "taken_up":
        return {"taken_up_at": moment}
    if step["kind"] == "action":
        return {"status": "action", "action": step["note"], "action_due": (now + timedelta(weeks=3)).date()}
    if step["kind"] in {"removed", "accepted"}:
        return {"status": step["kind"], "conclusion": step["note"], "closed_at": moment}
    return {}


def _moment(step: dict[str, Any], now: datetime) -> datetime:
    return now - timedelta(days=step["days_ago"])
