"""Who may do what with learning goals: nobody but their owner."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import rule

from .base import owned_by


@rule("casework.view_learning_goal")
def view_learning_goal(user: Any) -> Q:
    """Only who wants to learn it."""
    return owned_by(user, "owner")


@rule("casework.change_goal")
def change_goal(user: Any) -> Q:
    """Only who wants to learn it, and always."""
    return owned_by(user, "owner")
