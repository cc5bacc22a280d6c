"""Where an outcome came from: told by its writers, read by who may read both."""

from typing import Any

from django.db.models import Q

from communities.models import Assignment
from leerkring.core.permissions import rule

from ..models import Outcome


@rule("casework.view_origin")
def view_origin(user: Any) -> Q:
    """Who finds the outcome and sees the assignment; neither gives the other away."""
    outcomes = Outcome.objects.permitted(user, "casework.view_outcome")
    assignments = Assignment.objects.permitted(user, "communities.view_assignment")
    return Q(outcome__in=outcomes.values("pk"), assignment__in=assignments.values("pk"))
