"""Introductions in every state, open questions to the alliance broker, and a contact log."""

from datetime import datetime, timedelta
from typing import Any

from communities.actions.introduction import PATIENCE
from communities.models import Community, ContactNote, HelpQuestion, Introduction, Organisation, Programme
from leerkring.accounts.models import User

Rows = list[dict[str, Any]]


def load_introductions(
    data: dict[str, Rows],
    programmes: dict[str, Programme],
    communities: dict[str, Community],
    users: dict[str, User],
    organisations: dict[str, Organisation],
    now: datetime,
) -> None:
    """Ask, answer and note each once; without a mail about it: the demo floods nobody."""
    for row in data["introductions"]:
        _introduce(row, communities[row["circle"]], users, organisations, now)
    for row in data["questions"]:
        _ask(row, communities[row["circle"]], users[row["by"]], now)
    for row in data["notes"]:
        _note(row, programmes[row["programme"]], users[row["by"]], now)


def _introduce(
    row: dict[str, Any],
    community: Community,
    users: dict[str, User],
    organisations: dict[str, Organisation],
    now: datetime,
) -> None:
    person, organisation = users.get(row.get("person", "")), organisations.get(row.get("organisation", ""))
    sides = {"asker": users[row["asker"]], "person": person, "organisation": organisation}
    if community.introductions.filter(**sides).exists():
        return
    since = now - timedelta(days=row["days_ago"])
    made = Introduction.objects.create(
        community=community,
        proposed_by=users[row.get("by", row["asker"])],
        why=row["why"],
        reply=row.get("reply", ""),
        status=row["status"],
        answered_at=None if row["status"] == "asked" else since + timedelta(days=1),
        ended_at=since + timedelta(days=2) if row["status"] == "introduced" else None,
        expires_at=now + PATIENCE,
        **sides,
    )
    Introduction.objects.filter(pk=made.pk).update(asked_at=since)


def _ask(row: dict[str, Any], community: Community, by: User, now: datetime) -> None:
    issue = community.issues.filter(title=row["issue"]).first() if "issue" in row else None
    if not community.help_questions.filter(text=row["text"]).exists():
        made = HelpQuestion.objects.create(community=community, issue=issue, asked_by=by, text=row["text"])
        HelpQuestion.objects.filter(pk=made.pk).update(asked_at=now - timedelta(days=row["days_ago"]))


def _note(row: dict[str, Any], programme: Programme, by: User, now: datetime) -> None:
    of = Introduction.objects.filter(organisation__name=row.get("organisation", ""), community__programme=programme)
    facts = {"kind": row["kind"], "who": row["who"], "note": row["note"], "by": by}
    if not programme.contact_notes.filter(**facts).exists():
        day = (now - timedelta(days=row["days_ago"])).date()
        ContactNote.objects.create(programme=programme, day=day, introduction=of.first(), **facts)
