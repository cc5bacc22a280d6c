"""Who reads and moves what a circle found."""

from typing import Any

from django.db.models import Q

from communities.models import Community
from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import rule

from .base import RUNNING, owned_by


@rule("casework.view_finding")
def view_finding(user: Any) -> Q:
    """Members; alumni keep reading it."""
    return in_community(user, alumni=True)


@rule("casework.view_findings")
def view_findings(user: Any) -> Q:
    """The board of a circle; a condition on circles."""
    return in_community(user, path="pk", alumni=True)


@rule("casework.add_finding")
def add_finding(user: Any) -> Q:
    """Members of a running circle; a condition on circles."""
    return Q(status=Community.Status.ACTIVE) & in_community(user, path="pk")


@rule("casework.change_finding")
def change_finding(user: Any) -> Q:
    """It is the circle's: every member of a running circle words and moves it; the history says who did."""
    return RUNNING & in_community(user)


@rule("casework.remove_finding")
def remove_finding(user: Any) -> Q:
    """Who put it there, and coordinators."""
    return RUNNING & in_community(user) & (owned_by(user, "created_by") | is_coordinator(user))
