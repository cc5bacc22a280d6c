"""Putting issues on the joint agenda, and bringing them further."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.actions import About, Intent, notify_all

from ..models import Community, Interest, Issue, IssueStep, IssueVersion, Organisation
from .membership import coordinators_of

PROPOSED = "communities.issue_proposed"
MOVED = "communities.issue_moved"
Status, Step = Issue.Status, IssueStep.Kind


def refuse_without_agenda(circle: Community) -> None:
    """Refuse what belongs to the agenda in a circle that does not run, or has none."""
    if circle.status != Community.Status.ACTIVE:
        raise Refused(_("This circle isn’t running, so its agenda can’t be changed."))
    if not circle.has_module(Community.Module.AGENDA):
        raise Refused(_("The joint agenda is switched off in this circle. A coordinator can switch it on."))


@transaction.atomic
def propose_issue(
    community: Community, *, by: User, title: str, text: str, organisation: Organisation | None = None
) -> Issue:
    """Propose an issue; coordinators are told. The same words again, while it waits, are one proposal."""
    circle = Community.objects.select_for_update().get(pk=community.pk)
    refuse_without_agenda(circle)
    facts: dict[str, Any] = {"title": title.strip(), "text": text.strip(), "organisation": organisation}
    if known := circle.issues.filter(proposed_by=by, status=Status.DRAFT, **facts).first():
        return known
    row = Issue.objects.create(community=circle, proposed_by=by, **facts)
    IssueVersion.objects.create(issue=row, number=1, title=row.title, text=row.text, by=by)
    _note(row, Step.PROPOSED, by)
    people = [one.user for one in coordinators_of(circle).select_related("user") if one.user_id != by.pk]
    _tell(PROPOSED, people, row, "proposed")
    return row


@transaction.atomic
def change_issue(issue: Issue, *, by: User, version: int, title: str, text: str) -> Issue:
    """Put an issue otherwise; what it said before stays as a version. ``Overtaken`` when somebody saved in between."""
    row = lock_issue(issue)
    _refuse_overtaken(row, version)
    if row.status not in Issue.OPEN:
        raise Refused(_("Something was decided about this issue meanwhile. Its words stay as they are."))
    facts = {"title": title.strip(), "text": text.strip()}
    if (row.title, row.text) == tuple(facts.values()):
        return row
    IssueVersion.objects.create(issue=row, number=row.versions.count() + 1, by=by, **facts)
    _note(row, Step.CHANGED, by)
    return _save(row, **facts)


@transaction.atomic
def set_interest(
    issue: Issue, *, by: User, organisation: Organisation | None, text: str, version: int = 0
) -> Interest:
    """Write down what an organisation, or the residents (None), have at stake; there is one text for each."""
    row = lock_issue(issue)
    if row.status not in Issue.OPEN:
        raise Refused(_("Something was decided about this issue meanwhile. Its words stay as they are."))
    known = row.interests.filter(organisation=organisation).first()
    words = text.strip()
    if known is None:
        return Interest.objects.create(issue=row, organisation=organisation, text=words, by=by)
    if known.text == words:
        return known
    if known.version != version:
        raise Overtaken(_("Somebody else wrote down this interest while you were busy."))
    known.text, known.by, known.version = words, by, known.version + 1
    known.save(update_fields=["text", "by", "version"])
    return known


@transaction.atomic
def move_issue(issue: Issue, *, by: User, to: str, note: str = "") -> Issue:
    """Bring an issue a step further, or take it off the agenda; who proposed it is told. Twice is harmless."""
    row = lock_issue(issue)
    if row.status == to:
        return row
    if to not in Issue.NEXT[Status(row.status)] or to in {Status.COMMITTED, Status.ANSWERED}:
        raise Refused(_("This issue can’t take that step now. Look at where it stands."))
    _note(row, Step(to), by, note.strip())
    _save(row, status=to)
    _tell(MOVED, _proposer(row, by), row, f"{to}:{row.version}")
    return row


@transaction.atomic
def decide_issue(issue: Issue, *, by: User, version: int, decision: str, approach: str) -> Issue:
    """Let the circle commit itself: why this issue, and how it will be approached. Twice the same is harmless."""
    row = lock_issue(issue)
    words = {"decision": decision.strip(), "approach": approach.strip()}
    if row.status == Status.COMMITTED and (row.decision, row.approach) == tuple(words.values()):
        return row
    _refuse_overtaken(row, version)
    if row.status != Status.ALIGN or not all(words.values()):
        raise Refused(_("Only what stands on the agenda is decided on, with reasons and an approach."))
    _note(row, Step.COMMITTED, by, words["decision"])
    _save(row, status=Status.COMMITTED, decided_at=timezone.now(), **words)
    _tell(MOVED, _proposer(row, by), row, f"committed:{row.version}")
    return row


@transaction.atomic
def answer_issue(issue: Issue, *, by: User, version: int, answer: str) -> Issue:
    """Write down what the circle found; who proposed it is told. Twice the same is harmless."""
    row = lock_issue(issue)
    words = answer.strip()
    if (row.status, row.answer) == (Status.ANSWERED, words):
        return row
    _refuse_overtaken(row, version)
    if row.status != Status.IN_PROGRESS or not words:
        raise Refused(_("Only what is in progress can be answered."))
    _note(row, Step.ANSWERED, by)
    _save(row, status=Status.ANSWERED, answer=words)
    _tell(MOVED, _proposer(row, by), row, f"answered:{row.version}")
    return row


def lock_issue(issue: Issue) -> Issue:
    """Return the row as it stands now, locked, of a circle that may change its agenda."""
    rows = Issue.objects.select_for_update(of=("self",)).select_related("community__programme", "proposed_by")
    row = rows.get(pk=issue.pk)
    refuse_without_agenda(row.community)
    return row


def _proposer(row: Issue, by: User) -> list[User]:
    """Who proposed it, when that is somebody else who still is in the circle."""
    person = row.proposed_by
    if person is None or person.pk == by.pk:
        return []
    return [person] if row.community.memberships.reading().filter(user=person).exists() else []


def _refuse_overtaken(row: Issue, version: int) -> None:
    if row.version != version:
        raise Overtaken(_("Somebody else changed this issue while you were busy."))


def _save(row: Issue, **facts: Any) -> Issue:
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*facts, "version"])
    return row


def _note(row: Issue, kind: str, by: User, note: str = "") -> None:
    IssueStep.objects.create(issue=row, kind=kind, by=by, note=note)


def _tell(kind: str, people: list[User], row: Issue, event: str) -> None:
    key, facts = f"issue:{row.pk}:{event}", {"issue": row.pk, "status": row.status}
    where = About(row.community_id)
    notify_all(kind, [Intent(person, key, facts, about=where) for person in people if person.is_active])
