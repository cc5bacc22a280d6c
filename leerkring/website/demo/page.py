"""What stands on the page of a circle: its words, contact persons, organisations, recognitions and followers."""

from datetime import datetime, timedelta
from typing import Any

from communities.models import Commitment, Community, ContactPerson, Follow, Organisation, Recognition
from leerkring.accounts.models import User

Rows = list[dict[str, Any]]


def load_pages(
    rows: Rows,
    communities: dict[str, Community],
    users: dict[str, User],
    organisations: dict[str, Organisation],
    now: datetime,
) -> None:
    """Fill the pages; what somebody wrote there since then is left as it is."""
    for row in rows:
        community = communities[row["slug"]]
        _write(community, row)
        for position, contact in enumerate(row.get("contacts", []), start=1):
            _contact(community, position, contact, users)
        for commitment in row.get("commitments", []):
            _commit(community, commitment, organisations, now)
        for recognition in row.get("recognitions", []):
            _recognise(community, recognition, now)
        for name in row.get("followers", []):
            Follow.objects.get_or_create(community=community, user=users[name])


def _write(community: Community, row: dict[str, Any]) -> None:
    empty = Community.objects.filter(pk=community.pk, domain_about="", community_about="", practice_about="")
    empty.update(
        domain_about=row["domain"],
        community_about=row["community"],
        practice_about=row["practice"],
        modules=row.get("modules", []),
    )


def _contact(community: Community, position: int, row: dict[str, Any], users: dict[str, User]) -> None:
    words = {"function": row.get("function", ""), "about": row.get("about", ""), "position": position}
    if "member" in row:
        ContactPerson.objects.get_or_create(community=community, user=users[row["member"]], defaults=words)
    else:
        person = {"name": row["name"], "email": row["email"]}
        ContactPerson.objects.get_or_create(community=community, **person, defaults=words)


def _commit(community: Community, row: dict[str, Any], organisations: dict[str, Organisation], now: datetime) -> None:
    weeks = row.get("signed_weeks_ago")
    Commitment.objects.get_or_create(
        community=community,
        organisation=organisations[row["organisation"]],
        defaults={
            "interest": row["interest"],
            "contributes": row["contributes"],
            "signed_by": row.get("signed_by", ""),
            "signed_on": (now - timedelta(weeks=weeks)).date() if weeks else None,
        },
    )


def _recognise(community: Community, row: dict[str, Any], now: datetime) -> None:
    starts_on = (now - timedelta(weeks=row["weeks_ago"])).date()
    facts = {"reason": row["reason"], "starts_on": starts_on}
    Recognition.objects.get_or_create(community=community, title=row["title"], issuer=row["issuer"], defaults=facts)
