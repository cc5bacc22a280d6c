"""Who asks a circle for a date, who answers, and who chooses."""

from typing import Any

from django.db.models import Q

from communities.permissions import in_community, is_coordinator
from leerkring.core.clock import moment
from leerkring.core.permissions import rule

from ..models import DatePoll, Meeting
from .base import CIRCLE, RUNNING, of_meetings

OPEN = Q(status=DatePoll.Status.OPEN)
CIRCLE_OF_POLL = f"meeting__{CIRCLE}"


@rule("meetings.start_poll")
def start_poll(user: Any) -> Q:
    """Coordinators of a running circle ask about a planned meeting that has not begun."""
    to_come = Q(status=Meeting.Status.PLANNED, starts_at__gt=moment())
    return RUNNING & to_come & is_coordinator(user, path=CIRCLE)


@rule("meetings.view_poll")
def view_poll(user: Any) -> Q:
    """Who sees a meeting sees how its date was looked for."""
    return of_meetings(user, "meetings.view_meeting")


@rule("meetings.vote_poll")
def vote_poll(user: Any) -> Q:
    """Members of a running circle answer while it is open and the meeting has not begun."""
    to_come = Meeting.objects.filter(RUNNING & Q(status=Meeting.Status.PLANNED, starts_at__gt=moment()))
    return OPEN & Q(meeting__in=to_come.values("pk")) & in_community(user, path=CIRCLE_OF_POLL)


@rule("meetings.close_poll")
def close_poll(user: Any) -> Q:
    """Coordinators of a running circle choose a date, or stop; also when the meeting was cancelled meanwhile."""
    running = Meeting.objects.filter(RUNNING)
    return OPEN & Q(meeting__in=running.values("pk")) & is_coordinator(user, path=CIRCLE_OF_POLL)


@rule("meetings.view_votes")
def view_votes(user: Any) -> Q:
    """Coordinators see who answered what; others see numbers."""
    return is_coordinator(user, path=CIRCLE_OF_POLL)
