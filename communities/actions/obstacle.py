"""Reporting what stands in the way, and getting it out of the way."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.actions import About, Intent, notify_all

from ..models import Community, Obstacle, ObstacleStep, ProgrammeMember
from .membership import coordinators_of

REPORTED = "communities.obstacle_reported"
OWNED = "communities.obstacle_owned"
MOVED = "communities.obstacle_moved"
Status, Step = Obstacle.Status, ObstacleStep.Kind


@transaction.atomic
def report_obstacle(community: Community, *, by: User, title: str, description: str, kind: str) -> Obstacle:
    """Report an obstacle; coordinators are told. The same words again, while it is open, are one report."""
    circle = Community.objects.select_for_update().get(pk=community.pk)
    if circle.status != Community.Status.ACTIVE:
        raise Refused(_("This circle isn’t running, so nothing can be reported in it."))
    facts = {"title": title.strip(), "description": description.strip(), "kind": kind}
    if known := circle.obstacles.open().filter(reported_by=by, **facts).first():
        return known
    row = Obstacle.objects.create(community=circle, reported_by=by, **facts)
    _note(row, Step.REPORTED, by)
    people = [one.user for one in coordinators_of(circle).select_related("user") if one.user_id != by.pk]
    _tell(REPORTED, people, row, "reported")
    return row


@transaction.atomic
def change_obstacle(
    obstacle: Obstacle, *, by: User, version: int, title: str, description: str, kind: str
) -> Obstacle:
    """Change the words. ``Overtaken`` when somebody saved in between."""
    row = _lock(obstacle, version)
    facts = {"title": title.strip(), "description": description.strip(), "kind": kind}
    if all(getattr(row, name) == value for name, value in facts.items()):
        return row
    _refuse_closed(row)
    _note(row, Step.CHANGED, by)
    return _save(row, **facts)


@transaction.atomic
def assign_obstacle(obstacle: Obstacle, *, by: User, version: int, owner: User) -> Obstacle:
    """Name who looks after it; they are told, unless they named themselves. The same owner again is harmless."""
    row = _lock(obstacle)
    if row.owner_id == owner.pk and row.is_open:
        return row
    _refuse_closed(row)
    _refuse_overtaken(row, version)
    if not possible_owners(row).filter(pk=owner.pk).exists():
        raise Refused(_("This person is no longer in the circle. Choose somebody else."))
    step = _note(row, Step.ASSIGNED, by, owner=owner)
    status = Status.OWNED if row.status == Status.REPORTED else row.status
    _save(row, owner=owner, status=status)
    _tell(OWNED, [owner] if owner.pk != by.pk else [], row, f"owned:{step.pk}")
    return row


@transaction.atomic
def plan_obstacle(
    obstacle: Obstacle, *, by: User, version: int, action: str, action_due: date | None = None
) -> Obstacle:
    """Write down what will be done. Somebody must own it; the same words again are harmless."""
    row = _lock(obstacle)
    words = action.strip()
    if row.status == Status.ACTION and (row.action, row.action_due) == (words, action_due):
        return row
    _refuse_closed(row)
    _refuse_overtaken(row, version)
    if row.owner_id is None:
        raise Refused(_("Name an owner first: without one nobody does it."))
    _note(row, Step.ACTION, by, note=words)
    return _save(row, status=Status.ACTION, action=words, action_due=action_due)


@transaction.atomic
def close_obstacle(obstacle: Obstacle, *, by: User, version: int, outcome: str, conclusion: str) -> Obstacle:
    """End it as removed or accepted, with the reason; who reported it is told. Twice the same is harmless."""
    row = _lock(obstacle)
    words = conclusion.strip()
    if (row.status, row.conclusion) == (outcome, words):
        return row
    _refuse_closed(row)
    _refuse_overtaken(row, version)
    if outcome not in Obstacle.NEXT[Status(row.status)] or not words:
        raise Refused(_("Say how it ended, and why."))
    step = _note(row, Step(outcome), by, note=words)
    _save(row, status=outcome, conclusion=words, closed_at=timezone.now())
    _tell(MOVED, _reporter(row, by), row, f"closed:{step.pk}")
    return row


@transaction.atomic
def take_up_obstacle(obstacle: Obstacle, *, by: User) -> Obstacle:
    """Take it up for the whole programme; who reported it and the coordinators are told. Twice is harmless."""
    row = _lock(obstacle)
    if row.taken_up_at:
        return row
    _refuse_closed(row)
    step = _note(row, Step.TAKEN_UP, by)
    _save(row, taken_up_at=timezone.now())
    people = {one.user_id: one.user for one in coordinators_of(row.community).select_related("user")}
    people |= {person.pk: person for person in _reporter(row, by)}
    _tell(MOVED, [person for person in people.values() if person.pk != by.pk], row, f"taken-up:{step.pk}")
    return row


@transaction.atomic
def reopen_obstacle(obstacle: Obstacle, *, by: User) -> Obstacle:
    """Open again what turns out to be there still, with its owner and its action. Twice is harmless."""
    row = _lock(obstacle)
    if row.is_open:
        return row
    _note(row, Step.REOPENED, by, note=row.conclusion)
    status = Status.ACTION if row.owner_id and row.action else Status.OWNED if row.owner_id else Status.REPORTED
    return _save(row, status=status, closed_at=None, conclusion="")


def possible_owners(obstacle: Obstacle) -> QuerySet[User]:
    """Return who can own it: members of the circle, and of the team once the programme took it up."""
    members = obstacle.community.memberships.active().values("user")
    who = Q(pk__in=members)
    if obstacle.taken_up_at:
        team = ProgrammeMember.objects.filter(programme=obstacle.community.programme_id)
        who |= Q(pk__in=team.values("user"))
    return User.objects.filter(who, is_active=True).order_by("given_name", "family_name", "pk")


def _reporter(row: Obstacle, by: User) -> list[User]:
    """Who reported it, when that is somebody else who still is in the circle."""
    person = row.reported_by
    if person is None or person.pk == by.pk:
        return []
    return [person] if row.community.memberships.reading().filter(user=person).exists() else []


def _lock(obstacle: Obstacle, version: int | None = None) -> Obstacle:
    rows = Obstacle.objects.select_for_update(of=("self",)).select_related("community__programme", "reported_by")
    row = rows.get(pk=obstacle.pk)
    if version is not None:
        _refuse_overtaken(row, version)
    return row


def _refuse_overtaken(row: Obstacle, version: int) -> None:
    if row.version != version:
        raise Overtaken(_("Somebody else changed this obstacle while you were busy."))


def _refuse_closed(row: Obstacle) -> None:
    if not row.is_open:
        raise Refused(_("This obstacle has been closed meanwhile."))


def _save(row: Obstacle, **facts: Any) -> Obstacle:
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*facts, "version"])
    return row


def _note(row: Obstacle, kind: str, by: User, *, owner: User | None = None, note: str = "") -> ObstacleStep:
    return ObstacleStep.objects.create(obstacle=row, kind=kind, by=by, owner=owner, note=note)


def _tell(kind: str, people: list[User], row: Obstacle, event: str) -> None:
    key, facts = f"obstacle:{row.pk}:{event}", {"obstacle": row.pk, "event": event.partition(":")[0]}
    where = About(row.community_id)
    notify_all(kind, [Intent(person, key, facts, about=where) for person in people if person.is_active])
