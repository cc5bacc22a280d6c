"""Assignments: who sees the board, who signs up, and who guides."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Assignment, AssignmentApplication, Community, Membership
from .base import in_community

Role, Status = Membership.Role, Assignment.Status
# Who offers assignments and chooses.
GUIDES = (Role.COORDINATOR, Role.AREA_LECTURER)
# Whom they are for.
DOERS = (Role.STUDENT, Role.PROFESSIONAL)
RUNNING = Q(community__status=Community.Status.ACTIVE)


def _guides(user: Any) -> Q:
    """Return the condition that ``user`` guides it: by their role in its circle, or as its supervisor there."""
    if not user.is_authenticated:
        return NOBODY
    return in_community(user, *GUIDES) | (Q(supervisor=user.pk) & in_community(user))


def _around(user: Any, *roles: str) -> Q:
    """Return the condition that ``user`` takes part in a circle of its programme, with one of ``roles`` when given."""
    circles = Community.objects.filter(in_community(user, *roles, path="pk"))
    return Q(community__programme__in=circles.values("programme"))


def _did(user: Any, *statuses: str) -> Q:
    mine = AssignmentApplication.objects.filter(applicant=user.pk)
    return Q(pk__in=(mine.filter(status__in=statuses) if statuses else mine).values("assignment"))


@rule("communities.view_assignment")
def view_assignment(user: Any) -> Q:
    """The board is for who takes part in a circle of the programme; a draft for who guides it.

    Who signed up keeps seeing it, also when it was withdrawn.
    """
    if not user.is_authenticated:
        return NOBODY
    return _guides(user) | (Q(status__in=Assignment.SHOWN) & _around(user)) | _did(user)


@rule("communities.guide_assignment")
def guide_assignment(user: Any) -> Q:
    """Who guides it sees who signed up and why, also later."""
    return _guides(user)


@rule("communities.change_assignment")
def change_assignment(user: Any) -> Q:
    """Who guides it changes it and chooses, until it is over or the circle is."""
    return RUNNING & Q(status__in=[Status.DRAFT, Status.PUBLISHED, Status.STARTED]) & _guides(user)


@rule("communities.apply_assignment")
def apply_assignment(user: Any) -> Q:
    """Students and professionals of the programme sign up while it is open; who guides it doesn't."""
    if not user.is_authenticated:
        return NOBODY
    return RUNNING & Q(status=Status.PUBLISHED) & _around(user, *DOERS) & ~_guides(user)


@rule("communities.record_assignment")
def record_assignment(user: Any) -> Q:
    """Who does it and who guides it write down what was done, while it runs."""
    if not user.is_authenticated:
        return NOBODY
    doing = _did(user, AssignmentApplication.Status.CHOSEN) & _around(user)
    return RUNNING & Q(status=Status.STARTED) & (_guides(user) | doing)


@rule("communities.reflect_assignment")
def reflect_assignment(user: Any) -> Q:
    """Who was chosen looks back on it, in a running circle of its programme; not on what was withdrawn."""
    if not user.is_authenticated:
        return NOBODY
    circles = Community.objects.filter(in_community(user, path="pk"), status=Community.Status.ACTIVE)
    done = Q(status__in=Assignment.SHOWN) & _did(user, AssignmentApplication.Status.CHOSEN)
    return done & Q(community__programme__in=circles.values("programme"))


@rule("communities.add_assignment")
def add_assignment(user: Any) -> Q:
    """Coordinators and neighbourhood lecturers offer assignments in a running circle; a condition on circles."""
    return Q(status=Community.Status.ACTIVE) & in_community(user, *GUIDES, path="pk")


@rule("communities.view_application")
def view_application(user: Any) -> Q:
    """Their own, and of all that signed up for what they guide."""
    if not user.is_authenticated:
        return NOBODY
    guided = Assignment.objects.filter(_guides(user))
    return Q(applicant=user.pk) | Q(assignment__in=guided.values("pk"))
