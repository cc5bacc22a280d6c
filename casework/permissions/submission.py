"""Who may do what with what was handed in. No rule asks whether somebody coordinates or is an operator."""

from typing import Any

from django.db.models import Q

from communities.permissions import in_community
from leerkring.core.permissions import NOBODY, rule

from ..models import Assessment, CaseIncident
from .base import owned_by


def _assesses(user: Any) -> Q:
    """Return the condition that ``user`` was asked to assess it, takes part in the circle, and nobody reported it."""
    if not user.is_authenticated:
        return NOBODY
    asked = Assessment.objects.filter(assessor=user.pk).values("submission")
    reported = CaseIncident.objects.filter(submission__isnull=False, closed_at=None).values("submission")
    return Q(pk__in=asked) & in_community(user) & ~Q(pk__in=reported)


@rule("casework.view_submission")
def view_submission(user: Any) -> Q:
    """Its author, and its two assessors."""
    return owned_by(user, "author") | _assesses(user)


@rule("casework.report_submission")
def report_submission(user: Any) -> Q:
    """Its two assessors hide it at once when somebody in it can be recognised."""
    return _assesses(user)


@rule("casework.assess_submission")
def assess_submission(user: Any) -> Q:
    """Its two assessors."""
    return _assesses(user)
