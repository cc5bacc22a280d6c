"""Who writes down what was agreed to do, and who closes it."""

from typing import Any

from django.db.models import Q

from communities.models import Community
from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import condition, rule

from ..models import Meeting


@rule("meetings.add_action_item")
def add_action_item(user: Any) -> Q:
    """Members of a running circle write down what somebody promised; a condition on circles."""
    return Q(status=Community.Status.ACTIVE) & in_community(user, path="pk")


@rule("meetings.view_action_item")
def view_action_item(user: Any) -> Q:
    """Members read what their circle agreed to do; alumni keep reading it."""
    return in_community(user, alumni=True)


@rule("meetings.change_action_item")
def change_action_item(user: Any) -> Q:
    """Who is to do it, who wrote it down and who leads change it and close it, in a running circle."""
    mine = Q(owner=user.pk, owner__isnull=False) | Q(created_by=user.pk, created_by__isnull=False)
    led = Q(meeting__in=Meeting.objects.filter(condition(user, "meetings.lead_meeting")).values("pk"))
    running = Q(community__status=Community.Status.ACTIVE) & in_community(user)
    return running & (mine | led | is_coordinator(user))
