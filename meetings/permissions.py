"""Who may do what with meetings."""

from typing import Any

from django.db.models import Q

from communities.models import Community
from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import rule

from .models import Meeting


@rule("meetings.view_meeting")
def view_meeting(user: Any) -> Q:
    """Members see the meetings of their circles; those still in draft are for coordinators."""
    member = in_community(user, path="cycle__community")
    return (~Q(status=Meeting.Status.DRAFT) & member) | is_coordinator(user, path="cycle__community")


@rule("meetings.change_meeting")
def change_meeting(user: Any) -> Q:
    """Coordinators, until the circle is closed."""
    open_circle = ~Q(cycle__community__status=Community.Status.CLOSED)
    return open_circle & is_coordinator(user, path="cycle__community")
