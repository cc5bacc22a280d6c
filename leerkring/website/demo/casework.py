"""Cases, reflections and outcomes."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from casework.actions.agreement import default_text
from casework.actions.library import index_outcomes
from casework.models import (
    Agreement,
    AgreementAcceptance,
    Case,
    CaseWeighing,
    Outcome,
    OutcomeAuthor,
    OutcomeVersion,
)
from communities.models import Community
from leerkring.accounts.models import User
from meetings.models import Meeting

Rows = list[dict[str, Any]]
TEXTS = Path(__file__).resolve().parent / "outcomes"


def load_cases(rows: Rows, communities: dict[str, Community], users: dict[str, User], now: datetime) -> None:
    """Let people bring their cases, each in its own state."""
    for row in rows:
        is_draft = row["status"] == Case.Status.DRAFT
        is_open = row["status"] in Case.OPEN
        meeting = meeting_of(communities[row["circle"]], row.get("meeting"))
        is_expired = row["status"] == Case.Status.EXPIRED
        texts = {field: "" if is_expired else row.get(field, "").strip() for field in Case.TEXTS}
        checks = dict.fromkeys(Case.CHECKS, not is_draft)
        case, is_new = Case.objects.get_or_create(
            owner=users[row["owner"]],
            page=page_of(row["title"]),
            defaults=texts
            | checks
            | {
                "community": communities[row["circle"]],
                "meeting": meeting,
                "wanted": row["wanted"],
                "status": row["status"],
                "grade": row.get("grade", Case.Grade.CIRCLE),
                "preferred_method": row.get("method", ""),
                "remark": row.get("remark", ""),
                "returned_at": now - timedelta(days=1) if "remark" in row else None,
                "submitted_at": None if is_draft else _shortly_before(meeting, now),
                "released_at": _shortly_before(meeting, now) if is_open else None,
                "discussed_at": meeting.ends_at if meeting and row["status"] == Case.Status.DISCUSSED else None,
            },
        )
        if is_new:
            _weigh(case, row.get("weighed", {}), users)


def _weigh(case: Case, found: dict[str, list[str]], users: dict[str, User]) -> None:
    """Let who comes say what they find of a case."""
    CaseWeighing.objects.bulk_create(
        CaseWeighing(case=case, member=users[name], **{f"is_{criterion}": True for criterion in criteria})
        for name, criteria in found.items()
    )


def load_agreements(communities: dict[str, Community]) -> None:
    """Let everybody have promised to be silent, but who joined last: they are asked when they open the cases."""
    for community in communities.values():
        if community.is_draft or Agreement.objects.filter(community=community).exists():
            continue
        people = [row.user_id for row in community.memberships.active().order_by("joined_at", "pk")]
        agreement = Agreement.objects.create(community=community, number=1, text=default_text())
        AgreementAcceptance.objects.bulk_create(
            AgreementAcceptance(agreement=agreement, user_id=person) for person in people[: max(len(people) - 1, 1)]
        )


def load_outcomes(rows: Rows, communities: dict[str, Community], users: dict[str, User], now: datetime) -> None:
    """Let circles write, and freeze what they published."""
    for row in rows:
        moments = [now - timedelta(weeks=weeks, days=1) for _number, weeks, _note in row["versions"]]
        outcome, is_new = Outcome.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "community": communities[row["circle"]],
                "kind": row["kind"],
                "title": row["title"],
                "abstract": row["abstract"],
                "body": (TEXTS / f"{row['slug']}.md").read_text(encoding="utf-8"),
                "status": Outcome.Status.PUBLISHED if moments else Outcome.Status.DRAFT,
                "published_at": moments[0] if moments else None,
                "stamped_at": moments[-1] if moments else None,
                **row.get("terms", {}),
                "created_by": users[row["authors"][0]],
            },
        )
        if is_new:
            _set_authors(outcome, [users[name] for name in row["authors"]])
            for (number, _weeks, note), moment in zip(row["versions"], moments, strict=True):
                _freeze(outcome, number, note, moment)
            index_outcomes([outcome.pk])


def _set_authors(outcome: Outcome, people: list[User]) -> None:
    places = outcome.community.memberships.select_related("organisation")
    organisations = {place.user_id: place.organisation for place in places}
    OutcomeAuthor.objects.bulk_create(
        OutcomeAuthor(
            outcome=outcome,
            position=position,
            user=person,
            name=person.full_name,
            given_name=person.given_name,
            tussenvoegsel=person.tussenvoegsel,
            family_name=person.family_name,
            organisation=organisations.get(person.pk),
        )
        for position, person in enumerate(people, start=1)
    )


def _freeze(outcome: Outcome, number: str, note: str, moment: datetime) -> None:
    authors = [row.person for row in outcome.authors.select_related("organisation")]
    OutcomeVersion.objects.create(
        outcome=outcome,
        number=number,
        title=outcome.title,
        abstract=outcome.abstract,
        body=outcome.body,
        author_line=", ".join(person.with_organisation for person in authors),
        people=[person.as_data() for person in authors],
        change_note=note,
        frozen_by=outcome.created_by,
        frozen_at=moment,
    )


def meeting_of(community: Community, place: list[int] | None) -> Meeting | None:
    if place is None:
        return None
    return Meeting.objects.get(cycle__community=community, cycle__number=place[0], number=place[1])


def _shortly_before(meeting: Meeting | None, now: datetime) -> datetime:
    moment = meeting.starts_at if meeting else now
    return min(moment, now) - timedelta(days=2)


def page_of(title: str) -> uuid.UUID:
    """Return what makes a text of the demo itself, whatever its owner changes in it later."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"leerkring-demo:{title}")
