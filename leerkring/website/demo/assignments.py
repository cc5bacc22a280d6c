"""Assignments of organisations: open, running and finished."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from communities.models import Assignment, Community, Organisation
from leerkring.accounts.models import User

Row = dict[str, Any]
DAYS = {"starts": "from", "ends": "until", "closes": "closes"}


def load_assignments(
    rows: list[Row],
    communities: dict[str, Community],
    users: dict[str, User],
    organisations: dict[str, Organisation],
    now: datetime,
) -> None:
    """Write assignments down; what is there already stays as it is."""
    today = timezone.localdate(now)
    for row in rows:
        community = communities[row["circle"]]
        days = {f"{name}_on": today + timedelta(days=row[key]) for name, key in DAYS.items()}
        facts = {name: row[name] for name in ("text", "level", "places", "status")}
        facts |= {"year": row.get("year"), "result": row.get("result", ""), "supervisor": users[row["supervisor"]]}
        facts |= {"organisation": organisations[row["client"]], "area": community.area}
        facts["theme"] = community.programme.themes.filter(name=row.get("theme", "")).first()
        made, is_new = Assignment.objects.get_or_create(community=community, title=row["title"], defaults=facts | days)
        if is_new:
            _people(made, row, users, today)


def _people(assignment: Assignment, row: Row, users: dict[str, User], today: Any) -> None:
    for name, (status, motivation) in row["people"].items():
        assignment.applications.create(applicant=users[name], status=status, motivation=motivation)
    for kind, days, name, text in row.get("records", []):
        day = today + timedelta(days=days)
        assignment.records.create(kind=kind, day=day, author=users[name], text=text)
