"""What stands under the bell: what the rhythm would have said of the next meeting until now."""

from datetime import datetime, timedelta
from typing import Any

from communities.models import Community
from leerkring.notifications.models import Notice
from leerkring.notifications.notices import mark_read
from meetings.actions.reminder import intents_of
from meetings.models import Meeting
from meetings.rhythm import levels_of_meetings, plan_of

# What came longer ago has been looked at.
FRESH = timedelta(days=5)


def load_notices(community: Community, now: datetime) -> None:
    """Let each member have heard of the next meeting; what is there already stays as it is."""
    meeting = Meeting.objects.upcoming(now).filter(cycle__community=community).first()
    if meeting is None or Notice.objects.exists():
        return
    for due in plan_of(meeting, levels_of_meetings([meeting])[meeting.pk]):
        for _due, intent in intents_of({meeting: [due]}) if due.moment <= now else []:
            facts = {"kind": due.rule.kind, "context": intent.context}
            person: Any = intent.recipient
            notice = Notice.objects.create(user=person, key=intent.key, **facts)
            Notice.objects.filter(pk=notice.pk).update(created_at=due.moment)
    for person in {notice.user for notice in Notice.objects.select_related("user")}:
        mark_read(Notice.objects.filter(created_at__lt=now - FRESH), by=person)
