"""Consultations that were held, and the board of findings."""

from datetime import datetime, timedelta
from typing import Any

from casework.methods import find_built_in
from casework.models import Case, Finding, FindingMove, FollowUp, RecordItem, Seat, Session, SessionStep
from communities.models import Community
from leerkring.accounts.models import User
from meetings.models import ActionItem, Meeting

Rows = list[dict[str, Any]]


def load_sessions(data: dict[str, Rows], communities: dict[str, Community], users: dict[str, User]) -> None:
    """Let tables have talked, and circles have found something; what is there already stays as it is."""
    for row in data["sessions"]:
        _session(communities[row["circle"]], row, users)
    for row in data["findings"]:
        _finding(communities[row["circle"]], row, users)


def _session(community: Community, row: dict[str, Any], users: dict[str, User]) -> None:
    number, place = row["meeting"]
    meeting = Meeting.objects.get(cycle__community=community, cycle__number=number, number=place)
    case = Case.objects.filter(community=community, title=row["case"]).first()
    plan = find_built_in(row["method"])
    assert plan is not None
    began = meeting.starts_at + timedelta(hours=1, minutes=15)
    facts = {
        "plan": plan.prepared(row["minutes"]).as_json(),
        "status": Session.Status.CLOSED,
        "step": len(plan.steps),
        "began_at": began,
        "ended_at": began + timedelta(minutes=row["minutes"]),
        "closed_at": began + timedelta(hours=3),
    }
    session, is_new = Session.objects.get_or_create(meeting=meeting, case=case, defaults=facts)
    if is_new:
        SessionStep.objects.bulk_create(
            SessionStep(session=session, position=at, minutes=step.minutes, spent=step.minutes * 60)
            for at, step in enumerate(session.method.steps, 1)
        )
        Seat.objects.bulk_create(Seat(session=session, user=users[name], role=role) for name, role in row["seats"])
        _record(session, row, users, began)


def _record(session: Session, row: dict[str, Any], users: dict[str, User], began: datetime) -> None:
    for kind, name, text in row["record"]:
        RecordItem.objects.create(session=session, kind=kind, author=users[name], text=text)
    owner = users[row["seats"][0][0]]
    for action in row["actions"]:
        due = (began + timedelta(days=action["days"])).date()
        item = RecordItem.objects.create(
            session=session, kind=RecordItem.Kind.ACTION, author=owner, text=action["what"], due_on=due
        )
        facts = {"owner": owner, "due_on": due, "meeting": session.meeting, "created_by": owner}
        agreed = ActionItem.objects.create(community=session.meeting.cycle.community, what=action["what"], **facts)
        outcome = action.get("outcome", "")
        answer = {"outcome": outcome, "story": action.get("story", "")}
        answer |= {"answered_at": began + timedelta(days=action["days"])} if outcome else {}
        FollowUp.objects.create(session=session, item=item, action_item=agreed, owner=owner, **answer)


def _finding(community: Community, row: dict[str, Any], users: dict[str, User]) -> None:
    title = row.get("from", "")
    session = Session.objects.filter(meeting__cycle__community=community, case__title=title).first() if title else None
    facts = {"stage": row["moves"][-1][0], "created_by": users[row["by"]], "session": session}
    finding, is_new = Finding.objects.get_or_create(community=community, text=row["text"], defaults=facts)
    if is_new:
        for stage, name, note in row["moves"]:
            FindingMove.objects.create(finding=finding, to_stage=stage, by=users[name], note=note)
