"""How circles are doing: rounds that are over, and one that is open."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from communities.actions.health import answer_check
from communities.health_statements import NOW, STATEMENTS, WANTED
from communities.models import Community, HealthCheck
from leerkring.accounts.models import User


def load_checks(
    rows: list[dict[str, Any]], communities: dict[str, Community], users: dict[str, User], now: datetime
) -> None:
    """Ask each circle once; what is there already stays as it is."""
    known = set(HealthCheck.objects.values_list("community", flat=True))
    for row in rows:
        community = communities[row["circle"]]
        if community.pk in known:
            continue
        if "health" not in community.modules:
            community.modules = [*community.modules, "health"]
            community.save(update_fields=["modules"])
        if "means" in row:
            _over(community, row, now)
        else:
            _open(community, row, users, now)


def _over(community: Community, row: dict[str, Any], now: datetime) -> None:
    names = [one.name for one in STATEMENTS]
    means = dict(zip(names, row["means"], strict=True))
    for name, ends in row.get("sliders", {}).items():
        means |= {f"{name}_{end}": mean for end, mean in zip((NOW, WANTED), ends, strict=True)}
    closed_at = now - timedelta(days=row["days_ago"])
    check = HealthCheck.objects.create(
        community=community,
        closes_on=timezone.localdate(closed_at) - timedelta(days=1),
        closed_at=closed_at,
        people=row["people"],
        instruments=["crossing"] if "sliders" in row else [],
        result={name: {"mean": mean, "differs": name in row["differs"]} for name, mean in means.items() if mean},
    )
    HealthCheck.objects.filter(pk=check.pk).update(opened_at=closed_at - timedelta(days=14))


def _open(community: Community, row: dict[str, Any], users: dict[str, User], now: datetime) -> None:
    closes_on = timezone.localdate(now) + timedelta(days=row["days_left"])
    check = HealthCheck.objects.create(community=community, closes_on=closes_on)
    for given in row["answers"]:
        answer_check(check, by=users[given["by"]], answers={one.name: given["value"] for one in STATEMENTS})
