"""What happens to learning goals. Only their owner decides."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import LearningGoal
from .sheet import Conflict


def add_goal(values: Mapping[str, Any], *, by: User, page: UUID) -> LearningGoal:
    """Make a goal; the same open page makes it once."""
    goal, _created = LearningGoal.objects.get_or_create(owner=by, page=page, defaults=dict(values))
    return goal


def change_goal(goal: LearningGoal, values: Mapping[str, Any], *, by: User, version: int) -> LearningGoal:
    """Change a goal. Raises ``Conflict`` when it was changed elsewhere since ``version``."""
    with transaction.atomic():
        row = _locked(goal, by=by)
        if row.version != version:
            raise Conflict(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        return row


def reach_goal(goal: LearningGoal, *, by: User) -> LearningGoal:
    """Say that it is reached, or take that back; its reflections stay."""
    with transaction.atomic():
        row = _locked(goal, by=by)
        row.reached_at = None if row.reached_at else timezone.now()
        row.save(update_fields=["reached_at"])
        return row


def delete_goal(goal: LearningGoal, *, by: User) -> None:
    """Throw the goal away; reflections that were about it keep their text, and are about it no more."""
    with transaction.atomic():
        _locked(goal, by=by).delete()


def _locked(goal: LearningGoal, *, by: User) -> LearningGoal:
    row = LearningGoal.objects.select_for_update().filter(pk=goal.pk, owner=by).first()
    if row is None:
        raise Refused(_("This learning goal has been deleted in the meantime."))
    return row
