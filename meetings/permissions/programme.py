"""Who sees the programme of a day, and who makes which part of it."""

from typing import Any

from django.db.models import Q

from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import condition, rule

from ..models import Meeting, ProgrammeItem
from .base import CIRCLE, RUNNING, goes_on, hosted_by, of_meetings
from .meeting import change_meeting, view_meeting

Responsible = ProgrammeItem.Responsible


@rule("meetings.view_programme")
def view_programme(user: Any) -> Q:
    """Whoever sees the meeting, once the programme is published; before that coordinators."""
    return view_meeting(user) & (Q(programme_published_at__isnull=False) | is_coordinator(user, path=CIRCLE))


@rule("meetings.change_programme")
def change_programme(user: Any) -> Q:
    """Coordinators make and order the programme until the meeting is over."""
    return change_meeting(user)


@rule("meetings.view_item")
def view_item(user: Any) -> Q:
    """Of a programme one sees every item; of a draft only those one takes care of."""
    mine = _host_prepares(user) | _member_prepares(user)
    return of_meetings(user, "meetings.view_programme") | (mine & of_meetings(user, "meetings.view_meeting"))


@rule("meetings.arrange_item")
def arrange_item(user: Any) -> Q:
    """Who makes the programme changes all of an item, and takes it out."""
    return of_meetings(user, "meetings.change_programme")


@rule("meetings.host_item")
def host_item(user: Any) -> Q:
    """The host changes what its own items are and how long they take; coordinators do so for every item."""
    return arrange_item(user) | (_still_made(user) & _host_prepares(user))


@rule("meetings.change_item")
def change_item(user: Any) -> Q:
    """Who takes care of an item words it; the host and coordinators change more of it."""
    return host_item(user) | (_still_made(user) & _member_prepares(user))


def _host_prepares(user: Any) -> Q:
    return Q(responsible=Responsible.HOST, meeting__in=hosted_by(user))


def _member_prepares(user: Any) -> Q:
    mine = Q(responsible=Responsible.MEMBER, member=user.pk, member__isnull=False)
    return mine & in_community(user, path=f"meeting__{CIRCLE}")


def _still_made(user: Any) -> Q:
    """Return the condition that its meeting is planned and not over, in a running circle that ``user`` sees."""
    going_on = Meeting.objects.filter(RUNNING & goes_on() & condition(user, "meetings.view_meeting"))
    return Q(meeting__in=going_on.values("pk"))
