"""Who may do what with a meeting."""

from typing import Any

from django.db.models import Q

from communities.models import Community
from communities.permissions import in_community, is_coordinator, is_open
from leerkring.core.clock import moment
from leerkring.core.permissions import condition, rule

from ..models import Meeting
from .base import CIRCLE, RUNNING, leads


@rule("meetings.view_meeting")
def view_meeting(user: Any) -> Q:
    """Members see the meetings of their circles; those still in draft are for coordinators."""
    # Whoever coordinates a circle is in it. Said first and for all, a database begins with the circles of somebody; of
    # one condition or another it would look at every meeting there is.
    in_circle = in_community(user, path=CIRCLE, alumni=True)
    return in_circle & (~Q(status=Meeting.Status.DRAFT) | is_coordinator(user, path=CIRCLE))


@rule("meetings.view_meeting_outline")
def view_meeting_outline(user: Any) -> Q:
    """Who sees a circle sees of its meetings the number, theme and month; drafts are for coordinators."""
    visible = Community.objects.filter(condition(user, "communities.view_community"))
    outline = ~Q(status=Meeting.Status.DRAFT) & Q(**{f"{CIRCLE}__in": visible.values("pk")})
    return outline | is_coordinator(user, path=CIRCLE)


@rule("meetings.change_meeting")
def change_meeting(user: Any) -> Q:
    """Coordinators, until it is over or cancelled, or the circle is closed: what has been stays as it was."""
    going_on = ~Q(status=Meeting.Status.CANCELLED) & Q(ends_at__gt=moment())
    return is_open(CIRCLE) & going_on & is_coordinator(user, path=CIRCLE)


@rule("meetings.view_ledger")
def view_ledger(user: Any) -> Q:
    """Coordinators see what was sent about a meeting, also when it is over or cancelled."""
    return is_coordinator(user, path=CIRCLE)


@rule("meetings.cancel_meeting")
def cancel_meeting(user: Any) -> Q:
    """Coordinators cancel what members were told of; a draft is simply removed."""
    return Q(status=Meeting.Status.PLANNED) & change_meeting(user)


@rule("meetings.change_rhythm")
def change_rhythm(user: Any) -> Q:
    """Coordinators choose the mail around a meeting, also the mail that comes after it; until the circle is closed."""
    return is_open(CIRCLE) & ~Q(status=Meeting.Status.CANCELLED) & is_coordinator(user, path=CIRCLE)


@rule("meetings.lead_meeting")
def lead_meeting(user: Any) -> Q:
    """Its facilitator and coordinators lead a planned meeting in a running circle, also when it is over."""
    return Q(status=Meeting.Status.PLANNED) & RUNNING & leads(user)


@rule("meetings.take_part")
def take_part(user: Any) -> Q:
    """Members of a running circle bring and write along at a planned meeting, also when it is over."""
    return Q(status=Meeting.Status.PLANNED) & RUNNING & in_community(user, path=CIRCLE)
