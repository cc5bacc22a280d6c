"""What people are in their circles, who asks to join them, and what people tell about themselves."""

from datetime import datetime, timedelta
from typing import Any

from communities.actions.area import keep_area, understand_area
from communities.actions.join_link import open_link
from communities.actions.membership import count_members
from communities.actions.profile import change_profile
from communities.models import Community, JoinRequest, Membership, Organisation, Profile, Theme
from leerkring.accounts.models import User

PLACE = ("second_role", "function", "study_programme", "study_level", "study_year")
TEXTS = ("function", "organisation", "brings", "seeks", "orcid")


def load_members(
    data: dict[str, list[dict[str, Any]]],
    communities: dict[str, Community],
    users: dict[str, User],
    organisations: dict[str, Organisation],
    now: datetime,
) -> None:
    """Fill in places, requests, open links and profiles; what stands there already stays."""
    for row in data["places"]:
        _place(row, communities[row["circle"]], users[row["person"]], now)
    for row in data["requests"]:
        _request(row, communities[row["circle"]], users[row["person"]], organisations)
    for row in data["links"]:
        _link(row, communities[row["circle"]], users[row["by"]], now)
    for row in data["profiles"]:
        _profile(row, users[row["person"]])


def _place(row: dict[str, Any], community: Community, person: User, now: datetime) -> None:
    """Change a place that nobody changed since it was made."""
    facts = {name: row[name] for name in PLACE if name in row}
    if "area" in row:
        facts["area"] = keep_area(understand_area(row["area"]))
    if "alumnus_weeks_ago" in row:
        facts["alumnus_since"] = now - timedelta(weeks=row["alumnus_weeks_ago"])
    Membership.objects.active().filter(community=community, user=person, version=1).update(version=2, **facts)
    count_members(community)


def _request(row: dict[str, Any], community: Community, person: User, organisations: dict[str, Organisation]) -> None:
    """Ask without a mail about it: the demo floods nobody."""
    defaults = {
        "motivation": row["motivation"],
        "role": row["role"],
        "organisation": organisations.get(row.get("organisation", "")),
    }
    JoinRequest.objects.get_or_create(community=community, user=person, defaults=defaults)


def _link(row: dict[str, Any], community: Community, by: User, now: datetime) -> None:
    if not community.join_links.exists():
        role, until = Membership.Role(row["role"]), now + timedelta(days=row["days"])
        sector = Membership.SECTOR_OF[role]
        open_link(community, by=by, role=role, sector=sector, ends_at=until, limit=row["limit"])


def _profile(row: dict[str, Any], person: User) -> None:
    if Profile.objects.filter(user=person).exists():
        return
    themes = Theme.objects.filter(name__in=row["themes"]).values_list("pk", flat=True)
    readers = {f"{field}_for": who for field, who in row["readers"].items()}
    texts = {name: row[name] for name in TEXTS if name in row}
    change_profile(person, by=person, version=0, themes=list(themes), **texts, **readers, **_found(row))


def _found(row: dict[str, Any]) -> dict[str, Any]:
    """Return what somebody says who may be found."""
    if "found" not in row:
        return {}
    facts = {name: row["found"][name] for name in ("sector", "capacity")}
    return facts | {
        "is_findable": True,
        "is_listed": row["found"].get("is_listed", False),
        "area": keep_area(understand_area(row["found"]["area"])),
    }
