"""Who answers, and for whom."""

from typing import Any

from django.db.models import Q

from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import rule

from .base import CIRCLE, RUNNING, goes_on


@rule("meetings.answer_meeting")
def answer_meeting(user: Any) -> Q:
    """Every member, until the meeting is over."""
    return RUNNING & goes_on() & in_community(user, path=CIRCLE)


@rule("meetings.answer_for_others")
def answer_for_others(user: Any) -> Q:
    """Coordinators fill in what they heard otherwise, as long as members may answer themselves."""
    return answer_meeting(user) & is_coordinator(user, path=CIRCLE)
