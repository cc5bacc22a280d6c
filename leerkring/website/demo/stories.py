"""Stories of what circles brought about, and whom they quote."""

from datetime import datetime, timedelta
from typing import Any

from communities.models import Community, Story
from leerkring.accounts.models import User


def load_stories(
    rows: list[dict[str, Any]], communities: dict[str, Community], users: dict[str, User], now: datetime
) -> None:
    """Tell each once; what is there already stays as it is."""
    for row in rows:
        community = communities[row["circle"]]
        if not community.stories.filter(title=row["title"]).exists():
            _tell(community, row, users, now)


def _tell(community: Community, row: dict[str, Any], users: dict[str, User], now: datetime) -> None:
    facts: dict[str, Any] = {name: row.get(name, "") for name in ("title", *Story.STEPS)}
    facts |= {name: row.get(name, False) for name in ("is_public", "is_good_example")}
    facts["status"] = row.get("status", "published")
    if facts["status"] == "published":
        facts["published_at"] = now - timedelta(days=row["published_days_ago"])
    story = Story.objects.create(community=community, author=users[row["by"]], **facts)
    for quote in row.get("quotes", []):
        person = users[quote["by"]] if "by" in quote else None
        words = {name: quote.get(name, "") for name in ("text", "said_by", "consent_note")}
        story.quotes.create(person=person, consent="given", answered_at=now, **words)
