"""Who says that they are there, who keeps the list, and who reads it."""

from typing import Any

from django.db.models import Q

from communities.permissions import in_community, is_coordinator
from leerkring.core.clock import moment
from leerkring.core.permissions import NOBODY, rule

from ..models import Meeting, Presence
from .base import CIRCLE, leads, of_meetings
from .meeting import lead_meeting, take_part, view_meeting

OPEN = Q(presence_signed_at__isnull=True)


def _has_opened() -> Q:
    return Q(starts_at__lte=moment() + Meeting.DOORS_OPEN)


def _is_in_time() -> Q:
    """Return the condition that the code hangs on a wall now; nobody walks into a meeting that is only online."""
    on_location = ~Q(format=Meeting.Format.ONLINE)
    return OPEN & on_location & _has_opened() & Q(ends_at__gt=moment() - Meeting.DOORS_CLOSE)


@rule("meetings.show_presence_code")
def show_presence_code(user: Any) -> Q:
    """Who leads the meeting hangs the code on the wall, while it is of use."""
    return lead_meeting(user) & _is_in_time()


@rule("meetings.report_presence")
def report_presence(user: Any) -> Q:
    """Members say with the code that they are there."""
    return take_part(user) & _is_in_time()


@rule("meetings.keep_presence")
def keep_presence(user: Any) -> Q:
    """Who leads the meeting ticks the list, from an hour before it until it is signed."""
    return lead_meeting(user) & OPEN & _has_opened()


@rule("meetings.sign_presence")
def sign_presence(user: Any) -> Q:
    """Who leads the meeting signs the list once, when the meeting is over."""
    return lead_meeting(user) & OPEN & Q(ends_at__lte=moment())


@rule("meetings.correct_presence")
def correct_presence(user: Any) -> Q:
    """Who leads the meeting corrects a signed list, with the reason."""
    return lead_meeting(user) & Q(presence_signed_at__isnull=False)


@rule("meetings.view_presence_list")
def view_presence_list(user: Any) -> Q:
    """Who leads the meeting reads the list with its times and its log; also of a closed circle, and after it."""
    return Q(status=Meeting.Status.PLANNED) & _has_opened() & leads(user)


@rule("meetings.export_presence")
def export_presence(user: Any) -> Q:
    """Coordinators take the list along."""
    return Q(status=Meeting.Status.PLANNED) & _has_opened() & is_coordinator(user, path=CIRCLE)


@rule("meetings.view_who_was_there")
def view_who_was_there(user: Any) -> Q:
    """Members and alumni read who was there, once the list is signed."""
    return Q(presence_signed_at__isnull=False) & view_meeting(user) & in_community(user, path=CIRCLE, alumni=True)


@rule("meetings.view_presence")
def view_presence(user: Any) -> Q:
    """Everybody reads their own row, who leads the meeting every row."""
    if not user.is_authenticated:
        return NOBODY
    own = Q(user=user.pk, user__isnull=False) & of_meetings(user, "meetings.view_meeting")
    return own | of_meetings(user, "meetings.view_presence_list")


@rule("meetings.view_presence_correction")
def view_presence_correction(user: Any) -> Q:
    """Who reads a row reads what was changed in it, by whom and why."""
    return Q(presence__in=Presence.objects.filter(view_presence(user)).values("pk"))
