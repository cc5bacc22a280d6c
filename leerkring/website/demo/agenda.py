"""The joint agenda of a circle: issues in every state, a weighing with its result, and one that is open."""

from datetime import datetime, timedelta
from typing import Any

from communities.actions.membership import coordinators_of
from communities.models import (
    Ballot,
    Community,
    Dots,
    Interest,
    Issue,
    IssueStep,
    IssueVersion,
    Organisation,
    Weighing,
)
from leerkring.accounts.models import User

Rows = list[dict[str, Any]]
STEPS = ["draft", "align", "committed", "in_progress"]


def load_agendas(
    rows: Rows,
    communities: dict[str, Community],
    users: dict[str, User],
    organisations: dict[str, Organisation],
    now: datetime,
) -> None:
    """Fill each agenda once; what somebody put on it since then is left as it is."""
    for row in rows:
        community = communities[row["circle"]]
        if community.issues.exists():
            continue
        if "agenda" not in community.modules:
            community.modules = [*community.modules, "agenda"]
            community.save(update_fields=["modules"])
        issues = [_issue(community, issue, users, organisations, now) for issue in row["issues"]]
        by_title = {issue.title: issue for issue in issues}
        for weighing in row["weighings"]:
            _weigh(community, weighing, by_title, now)


def _issue(
    community: Community,
    row: dict[str, Any],
    users: dict[str, User],
    organisations: dict[str, Organisation],
    now: datetime,
) -> Issue:
    by, since = users[row["by"]], now - timedelta(days=row["days_ago"])
    words = {name: row[name] for name in ("decision", "approach", "answer") if name in row}
    issue = Issue.objects.create(
        community=community,
        title=row["title"],
        text=row["text"],
        status=row["status"],
        proposed_by=by,
        decided_at=now - timedelta(days=3) if "decision" in row else None,
        **words,
    )
    Issue.objects.filter(pk=issue.pk).update(proposed_at=since)
    IssueVersion.objects.create(issue=issue, number=1, title=issue.title, text=issue.text, by=by)
    coordinator = coordinators_of(community).select_related("user").earliest("pk").user
    _tell_story(issue, by, coordinator, since, now)
    for interest in row.get("interests", []):
        Interest.objects.create(issue=issue, organisation=organisations.get(interest["of"]), text=interest["text"])
    return issue


def _tell_story(issue: Issue, by: User, coordinator: User, since: datetime, now: datetime) -> None:
    """Note each step that led to where the issue stands: the first ones soon after it was proposed."""
    reached = STEPS.index(issue.status) if issue.status in STEPS else 0
    moments = [since, since + timedelta(days=2), now - timedelta(days=3), now - timedelta(days=1)]
    for position, kind in enumerate(["proposed", *STEPS[1 : reached + 1]]):
        note = issue.decision if kind == "committed" else ""
        step = IssueStep.objects.create(issue=issue, kind=kind, by=coordinator if position else by, note=note)
        IssueStep.objects.filter(pk=step.pk).update(at=moments[position])


def _weigh(community: Community, row: dict[str, Any], issues: dict[str, Issue], now: datetime) -> None:
    weighing = Weighing.objects.create(community=community, dots=row["dots"])
    if "closed_days_ago" in row:
        closed_at = now - timedelta(days=row["closed_days_ago"])
        Weighing.objects.filter(pk=weighing.pk).update(closed_at=closed_at, opened_at=closed_at - timedelta(days=9))
    weighing.issues.set(issues[title] for title in row["issues"])
    for group in row["groups"]:
        facts = {"sector": group["sector"], "role": group["role"], "people": group["people"], "is_paper": True}
        ballot = Ballot.objects.create(weighing=weighing, **facts)
        Dots.objects.bulk_create(
            Dots(ballot=ballot, issue=issues[title], number=number)
            for title, number in zip(row["issues"], group["dots"], strict=True)
            if number
        )
