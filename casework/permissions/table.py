"""Who sees and arranges who sits where."""

from typing import Any

from django.db.models import Q

from communities.permissions import in_community
from leerkring.core.permissions import condition, rule
from meetings.models import Meeting

CIRCLE = "item__meeting__cycle__community"


@rule("casework.view_seat")
def view_seat(user: Any) -> Q:
    """Members see who sits where once that is settled; who leads the meeting always."""
    led = Meeting.objects.filter(condition(user, "meetings.lead_meeting"))
    settled = Q(item__division__frozen_at__isnull=False) & in_community(user, path=CIRCLE)
    return settled | Q(item__meeting__in=led.values("pk"))
