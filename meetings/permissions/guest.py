"""Who asks guests, and who sees them."""

from typing import Any

from django.db.models import Q

from communities.permissions import is_coordinator
from leerkring.core.permissions import rule

from ..models import Guest, GuestFile, Meeting
from .base import CIRCLE, RUNNING, of_meetings
from .meeting import cancel_meeting


@rule("meetings.view_guests")
def view_guests(user: Any) -> Q:
    """Coordinators see whom they asked to a meeting, also when it is over."""
    return ~Q(status=Meeting.Status.DRAFT) & is_coordinator(user, path=CIRCLE)


@rule("meetings.change_guests")
def change_guests(user: Any) -> Q:
    """Coordinators of a running circle ask guests to a planned meeting until it is over."""
    return RUNNING & cancel_meeting(user)


@rule("meetings.view_guest")
def view_guest(user: Any) -> Q:
    """Members see of a meeting they see who is coming from outside, and who left something there."""
    brought = Q(status=Guest.Status.INVITED, pk__in=GuestFile.objects.values("guest"))
    return (Q(status=Guest.Status.CONFIRMED) | brought) & of_meetings(user, "meetings.view_meeting")


def view_guest_file(user: Any) -> Q:
    """What a guest brought is for whoever sees that guest, and for coordinators; a condition on files."""
    listed = Guest.objects.listed().filter(view_guest(user) | tidy_guest(user))
    return Q(pk__in=GuestFile.objects.filter(guest__in=listed.values("pk")).values("file"))


@rule("meetings.change_guest")
def change_guest(user: Any) -> Q:
    """Coordinators correct, ask again and withdraw a guest of a meeting to come."""
    return ~Q(status=Guest.Status.WITHDRAWN) & of_meetings(user, "meetings.change_guests")


@rule("meetings.tidy_guest")
def tidy_guest(user: Any) -> Q:
    """Coordinators take away what a guest left, also after the meeting."""
    return is_coordinator(user, path=f"meeting__{CIRCLE}")
