"""Programmes, circles, and who is in them."""

from datetime import datetime, timedelta
from typing import Any

from communities.actions.area import keep_area, understand_area
from communities.actions.invitation import Invitee, prepare_invitations, send_prepared
from communities.actions.membership import count_members
from communities.models import Community, Membership, Organisation, Programme, ProgrammeMember, Theme
from leerkring.accounts.models import User

Rows = list[dict[str, Any]]


def load_programmes(rows: Rows, users: dict[str, User]) -> dict[str, Programme]:
    """Return the programmes by address, with their themes and team."""
    found = {}
    for row in rows:
        fields = ("name", "description", "noun_singular", "noun_plural")
        defaults = {field: row[field] for field in fields if field in row}
        programme = Programme.objects.get_or_create(slug=row["slug"], defaults=defaults)[0]
        for name in row["themes"]:
            Theme.objects.get_or_create(programme=programme, name=name)
        for name, role in row["team"].items():
            ProgrammeMember.objects.get_or_create(programme=programme, user=users[name], role=role)
        found[row["slug"]] = programme
    return found


def load_circles(
    rows: Rows,
    programmes: dict[str, Programme],
    users: dict[str, User],
    places: dict[str, dict[str, Any]],
    organisations: dict[str, Organisation],
    now: datetime,
) -> dict[str, Community]:
    """Return the circles by address; ``places`` says what each person usually is."""
    found = {}
    for row in rows:
        community, is_new = _circle(row, programmes[row["programme"]], users, now)
        found[row["slug"]] = community
        if is_new:
            for name in [*row["coordinators"], *row["members"], *row.get("left", [])]:
                _join(community, users[name], _place(row, name, places[name], organisations), now)
            count_members(community)
            _invite(community, row.get("invited", []), by=users[row["coordinators"][0]])
    return found


def _circle(
    row: dict[str, Any], programme: Programme, users: dict[str, User], now: datetime
) -> tuple[Community, bool]:
    defaults = {field: row[field] for field in ("name", "kind", "question", "common_interest")}
    defaults |= {
        "programme": programme,
        "theme": programme.themes.filter(name=row.get("theme")).first(),
        "area": keep_area(understand_area(row["area"])) if "area" in row else None,
        "status": Community.Status.ACTIVE,
        "started_at": now - timedelta(weeks=row["started_weeks_ago"]),
        "created_by": users[row["coordinators"][0]],
    }
    return Community.objects.get_or_create(slug=row["slug"], defaults=defaults)


def _place(
    row: dict[str, Any], name: str, usual: dict[str, Any], organisations: dict[str, Organisation]
) -> dict[str, Any]:
    """Return what somebody is in this circle."""
    role = "professional" if usual["role"] == "coordinator" else usual["role"]
    return {
        "role": "coordinator" if name in row["coordinators"] else role,
        "sector": usual["sector"],
        "organisation": organisations.get(usual.get("organisation", "")),
        "has_left": name in row.get("left", []),
    }


def _join(community: Community, user: User, place: dict[str, Any], now: datetime) -> None:
    left_at = now - timedelta(weeks=5) if place.pop("has_left") else None
    left = {"left_at": left_at, "left_by": user} if left_at else {}
    membership = Membership.objects.create(community=community, user=user, **left, **place)
    Membership.objects.filter(pk=membership.pk).update(joined_at=community.started_at)


def _invite(community: Community, rows: list[list[str]], *, by: User) -> None:
    """Ask somebody in as a coordinator does; the mail about it is real."""
    if not rows:
        return
    people = [
        Invitee(email, sector, role, given, prefix, family) for email, given, prefix, family, sector, role in rows
    ]
    prepare_invitations(community, people, by=by)
    send_prepared(community, by=by)
