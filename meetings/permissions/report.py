"""Who writes, approves and reads the report of a meeting and its public summary."""

from typing import Any

from django.db.models import Q

from leerkring.core.clock import moment
from leerkring.core.permissions import rule

from ..models import Report
from .base import has_begun, leads
from .harvest import approved
from .meeting import lead_meeting, take_part, view_meeting, view_meeting_outline


def _is_over() -> Q:
    return Q(ends_at__lte=moment())


def _published() -> Q:
    return Q(pk__in=Report.objects.filter(summary_published_at__isnull=False).values("meeting"))


@rule("meetings.view_report")
def view_report(user: Any) -> Q:
    """Members and alumni read an approved report; who leads sees the draft from the start of the meeting."""
    return (approved() & view_meeting(user)) | (has_begun() & leads(user))


@rule("meetings.change_report")
def change_report(user: Any) -> Q:
    """Who leads writes the introduction until the report is approved."""
    return has_begun() & ~approved() & lead_meeting(user)


@rule("meetings.approve_report")
def approve_report(user: Any) -> Q:
    """Who leads approves the report when the meeting is over."""
    return _is_over() & change_report(user)


@rule("meetings.reopen_report")
def reopen_report(user: Any) -> Q:
    """Who leads opens an approved report again, in a running circle."""
    return approved() & lead_meeting(user)


@rule("meetings.view_summary")
def view_summary(user: Any) -> Q:
    """Whoever sees the circle reads a published summary."""
    return _published() & view_meeting_outline(user)


@rule("meetings.ask_summary")
def ask_summary(user: Any) -> Q:
    """Members ask for a public summary of a meeting that is over, as long as there is none."""
    asked = Q(pk__in=Report.objects.filter(summary_asked_at__isnull=False).values("meeting"))
    return _is_over() & ~_published() & ~asked & take_part(user)


@rule("meetings.change_summary")
def change_summary(user: Any) -> Q:
    """Who leads writes, publishes and withdraws the summary of a meeting that is over."""
    return _is_over() & lead_meeting(user)
